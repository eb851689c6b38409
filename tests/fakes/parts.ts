import { pino } from 'pino';
import { type App, createApp, type Parts } from '../../src/app.ts';
import { type Content, loadContent } from '../../src/content.ts';
import type { Reply } from '../../src/conversation/message.ts';
import { ROOT } from '../../src/root.ts';
import { createVault, parseKeys } from '../../src/store/vault.ts';
import type { FetchedFile, PushChannel, Sent, SentFile } from '../../src/turn/channel.ts';

/** Dice that fall the same way for the same seed (mulberry32). */
export function seededBytes(seed: number): (bytes: number) => Buffer {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) & 0xff;
  };
  return (bytes) => Buffer.from(Array.from({ length: bytes }, next));
}

/** The flows and texts as they are deployed, read once. */
export const content: Content = loadContent(ROOT);

/** A key that every test may know. */
export const testVault = () => createVault(parseKeys(Buffer.alloc(32, 7).toString('base64url')));

/** A channel that shows everything to a test. */
export interface ScriptedChannel extends PushChannel {
  readonly sent: { handle: string; reply: Reply; earlier: string[]; file?: SentFile }[];
  /** What the next sends answer, instead of "sent". */
  readonly outcomes: Sent[];
  /** The files of people that it can fetch. */
  readonly files: Map<string, FetchedFile>;
}

export function scriptedChannel(name: 'telegram' | 'terminal', buttons = true): ScriptedChannel {
  const sent: ScriptedChannel['sent'] = [];
  const outcomes: Sent[] = [];
  const files: ScriptedChannel['files'] = new Map();
  return {
    name,
    can: {
      ...{ buttons, reminds: buttons, window: false, pulls: false, audio: buttons, options: 100, receipts: true },
      ...(buttons && { files: true as const, documents: true as const }),
    },
    files,
    fetchFile: async (ref) => files.get(ref) ?? { result: 'never', why: 'gone' },
    sent,
    outcomes,
    async send(handle, reply, { earlier, file }) {
      const outcome = outcomes.shift() ?? { result: 'sent', externalIds: [`${handle}/${sent.length}`] };
      if (outcome.result === 'sent') sent.push({ handle, reply, earlier, ...(file && { file }) });
      return outcome;
    },
  };
}

/** A Telegram in which staff are told of appointments and requests, as they are on the real one. */
export function staffTelegram(): ScriptedChannel {
  const channel = scriptedChannel('telegram');
  return { ...channel, can: { ...channel.can, tellsStaff: true } };
}

/** The application as it is deployed for a demonstration, which logs nothing; a test brings the rest, and parts of its own. */
export const createDemonstration = (parts: Pick<Parts, 'store'> & Partial<Parts>): App =>
  createApp({
    config: { publicUrl: 'http://localhost:3000', production: false },
    vault: testVault(),
    content,
    log: pino({ level: 'silent' }),
    ...parts,
  });
