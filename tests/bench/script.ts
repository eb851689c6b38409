import type { Reply, Content as Said } from '../../src/conversation/message.ts';
import type { TextKey } from '../../src/text/keys.ts';
import { fetchReplies } from '../../src/turn/send/transcript.ts';
import { content } from '../fakes/parts.ts';
import type { Instance } from './instance.ts';
import { lookForWrites, type Written } from './writes.ts';

/** One message of the script, and what it makes us write. */
export interface Turn {
  said: Said;
  written: Written;
}

const english = (key: TextKey): string => content.model.texts.say('en', key);

/** What is done next: a button by its label, the first that is offered, or words. */
export type Line = { choose: string } | { first: true } | { say: string };

/** From the first page to the menu, with consent and a profile. */
export const ARRIVAL: Line[] = [
  { choose: 'English' },
  { choose: english('pilots:serbia.name') },
  { choose: english('consent:agree.options.agree') },
  { choose: english('gender:ask.options.woman') },
  { choose: english('main:menu.options.way') },
  { first: true },
  { choose: english('status:ask.options.asylum-seeker') },
  { choose: english('facts:published.options.next') },
  { choose: english('rights:offer.options.next') },
  { choose: english('way:after.options.menu') },
];

/** What people do most: look around, be misunderstood, go back. It ends where it begins, at the menu. */
const ROUND: Line[] = [
  { choose: english('main:menu.options.services') },
  { choose: english('needs:legal-aid') },
  { say: 'I need a doctor for my son' },
  { choose: english('serbia:services.apc.name') },
  { say: 'back' },
  { choose: english('services:choose.options.menu') },
  { choose: english('main:menu.options.way') },
  { choose: english('way:kept.options.menu') },
];

/** From the menu to the question whether to book. */
export const TO_THE_BOOKING: Line[] = [
  { choose: english('main:menu.options.talk') },
  { choose: english('topics:job') },
  { choose: english('booking:counsellor.options.any') },
  { first: true },
  { first: true },
];
export const BOOK: Line = { choose: english('slot:confirm.options.yes') };

/** Turns before the menu: opening the chat, and arriving. */
export const ARRIVED = ARRIVAL.length + 1;
export const ROUND_LENGTH = ROUND.length;

/**
 * Plays the script once and notes each message, since buttons name their question, with what it makes us write. Whoever
 * says the same from the start is asked the same, so everybody can be sent these messages without reading the answers.
 */
export async function rehearse(instance: Instance, file: string, rounds: number): Promise<Turn[]> {
  const visitor = new Visitor(instance, 'rehearsal');
  using writes = lookForWrites(file);
  const turns: Turn[] = [];
  const play = async (said: Said) => {
    writes.mark();
    await visitor.say(said);
    turns.push({ said, written: writes.since() });
    await visitor.read();
  };
  await play({ kind: 'open' });
  for (const line of [...ARRIVAL, ...Array.from({ length: rounds }, () => ROUND).flat()])
    await play(answer(visitor.shown, line));
  return turns;
}

/** Somebody at the web chat who reads what comes. */
export class Visitor {
  readonly #instance: Instance;
  readonly #handle: string;
  #read = 0;
  /** What the newest turn said to them. */
  shown: Reply[] = [];

  constructor(instance: Instance, handle: string) {
    this.#instance = instance;
    this.#handle = handle;
  }

  say(said: Said): Promise<void> {
    return this.#instance.hear('web-chat', this.#handle, said);
  }

  async read(): Promise<void> {
    const news = await fetchReplies(this.#instance.app.world, 'web-chat', this.#handle, this.#read);
    this.#read = news.now;
    this.shown = news.replies.map(({ reply }) => reply);
  }
}

/** The message that a line comes to, with this on the screen. */
export function answer(shown: readonly Reply[], line: Line): Said {
  if ('say' in line) return { kind: 'text', text: line.say };
  const options = shown.flatMap((reply) => (reply.kind === 'choice' ? reply.options : []));
  const found = 'first' in line ? options[0] : options.find(({ label }) => label === line.choose);
  if (found === undefined)
    throw new Error(`${JSON.stringify(line)} is not among ${options.map(({ label }) => label).join(', ')}`);
  return { kind: 'tap', button: found.id };
}
