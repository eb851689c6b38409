import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { isKnownCountry } from '../booking/holidays.ts';

/** The formats of a pilot's folder: `pilot.yaml`, `facts.yaml`, `services.yaml` and `offices.yaml`. */

/**
 * V: read in a source. O: old or partial. U: not read in a source. C: sources contradict each other. Only V is told to
 * people as published.
 */
const State = z.enum(['V', 'O', 'U', 'C']);
export type State = z.infer<typeof State>;
const code = z.string().regex(/^[a-z][a-z0-9-]*$/);
const minutes = z.int().min(0).multipleOf(5);

/** The features that make an office accessible; each has its text in `common.json`. */
export const ACCESS = ['step-free', 'lift', 'accessible-toilet', 'separate-entrance'] as const;
export type Access = (typeof ACCESS)[number];

/** The needs that a service can meet; people look for a service by their need. */
export const NEEDS = ['work', 'language', 'legal-aid', 'family', 'women', 'violence', 'health'] as const;

/** The statuses that a person can have here; rules and offices differ by them. */
export const STATUSES = ['asylum-seeker', 'recognised', 'subsidiary', 'temporary', 'family', 'other'] as const;

/** The questions about a job offer beside which a fact of the country can stand. */
export const BESIDE = ['pay', 'hours'] as const;

/** Whether the hours of a zone begin with those of UTC, in winter and in summer. */
const hasWholeHours = (timeZone: string): boolean =>
  ['2026-01-01', '2026-07-01'].every(
    (day) => Temporal.PlainDate.from(day).toZonedDateTime({ timeZone }).offsetNanoseconds % 3.6e12 === 0,
  );

/** Only a named person of the pilot provides these fields; `saputnik facts confirm` writes them. */
const confirmation = {
  confirmedBy: z.string().min(1).optional(),
  confirmedOn: z.iso.date().optional(),
};
/** By language: the hash of the texts that were confirmed. A text that has changed since is not confirmed any more. */
const confirmedTexts = z.record(z.string(), z.string()).optional();
const sourced = {
  state: State,
  /** The year of the source; absent where it has none. */
  asOf: z.string().optional(),
  source: z.string().optional(),
  ...confirmation,
};

/** The part of a fact that says how sure it is: its source, and who confirmed it when. */
export type Confirmable = z.infer<z.ZodObject<typeof sourced>>;

/**
 * A rule or an offer that a step of the way tells, with its texts `<pilot>:facts.<id>`: the `question` that it answers,
 * and the `text`, which is told only while it is sure.
 */
export const Fact = z.strictObject({
  id: code,
  /** The step of the way that tells it. */
  step: code,
  /** The statuses of the people whom it is about; everybody where it is absent. */
  for: z.array(z.enum(STATUSES)).min(1).optional(),
  /** The question about a job offer beside which it is told too. */
  beside: z.enum(BESIDE).optional(),
  ...sourced,
  confirmedTexts,
});
export type Fact = z.infer<typeof Fact>;

/** The kinds of a service's contacts. */
export const CONTACT_KINDS = ['address', 'phone', 'mail', 'link'] as const;

const Contact = z.strictObject({
  kind: z.enum(CONTACT_KINDS),
  value: z.string(),
  state: State,
  /** The day of the service's confirmation, where that included this contact. */
  confirmedOn: z.iso.date().optional(),
});
export type Contact = z.infer<typeof Contact>;

export const Service = z.strictObject({
  id: code,
  /** Set for a service that belongs on the safety card, which shows the first three whose numbers are sure. */
  helpline: z.literal(true).optional(),
  /** Set for a service that only professionals may call: the staff see it, and people are never shown it. */
  audience: z.literal('professionals').optional(),
  /** Set for a service that is offered no longer: people are not shown it, and it waits for no confirmation. */
  ended: z.literal(true).optional(),
  needs: z.array(z.enum(NEEDS)).min(1),
  /** The steps of the way whose next action leads here. */
  errands: z.array(code).min(1).optional(),
  /** The statuses of the people whose errands lead here; everybody where it is absent. */
  for: z.array(z.enum(STATUSES)).min(1).optional(),
  ...sourced,
  confirmedTexts,
  contacts: z.array(Contact),
});
export type Service = z.infer<typeof Service>;

/**
 * A service as the database keeps it. One that was imported before services had needs meets every need, so that nobody
 * misses it until the folder is imported again.
 */
export const KeptService = Service.extend({ needs: Service.shape.needs.default([...NEEDS]) });

export const Office = z.strictObject({
  id: code,
  name: z.string(),
  place: z.string(),
  address: z.string().nullable(),
  /** The office's position on a map, in degrees. */
  pin: z.strictObject({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) }).optional(),
  access: z.array(z.enum(ACCESS)).optional(),
  /** Set where children can play during an appointment. */
  childcare: z.literal(true).optional(),
  /** Set for an office that exists in the demonstration only. */
  demo: z.literal(true).optional(),
  ...confirmation,
});
export type Office = z.infer<typeof Office>;

export const Topic = z.strictObject({
  id: code,
  minutes: minutes.min(5),
  gap: minutes,
  noticeMinutes: z.int().min(0),
  horizonDays: z.int().min(1).max(90),
  /** How many people can come at one time; one person where it is absent. */
  capacity: z.int().min(2).max(100).optional(),
});
export type Topic = z.infer<typeof Topic>;

export const PilotFile = z
  .strictObject({
    pilot: code,
    /** The country whose public holidays the offices keep (ISO 3166-1), and the region where it has its own. */
    country: z.string().regex(/^[A-Z]{2}$/),
    region: z.string().optional(),
    /** The language of its employers, in which CVs are made: one of `locales/languages.yaml`. */
    host: z.string(),
    /** The authority that answers for people's data; `name` is its official name in the language of the host. */
    controller: z.strictObject({ name: z.string(), ...sourced }),
    /** The contact for people's questions about their data; null until one is named. */
    contact: z.strictObject({ value: z.string(), ...sourced }).nullable(),
    /** From this age on, in years, a person can agree by themselves that a profile is kept (GDPR Art. 8(1)). */
    consentAge: z.strictObject({ years: z.int().min(13).max(16), ...sourced }),
    /** Whom people under that age can turn to; null until it is named. */
    childProtection: z.strictObject({ value: z.string(), ...sourced }).nullable(),
    notice: z.int().min(1),
    /** The oldest version of the notice to which a consent still holds; the newest alone where it is absent. */
    noticeSince: z.int().min(1).optional(),
    zone: z
      .string()
      .refine((zone) => Intl.supportedValuesOf('timeZone').includes(zone), { error: 'not an IANA zone', abort: true })
      .refine(hasWholeHours, 'events are counted by the hour, and the hours of this zone begin at another minute'),
    languages: z.array(z.string()).min(1),
    places: z.array(z.string()).min(1),
    /** Other names by which people call the pilot or its places, in any language; they are understood, and never shown. */
    called: z.array(z.string()).optional(),
    targets: z.strictObject({ people: z.int(), women: z.int() }),
    /** The steps of the way to work here, in their order, where they differ from `flows/way.yaml`. */
    way: z.array(code).min(1).optional(),
    emergency: z
      .strictObject({
        police: z.string(),
        fire: z.string(),
        ambulance: z.string(),
        ...sourced,
        state: State.default('U'),
      })
      .optional(),
    topics: z.array(Topic),
    /**
     * A request for a human that is not answered within so many hours of opening goes back to all counsellors, and stands
     * on top of the coordinator's list. 8, a working day, where it is absent.
     */
    answerWithin: z.int().min(1).max(80).optional(),
    /** Names of posters and links that are counted: `t.me/<bot>?start=<place>-<source>`. */
    sources: z.array(code).optional(),
    /**
     * By `<flow>.<step>`: the template that WhatsApp has approved in place of a step's text, for use once its 24 hours
     * are over.
     */
    templates: z
      .record(
        z.string().regex(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/),
        z.strictObject({
          name: z.string().regex(/^[a-z0-9_]{1,512}$/),
          /** Our language tag -> the provider's code, such as `sr-Cyrl: sr`. */
          languages: z.record(z.string(), z.string()),
          /** The variables of the step that fill the template's placeholders, in order. */
          parameters: z.array(z.string()),
        }),
      )
      .optional(),
  })
  .refine(isKnownCountry, 'no public holidays are known of this country or region');

/** A pilot as its folder describes it. */
export type Pilot = z.infer<typeof PilotFile> & { facts: Fact[]; services: Service[]; offices: Office[] };
