import { CAPABILITIES } from '../channels/capabilities.ts';
import type { ChannelName } from '../conversation/message.ts';
import { UsageError } from '../errors.ts';
import { roughly } from '../evaluation/rough.ts';
import { addBroadcast, listBroadcasts, switchBroadcast } from '../store/broadcasts.ts';
import { faultOf, LONGEST, previewBroadcast, type Wanted } from '../turn/due/broadcast.ts';
import { type Call, command } from './command.ts';
import { type Opened, pilotNamed, withData } from './open.ts';

const options = {
  pilot: { type: 'string' },
  text: { type: 'string', multiple: true },
  step: { type: 'string' },
} as const;
const SHOWN = 50;

/** Whether a channel can write first; it does not matter which channels the server runs. */
const writesFirst = (name: string): boolean => CAPABILITIES[name as ChannelName]?.reminds ?? false;

function wantedOf(opened: Opened, given: Call<typeof options>['options']): Wanted {
  const pilot = pilotNamed(opened.content, given.pilot);
  const texts: Record<string, string> = {};
  for (const one of given.text ?? []) {
    const [, tag = '', words = ''] = /^([\w-]+)=([\s\S]+)$/.exec(one) ?? [];
    if (words.trim() === '' || words.length > LONGEST)
      throw new UsageError(`--text must be LANGUAGE=WORDS, with 1 to ${LONGEST} characters`);
    texts[tag] = words.trim();
  }
  if (Object.keys(texts).length === 0) throw new UsageError('--text is missing');
  const wanted = { pilot, texts, step: given.step ?? null };
  const fault = faultOf(opened, wanted);
  if (fault === 'language-unknown') {
    const tags = opened.content.model.texts.languages.map(({ tag }) => tag).join(', ');
    throw new UsageError(`--text must begin with one of ${tags}`);
  }
  if (fault !== undefined) throw new UsageError('--step must be FLOW.STEP, a step of this pilot');
  return wanted;
}

export const broadcastPreview = command({
  options,
  async run({ options: given, env, root, say }) {
    await withData({ env, root }, async (opened) => {
      const people = await previewBroadcast({ ...opened, writesFirst }, wantedOf(opened, given));
      say(`${people === 'fewer than 10' ? people : `${people} or a few more`} people`);
    });
  },
});

export const broadcastSend = command({
  options,
  async run({ options: given, env, root, clock, random, say }) {
    await withData({ env, root }, async (opened) => {
      const id = random(9).toString('hex');
      const wanted = wantedOf(opened, given);
      await opened.store.tx((q) => addBroadcast(q, { id, ...wanted, at: clock() }));
      say(`${id} begins within a minute. To stop it: broadcast stop ${id}`);
    });
  },
});

export const broadcastList = command({
  async run({ env, root, say }) {
    await withData({ env, root }, async ({ store, content }) => {
      const found = await listBroadcasts(store.read, Object.keys(content.pilots), Number.MAX_SAFE_INTEGER, SHOWN);
      for (const { id, pilot, state, enqueued, at, texts } of found)
        say(
          `${id}  ${new Date(at).toISOString()}  ${pilot}  ${state}  ${roughly(enqueued)} people  ${Object.keys(texts).join(',')}`,
        );
      if (found.length === 0) say('There is none.');
    });
  },
});

const switching = (to: 'running' | 'stopped') =>
  command({
    words: [1, 1],
    async run({ words: [id = ''], env, root, clock, say }) {
      await withData({ env, root }, async ({ store, content }) => {
        const done = await store.tx((q) => switchBroadcast(q, id, Object.keys(content.pilots), to, clock()));
        if (!done) throw new UsageError(`there is no broadcast ${id} that could be ${to}`);
        say(to === 'stopped' ? 'Stopped: no more people get it.' : 'It goes on within a minute.');
      });
    },
  });

export const broadcastStop = switching('stopped');
export const broadcastResume = switching('running');
