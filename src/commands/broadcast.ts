import { CAPABILITIES } from '../channels/capabilities.ts';
import type { ChannelName } from '../conversation/message.ts';
import { UsageError } from '../errors.ts';
import { type Rough, roughly } from '../evaluation/rough.ts';
import { listBroadcasts } from '../store/broadcasts.ts';
import { faultOf, LEFT_OUT, LONGEST, quietFor, type Wanted } from '../turn/due/broadcast.ts';
import { previewNews, sendNews, switchNews } from '../turn/office/news.ts';
import { type Call, command } from './command.ts';
import { type Opened, pilotNamed, withData } from './open.ts';

const options = {
  pilot: { type: 'string' },
  text: { type: 'string', multiple: true },
  step: { type: 'string' },
} as const;
const SHOWN = 50;
/** The log names nobody for what is done on the command line. */
const BY = { who: null } as const;

const WHY = {
  news: 'they did not ask for news',
  language: 'there is no text in their language',
  channel: 'no app lets us write to them first',
} as const satisfies Record<(typeof LEFT_OUT)[number], string>;

const told = (people: Rough): string => (people === 'fewer than 10' ? people : `${people} or a few more`);

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
  async run({ options: given, env, root, clock, say }) {
    await withData({ env, root }, async (opened) => {
      const wanted = wantedOf(opened, given);
      const { people, leftOut } = await previewNews({ ...opened, clock }, { ...opened, writesFirst }, BY, wanted);
      say(`${told(people)} people`);
      for (const why of LEFT_OUT) say(`left out, because ${WHY[why]}: ${told(leftOut[why])}`);
    });
  },
});

export const broadcastSend = command({
  options,
  async run({ options: given, env, root, clock, random, say }) {
    await withData({ env, root }, async (opened) => {
      const id = random(9).toString('hex');
      const wanted = wantedOf(opened, given);
      await sendNews({ ...opened, clock }, BY, { id, ...wanted });
      const quiet = quietFor(opened.content, wanted.pilot, clock());
      const begins = quiet === null ? 'within a minute' : `at ${new Date(quiet).toISOString()}, after the quiet hours`;
      say(`${id} begins ${begins}. To stop it: broadcast stop ${id}`);
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
        const sender = { ...BY, pilots: Object.keys(content.pilots) };
        const outcome = await switchNews({ store, clock, content }, sender, id, to);
        if (outcome !== 'done') throw new UsageError(`there is no broadcast ${id} that could be ${to}`);
        say(
          to === 'stopped'
            ? 'Stopped: no more people get it.'
            : 'It goes on within a minute, or after the quiet hours.',
        );
      });
    },
  });

export const broadcastStop = switching('stopped');
export const broadcastResume = switching('running');
