import { pilotOf } from '../content.ts';
import { UsageError } from '../errors.ts';
import { ClaimedError } from '../store/claims.ts';
import { GROUP_KINDS } from '../store/codes.ts';
import { addGroupOffer, groupOffersBetween, seatsOf } from '../store/groups.ts';
import { command } from './command.ts';
import { counsellorNamed } from './counsellor.ts';
import { readTime } from './hours.ts';
import { oneOf, pilotNamed, withData } from './open.ts';

/** The longest title with which a title and its day fit into a row of a list. */
const LONGEST_TITLE = 17;
const DAY = 86_400_000;

export const groupAdd = command({
  options: {
    ...{
      pilot: { type: 'string' },
      counsellor: { type: 'string' },
      kind: { type: 'string' },
      from: { type: 'string' },
    },
    ...{ to: { type: 'string' }, places: { type: 'string' }, women: { type: 'boolean' } },
    title: { type: 'string', multiple: true },
  },
  async run({ options, env, root, random, say, clock }) {
    const kind = oneOf('--kind', options.kind, GROUP_KINDS);
    const places = Number(options.places);
    if (!Number.isInteger(places) || places < 1 || places > 500) throw new UsageError('--places must be 1 to 500');
    const titles = Object.fromEntries(
      (options.title ?? [])
        .map((text) => text.split(/=(.*)/s, 2))
        .map(([tag = '', title = '']): [string, string] => [tag, title]),
    );
    if (titles.en === undefined) throw new UsageError('--title en=... is missing: it stands for languages without one');
    for (const [tag, title] of Object.entries(titles))
      if (title.length === 0 || title.length > LONGEST_TITLE)
        throw new UsageError(`the title in ${tag} must have 1 to ${LONGEST_TITLE} characters`);
    await withData({ env, root }, async (opened) => {
      const { config, content, store } = opened;
      const pilot = pilotNamed(content, options.pilot);
      const unknown = Object.keys(titles).find((tag) => !content.pilots[pilot]?.languages.includes(tag));
      if (unknown !== undefined) throw new UsageError(`${pilot} does not offer ${unknown}`);
      const { counsellor = '' } = options;
      const { endedAt } = await counsellorNamed(opened, counsellor);
      if (endedAt !== null) throw new UsageError(`the counsellor ${counsellor} has ended`);
      const zone = pilotOf(content, pilot).zone;
      const startAt = readTime(options.from ?? '', zone, 0);
      const endAt = readTime(options.to ?? '', zone, 0);
      if (startAt >= endAt || startAt <= clock())
        throw new UsageError('it must begin in the future, and before it ends');
      const id = random(16).toString('hex');
      const offer = { id, pilot, kind, counsellor, titles, startAt, endAt, places };
      const flags = { womenOnly: options.women === true, cancelled: false, demo: !config.production };
      try {
        await store.tx((q) => addGroupOffer(q, { ...offer, ...flags }, clock()));
      } catch (error) {
        if (error instanceof ClaimedError) throw new UsageError('the counsellor has something else then');
        if (error instanceof RangeError) throw new UsageError('times are in steps of 5 minutes');
        throw error;
      }
      say(id);
    });
  },
});

export const groupList = command({
  options: { pilot: { type: 'string' } },
  async run({ options, env, root, say, clock }) {
    await withData({ env, root }, async ({ content, store }) => {
      const pilot = pilotNamed(content, options.pilot);
      const offers = await groupOffersBetween(store.read, [pilot], clock(), clock() + 400 * DAY);
      const seats = await seatsOf(
        store.read,
        offers.map(({ id }) => id),
      );
      for (const { id, kind, titles, startAt, places, womenOnly, cancelled } of offers) {
        const state = cancelled ? 'called off' : `${seats.get(id) ?? 0} of ${places}`;
        say(
          `${id}  ${new Date(startAt).toISOString()}  ${kind}  ${titles.en}  ${state}${womenOnly ? '  women only' : ''}`,
        );
      }
    });
  },
});
