import { GENDERS, type Gender, MODES, type Mode } from '../../booking/slots.ts';
import type { Content } from '../../content.ts';
import { canonical } from '../../pilot/plan.ts';
import { type Appointment, appointmentById } from '../../store/booking.ts';
import {
  type CounsellorRow,
  counsellorRow,
  endCounsellor,
  hangingOn,
  removeCounsellor,
  updateCounsellor,
} from '../../store/counsellor-changes.ts';
import { addCounsellor } from '../../store/counsellors.ts';
import { note } from '../../store/log.ts';
import { appointmentsToCome, needInterpreter } from '../../store/to-come.ts';
import { isSameLanguage } from '../../text/languages.ts';
import { hashText } from '../../text-hash.ts';
import { tellPlace } from '../appointments/tell-place.ts';
import type { Booking, World } from '../world.ts';
import { languagesIn } from './languages.ts';
import type { NotedChange } from './times.ts';
import { fieldsOf, type Read, type Typed } from './typed.ts';

/** Counsellors as staff add, change, end and remove them. */

/** What staff set of a counsellor. */
export interface Profile {
  /** For staff only. */
  name: string;
  office: string;
  gender: Gender;
  languages: string[];
  /** None means every topic. */
  topics: string[];
  modes: Mode[];
  /** Other pilots whose people may book them. */
  guests: string[];
  /** The address that hears of changes to appointments; null for none. */
  mail: string | null;
  /** The address of their video room; null for none. */
  video: string | null;
}

/** A counsellor with their profile, opened. */
export type Known = Profile & Pick<CounsellorRow, 'id' | 'pilot' | 'endedAt' | 'demo'>;

/** What may be chosen for a counsellor of a pilot. */
export interface Choices {
  offices: readonly string[];
  topics: readonly string[];
  guests: readonly string[];
}

/** The longest texts, in UTF-16 units. */
export const LONGEST = { name: 100, mail: 254, video: 500 };

/** Reads the form of a counsellor, or the options of a command. Languages may stand in one value, with commas between. */
export function readProfile({ offices, topics, guests }: Choices, typed: Typed): Read<Profile> {
  const fields = fieldsOf(typed);
  const profile = {
    name: fields.text('name', LONGEST.name),
    office: fields.one('office', offices),
    gender: fields.one('gender', GENDERS),
    languages: languagesIn(fields, typed),
    topics: fields.some('topics', topics, 'optional'),
    modes: fields.some('modes', MODES),
    guests: fields.some('guests', guests, 'optional'),
  };
  const mail = fields.text('mail', LONGEST.mail, 'optional');
  if (mail !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(mail)) fields.wrong('mail', { text: 'faults:mail' });
  const video = fields.text('video', LONGEST.video, 'optional');
  if (video !== '' && !isHttps(video)) fields.wrong('video', { text: 'faults:https' });
  return fields.done(() => ({ ...profile, mail: mail || null, video: video || null }));
}

const isHttps = (address: string): boolean => URL.canParse(address) && new URL(address).protocol === 'https:';

/** A profile as `readProfile` reads it. */
export const typedOf = ({ name, office, gender, languages, topics, modes, guests, mail, video }: Profile): Typed => ({
  ...{ name: [name], office: [office], gender: [gender], languages, topics, modes, guests },
  ...{ mail: [mail ?? ''], video: [video ?? ''] },
});

/** Names a profile by its content. */
export const profileVersion = (profile: Profile): string => hashText(canonical(typedOf(profile)));

/** Somebody else has changed the profile of a counsellor since it was read: nothing was saved. */
export class ChangedError extends Error {
  override name = 'ChangedError';
  constructor() {
    super('the counsellor was changed meanwhile');
  }
}

type Data = Pick<World, 'store' | 'vault'>;
type Office = Data & Pick<World, 'clock'>;

/** A counsellor by their id; undefined where there is none. */
export async function findCounsellor({ store, vault }: Data, id: string): Promise<Known | undefined> {
  const row = await counsellorRow(store.read, id);
  return row && opened({ vault }, row);
}

function opened({ vault }: Pick<World, 'vault'>, row: CounsellorRow): Known {
  const { id } = row;
  const { name, mail, video, pilot, office, gender, languages, topics, modes, guests, endedAt, demo } = row;
  return {
    ...{ id, pilot, office, gender, languages, topics, modes, guests, endedAt, demo },
    name: vault.open('house', `counsellor:name:${id}`, name),
    mail: mail && vault.open('house', `counsellor:mail:${id}`, mail),
    video: video && vault.open('house', `counsellor:video:${id}`, video),
  };
}

function sealed({ vault }: Pick<World, 'vault'>, id: string, { name, mail, video, ...rest }: Profile) {
  return {
    ...rest,
    name: vault.seal('house', `counsellor:name:${id}`, name),
    mail: mail === null ? null : vault.seal('house', `counsellor:mail:${id}`, mail),
    video: video === null ? null : vault.seal('house', `counsellor:video:${id}`, video),
  };
}

/** Adds a counsellor and returns their id. `who`: the log's name of who does it; null for the command line. */
export async function addCounsellorByStaff(
  world: Office & Pick<World, 'random' | 'demo'>,
  who: string | null,
  pilot: string,
  profile: Profile,
): Promise<string> {
  const { store, clock, random, demo } = world;
  // The id is typed on a command line, where a word must not begin with a hyphen.
  const id = random(16).toString('hex');
  const { mail, video, ...row } = sealed(world, id, profile);
  await store.tx(async (q) => {
    await addCounsellor(q, { ...row, id, pilot, demo });
    await updateCounsellor(q, id, { mail, video });
    await note(q, { who, what: 'counsellor-added', target: id, pilot, at: clock() });
  });
  return id;
}

const served = ({ pilots }: Pick<Content, 'pilots'>, names: readonly string[]): string[] =>
  [...new Set(names)].filter((name) => pilots[name] !== undefined);

/** Why an appointment does not suit its counsellor any more after a change of their profile. */
const UNSUITED = ['language', 'gender', 'topic', 'mode', 'office'] as const;
type Unsuited = (typeof UNSUITED)[number];

/**
 * What of a change of a counsellor's profile an appointment meets: it lacks what it was booked with. A group is led as it
 * is, but for its place.
 */
function unsuited(a: Appointment, from: Profile, to: Profile): Unsuited[] {
  const speaks = ({ languages }: Profile) => languages.some((one) => isSameLanguage(one, a.language));
  const counsels = ({ topics }: Profile) => topics.length === 0 || topics.includes(a.topic);
  const isTalk = a.groupOffer === null;
  const lost: Record<Unsuited, boolean> = {
    language: isTalk && !a.interpreter && speaks(from) && !speaks(to),
    gender: a.wishes.includes('woman') && from.gender === 'woman' && to.gender !== 'woman',
    topic: isTalk && counsels(from) && !counsels(to),
    mode: isTalk && from.modes.includes(a.mode) && !to.modes.includes(a.mode),
    office: a.mode === 'in-person' && from.office !== to.office,
  };
  return UNSUITED.filter((what) => lost[what]);
}

/**
 * Changes the profile of a counsellor. It hits the appointments to come that do not suit them any more (`unsuited`). One
 * that stays needs an interpreter where its language is gone, and its person is told where the place is another one. Of
 * another video link everybody is told who has an appointment by video. Saving it throws `ChangedError` where the profile
 * is not the `known` one any more.
 */
export function profileChange(world: Booking, known: Known, to: Profile): NotedChange {
  const { id, pilot } = known;
  const missing = new Map<string, Unsuited[]>();
  return {
    pilots: served(world.content, [pilot, ...known.guests]),
    ...{ pilot, target: id, what: 'counsellor-changed', why: 'other' },
    async save(q) {
      const now = await counsellorRow(q, id);
      if (now === undefined || profileVersion(opened(world, now)) !== profileVersion(known)) throw new ChangedError();
      await updateCounsellor(q, id, sealed(world, id, to));
      if (to.video === known.video) return;
      for (const a of await appointmentsToCome(q, { counsellor: id }, world.clock()))
        if (a.mode === 'video') await tellPlace(world, q, a, 'address');
    },
    async alsoHits(q) {
      const toCome = await appointmentsToCome(q, { counsellor: id }, world.clock());
      for (const a of toCome) missing.set(a.id, unsuited(a, known, to));
      return toCome.filter((a) => (missing.get(a.id) ?? []).length > 0);
    },
    async kept(q, appointment) {
      const of = missing.get(appointment) ?? [];
      if (of.includes('language')) await needInterpreter(q, appointment);
      const a = of.includes('office') ? await appointmentById(q, appointment) : undefined;
      if (a !== undefined) await tellPlace(world, q, a, 'office');
    },
  };
}

/** Ends a counsellor who leaves. It hits all their appointments to come. */
export function counsellorEnd(world: Pick<World, 'content' | 'clock'>, { id, pilot, guests }: Known): NotedChange {
  return {
    pilots: served(world.content, [pilot, ...guests]),
    ...{ pilot, target: id, what: 'counsellor-ended', why: 'away' },
    save: (q) => endCounsellor(q, id, world.clock()),
    // Also those that staff have said take place although the counsellor is not at work then.
    alsoHits: (q) => appointmentsToCome(q, { counsellor: id }, world.clock()),
  };
}

/** Lets a counsellor who has ended counsel again, with the hours that they had. */
export async function resumeCounsellor(
  { store, clock }: Pick<World, 'store' | 'clock'>,
  who: string | null,
  { id, pilot }: Pick<Known, 'id' | 'pilot'>,
): Promise<void> {
  await store.tx(async (q) => {
    await updateCounsellor(q, id, { endedAt: null });
    await note(q, { who, what: 'counsellor-resumed', target: id, pilot, at: clock() });
  });
}

/** Removes a counsellor on whom nothing hangs. `hangs`: something does, and nothing was changed. */
export async function removeCounsellorByStaff(
  { store, clock }: Pick<World, 'store' | 'clock'>,
  who: string | null,
  { id, pilot }: Pick<Known, 'id' | 'pilot'>,
): Promise<'done' | 'hangs'> {
  return store.tx(async (q) => {
    const { appointments, groups, accounts, isInvited } = await hangingOn(q, id, clock());
    if (appointments + groups + accounts.length > 0 || isInvited) return 'hangs';
    await removeCounsellor(q, id);
    await note(q, { who, what: 'counsellor-removed', target: id, pilot, at: clock() });
    return 'done';
  });
}
