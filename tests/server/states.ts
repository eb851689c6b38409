import type { Content } from '../../src/content.ts';
import type { ShownAppointment } from '../../src/server/html/appointment.ts';
import type { Html } from '../../src/server/html/layout.ts';
import type { Reader } from '../../src/server/staff/reader.ts';
import { ROLES, type Role } from '../../src/store/principal.ts';
import { DAY, HOUR, START } from '../fakes/clock.ts';
import { content, seededBytes } from '../fakes/parts.ts';

/** What the states of all pages are made of. */

/** A page in one state, to be rendered in any language. `content`: its texts may listen. */
export type State = (content: Content, language: string) => Html | Promise<string>;

export interface PageStates {
  /** The routes of the app that show this page; other routes may lead to it too. */
  at: readonly string[];
  states: State[];
}

/** The values that the fields of a page's data can have; a field of the data that has none here does not compile. */
type Values<Data> = { readonly [Field in keyof Data]-?: readonly Data[Field][] };

/** Every combination of these values. */
export const every = <Data extends object>(values: Values<Data>): Data[] =>
  (Object.entries(values) as [string, unknown[]][]).reduce<object[]>(
    (found, [field, each]) => found.flatMap((one) => each.map((value) => ({ ...one, [field]: value }))),
    [{}],
  ) as Data[];

const dice = seededBytes(1);
export const throwOne = <T>(from: readonly T[]): T => from[(dice(1)[0] ?? 0) % from.length] as T;
/** One of these values for each field, as dice fall: for fields that change nothing about others. */
export const any = <Data extends object>(values: Values<Data>): Data =>
  Object.fromEntries(
    Object.entries<readonly unknown[]>(values).map(([field, each]) => [field, throwOne(each)]),
  ) as Data;

export const YES_AND_NO = [true, false] as const;
export const TAGS = content.model.texts.languages.map(({ tag }) => tag);
export const pilots = Object.entries(content.pilots).map(([name, { zone }]) => ({ name, zone }));

export const reader = (role: Role, demo = false, provedAt = START): Reader => ({
  ...{ role, pilots: pilots.map(({ name }) => name), who: 'account:ana', account: 'ana', name: '<ana>' },
  ...{ counsellor: role === 'counsellor' ? 'c1' : null, demo, session: 's1', provedAt },
});
/** Members of staff of every role, in a demonstration or not, who have just proved who they are, or long ago. */
export const READERS = ROLES.flatMap((role) => [reader(role), reader(role, true), reader(role, false, START - DAY)]);

/** An appointment as pages show it. */
export const TALK: ShownAppointment = {
  ...{ id: 'a1', pilot: 'serbia', reference: 'KXWD-4721', person: 'p1', counsellor: 'c1', topic: 'job' },
  ...{ startAt: START + DAY, endAt: START + DAY + HOUR, status: 'scheduled', language: 'ar', mode: 'in-person' },
  ...{
    family: false,
    interpreter: false,
    interpretedBy: null,
    room: null,
    groupOffer: null,
    signUp: null,
    wishes: [],
    phone: null,
  },
  ...{
    canRemind: true,
    confirmedAt: null,
    markedAt: null,
    sequence: 0,
    demo: true,
    office: 'o1',
    officeName: 'Krnjača & Co.',
  },
  ...{ officeAddress: null, askedAt: null, stands: false, zone: 'Europe/Belgrade', counsellorName: '<Ana>' },
};
