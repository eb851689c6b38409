import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Reply, Content as Said } from '../../src/conversation/message.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { TextKey } from '../../src/text/keys.ts';
import { openInstance } from '../bench/instance.ts';
import { ARRIVAL, answer, Visitor } from '../bench/script.ts';
import { content } from '../fakes/parts.ts';
import { throwDice } from './dice.ts';

// One of two servers on one database. When told to, its people book, move, cancel and confirm at random, all at once and for
// so many seconds; what they are told when they come too late is counted.
const { values } = parseArgs({
  options: {
    where: { type: 'string', default: '' },
    name: { type: 'string', default: '' },
    people: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
  },
});
const { where, name } = values;
const dice = throwDice(Number(values.seed));
const store = where.startsWith('postgres:') ? openPostgres(where) : openSqlite(where);
await using instance = await openInstance(store);

const english = (key: TextKey): string => content.model.texts.say('en', key);
const YES = [english('slot:confirm.options.yes'), english('slot:confirm-move.options.yes')];
const OTHER_DAY = english('slot:time.options.day');
const WAIT = english('slot:nothing.options.wait');
const TAKEN = english('slot:taken.text');
const FULL = english('slot:full.text');
/** What leads on, wherever somebody stands; anything else is as good as the menu. */
const ONWARD = [
  ...YES,
  english('cancel:sure.options.yes'),
  english('main:menu.options.talk'),
  english('topics:job'),
  english('booking:counsellor.options.any'),
];
const MENU: Said = { kind: 'text', text: 'menu' };
const REFERENCE = /number(?: stays)?: ([A-Z0-9]{4}-[A-Z0-9]{4})/;

const optionsOf = (shown: Reply[]) => shown.flatMap((reply) => (reply.kind === 'choice' ? reply.options : []));
const textOf = (shown: Reply[]) => shown.map((reply) => (reply.kind === 'clear' ? '' : reply.text)).join('\n');

const counts = { done: 0, booked: 0, moved: 0, cancelled: 0, confirmed: 0, refused: 0, others: 0, waits: 0, full: 0 };

class Person {
  readonly #visitor: Visitor;
  #reference = '';

  constructor(handle: string) {
    this.#visitor = new Visitor(instance, handle);
  }

  async #say(said: Said): Promise<void> {
    await this.#visitor.say(said);
    await this.#visitor.read();
  }

  async arrive(): Promise<void> {
    await this.#say({ kind: 'open' });
    for (const line of ARRIVAL) await this.#say(answer(this.#visitor.shown, line));
  }

  async act(): Promise<void> {
    counts.done += 1;
    await this.#say(this.#next());
    const { shown } = this.#visitor;
    const text = textOf(shown);
    const labels = optionsOf(shown).map(({ label }) => label);
    if (text.startsWith('Booked: ')) counts.booked += 1;
    if (text.startsWith('Moved. ')) counts.moved += 1;
    if (text.startsWith('The appointment on ') && text.includes('is cancelled')) counts.cancelled += 1;
    if (text.startsWith('Thank you. We look forward')) counts.confirmed += 1;
    if (text.includes(FULL)) counts.full += 1;
    if (text.includes(TAKEN)) {
      counts.refused += 1;
      // Another time, or the list of those who wait, by one more press.
      if (labels.filter((label) => label !== OTHER_DAY).length > 0) counts.others += 1;
      else if (labels.includes(OTHER_DAY)) counts.waits += 1;
    }
    this.#reference = text.includes('is cancelled') ? '' : (REFERENCE.exec(text)?.[1] ?? this.#reference);
  }

  #next(): Said {
    const { shown } = this.#visitor;
    const options = optionsOf(shown);
    const onward = ONWARD.flatMap((label) => options.find((option) => option.label === label) ?? []);
    if (onward[0] !== undefined && YES.includes(onward[0].label)) return { kind: 'tap', button: onward[0].id };
    // Not everybody at once wants each time that becomes free: then nobody could ever move to one.
    if (this.#reference === '' && onward.length > 0 && dice.chance(0.8)) return MENU;
    if (this.#reference !== '' && dice.chance(0.6)) {
      const act = dice.pick(['move', 'move', 'cancel', 'confirm']);
      return { kind: 'tap', button: `s.${act}.${this.#reference}` };
    }
    if (onward[0] !== undefined) return { kind: 'tap', button: onward[0].id };
    const isNothing = options.some(({ label }) => label === WAIT);
    const times = options.filter(({ id, label }) => id.startsWith('a.') && label !== OTHER_DAY);
    const isTime = times.length > 0 && times.every(({ label }) => /\d/.test(label));
    const chosen = isNothing || !isTime ? options.find(({ label }) => label === OTHER_DAY) : dice.pick(times);
    return chosen === undefined ? MENU : { kind: 'tap', button: chosen.id };
  }
}

const people = Array.from({ length: Number(values.people) }, (_, i) => new Person(`${name}-${i}`));
await Promise.all(people.map((person) => person.arrive()));
process.stdout.write('ready\n');
const lines = createInterface(process.stdin);
await once(lines, 'line');
lines.close();
const until = performance.now() + Number(values.seconds) * 1000;
await Promise.all(
  people.map(async (person) => {
    while (performance.now() < until) await person.act();
  }),
);
process.stdout.write(`${JSON.stringify(counts)}\n`);
