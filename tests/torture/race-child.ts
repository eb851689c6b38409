import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Reply, Content as Said } from '../../src/conversation/message.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { openInstance } from '../bench/instance.ts';
import { ARRIVAL, answer, TO_THE_BOOKING, Visitor } from '../bench/script.ts';
import { content } from '../fakes/world.ts';
import { throwDice } from './dice.ts';

// One of two servers on one database. Its people walk to the question whether to book; when told to, all say yes at once,
// and whoever comes too late takes what is offered instead, until nothing is.
const { values } = parseArgs({
  options: {
    where: { type: 'string', default: '' },
    name: { type: 'string', default: '' },
    people: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
  },
});
const { where, name } = values;
const dice = throwDice(Number(values.seed));
const store = where.startsWith('postgres:') ? openPostgres(where) : openSqlite(where);
await using instance = await openInstance(store);

const english = (key: string): string => content.model.texts.say('en', key);
const YES = english('booking:confirm.options.yes');
const OTHER_DAY = english('booking:time.options.day');
const BOOKED = english('booking:booked.buttons.cancel');
const NOTHING_FREE = english('booking:nothing.options.change');
const TAKEN = english('booking:taken.text');

/** As far as everybody goes the same way. */
const TO_THE_TIMES = TO_THE_BOOKING.slice(0, 3);

const optionsOf = (shown: Reply[]) => shown.flatMap((reply) => (reply.kind === 'choice' ? reply.options : []));
const offers = (shown: Reply[], label: string) => optionsOf(shown).some((option) => option.label === label);

let beaten = 0;
class Person {
  readonly #visitor: Visitor;

  constructor(handle: string) {
    this.#visitor = new Visitor(instance, handle);
  }

  async #say(said: Said): Promise<void> {
    await this.#visitor.say(said);
    await this.#visitor.read();
    if (this.#visitor.shown.some((reply) => reply.kind !== 'clear' && reply.text === TAKEN)) beaten += 1;
  }

  async arrive(): Promise<void> {
    await this.#say({ kind: 'open' });
    for (const line of [...ARRIVAL, ...TO_THE_TIMES]) await this.#say(answer(this.#visitor.shown, line));
    await this.toTheQuestion();
  }

  /** Any day, any time, until asked whether to book it, or told that nothing is free. */
  async toTheQuestion(): Promise<void> {
    while (!offers(this.#visitor.shown, YES) && !offers(this.#visitor.shown, NOTHING_FREE)) {
      const times = optionsOf(this.#visitor.shown).filter(({ label }) => label !== OTHER_DAY);
      const choice = dice.pick(times) ?? optionsOf(this.#visitor.shown)[0];
      if (choice === undefined) throw new Error(`nothing to choose from: ${JSON.stringify(this.#visitor.shown)}`);
      await this.#say({ kind: 'tap', button: choice.id });
    }
  }

  async book(): Promise<'booked' | 'none'> {
    while (offers(this.#visitor.shown, YES)) {
      await this.#say(answer(this.#visitor.shown, { choose: YES }));
      if (offers(this.#visitor.shown, BOOKED)) return 'booked';
      await this.toTheQuestion();
    }
    return 'none';
  }
}

const people = Array.from({ length: Number(values.people) }, (_, i) => new Person(`${name}-${i}`));
await Promise.all(people.map((person) => person.arrive()));
process.stdout.write('ready\n');
const lines = createInterface(process.stdin);
await once(lines, 'line');
lines.close();
const outcomes = await Promise.all(people.map((person) => person.book()));
const booked = outcomes.filter((outcome) => outcome === 'booked').length;
process.stdout.write(`${JSON.stringify({ booked, none: outcomes.length - booked, beaten })}\n`);
