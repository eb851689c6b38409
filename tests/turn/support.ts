import type { Content } from '../../src/content.ts';
import type { Conversation } from '../../src/conversation/conversation.ts';
import type { Flow } from '../../src/conversation/flow.ts';
import type { ChannelName, Reply } from '../../src/conversation/message.ts';
import { createModel } from '../../src/conversation/model.ts';
import type { Principal } from '../../src/store/principal.ts';
import { conversations } from '../../src/store/sealed.ts';
import type { Sent } from '../../src/turn/channel.ts';
import { copyPerson } from '../../src/turn/people/copy-person.ts';
import { answerByStaff, closeByStaff } from '../../src/turn/requests/by-staff.ts';
import type { World } from '../../src/turn/world.ts';
import { content as deployed, type ScriptedChannel, testVault } from '../fakes/parts.ts';
import type { Stage } from '../fakes/stage.ts';

/** The words that lead to the menu with consent given. */
export const JOIN = ['hello', 'English', 'Serbia', 'Yes, I agree', 'Woman'];
/** How many messages answer them: the notice of the consent and its question are two. */
export const JOINED = JOIN.length + 1;
/** From the menu to a talk on the first day with the first time offered there. */
export const TO_TIMES = ['Book an appointment', 'Finding a job', 'No preference', 'Wed 25 Nov'];

/** The labels of the newest question. */
export const labels = (reply: Reply): string[] => (reply.kind === 'choice' ? reply.options.map((o) => o.label) : []);

/** The reference in a text. */
export function referenceIn(texts: string[]): string {
  const found = texts.map((text) => /number: ([A-Z0-9]{4}-[A-Z0-9]{4})/.exec(text)?.[1]).findLast((one) => one);
  if (found === undefined) throw new Error('no reference was told');
  return found;
}

/** A tap on a standing button. */
export const press = (act: string, target?: string) =>
  ({ kind: 'tap', button: target === undefined ? `s.${act}` : `s.${act}.${target}` }) as const;

/** Where somebody stands, as it is kept. */
export async function conversationOf(
  stage: Pick<Stage, 'rows'>,
  handle = '42',
  channel: ChannelName = 'telegram',
): Promise<Conversation> {
  const vault = testVault();
  const hash = vault.blindIndex('handle', channel, handle);
  const contact = (await stage.rows('contact')).find(({ handleHash }) => handleHash.equals(hash));
  const person = (await stage.rows('person')).find(({ id }) => id === contact?.person);
  const key = (await stage.rows('personKey')).find((row) => row.person === person?.id);
  if (person?.conversation == null || key === undefined) throw new Error(`nobody is there as ${handle}`);
  return conversations.open(vault, vault.unwrap(person.id, key.wrapped), person.id, person.conversation);
}

/** The deployed flows with some replaced, until they are mended. */
export function brokenContent(flows: Flow[]): Content & { mend(): void } {
  const { model, pilots } = deployed;
  const replaced = Object.fromEntries(flows.map((flow) => [flow.flow, flow]));
  const all = { ...model.flowsOf(null), ...replaced };
  let current = createModel(model.texts, { ...pilots }, all, {}, model.recordings, model.wayOf(null));
  return {
    ...deployed,
    get model() {
      return current;
    },
    mend() {
      current = model;
    },
  };
}

/** A turn that writes something and then cannot go on. */
export const FAILING: Flow = {
  flow: 'human',
  interrupt: 'human',
  act: 'human',
  anyone: true,
  start: 'request',
  steps: {
    request: { kind: 'do', action: 'human.request', on: { soon: 'soon', unknown: 'soon', later: 'soon' } },
    soon: { kind: 'say', next: 'nowhere' },
    nowhere: { kind: 'call', flow: 'nowhere', next: 'end' },
  },
};

export interface Held {
  /** Resolves when the channel has been given something for the handle. */
  asked: Promise<void>;
  /** Lets it go through, or end otherwise. */
  release(outcome?: Sent): void;
}

/** Makes the next send to a handle take until it is released. */
export function hold(channel: ScriptedChannel, handle: string): Held {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<Sent | undefined>();
  const send = channel.send;
  channel.send = async (to, reply, earlier) => {
    if (to !== handle) return send(to, reply, earlier);
    channel.send = send;
    asked.resolve();
    return (await released.promise) ?? send(to, reply, earlier);
  };
  return { asked: asked.promise, release: released.resolve };
}

/** Answers a request and closes it, as a member of staff on its page. */
export async function answerAndClose(world: World, by: Principal, id: string, words: string): Promise<string> {
  const staff = { ...by, account: 'ana' };
  const answered = await answerByStaff(world, staff, id, { words, language: 'en', seen: 99 });
  return answered === 'done' ? closeByStaff(world, staff, id) : answered;
}

/** The copy of the data of the person of a request, as a member of staff makes it who has found them. */
export async function copyFor({ rows, world }: Pick<Stage, 'rows' | 'world'>, by: Principal, id: string) {
  const request = (await rows('request')).find((one) => one.id === id);
  return copyPerson(world, by, { person: request?.person ?? '', pilot: request?.pilot ?? '' });
}
