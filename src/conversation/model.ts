import type { Texts } from '../text/texts.ts';
import { currentName, type TimerKind } from './beginnings.ts';
import type { Conversation, Item, Value } from './conversation.ts';
import type { Flow, Flows } from './flow.ts';
import { collectWords, type Words } from './interrupt.ts';
import type { Capabilities, ChannelName } from './message.ts';
import type { Recordings } from './recording.ts';
import { ownKey, textKeys } from './step-texts.ts';

/** A template, by our languages, and the variables that fill its places. */
interface ApprovedTemplate {
  name: string;
  languages: Record<string, string>;
  parameters: string[];
}

/** What a conversation needs to know about a pilot. */
export interface PilotFacts {
  controller: string;
  law: string;
  /** Where to write about one's data. Said once somebody of the pilot has confirmed it; null where nobody has named one. */
  contact: { value: string; confirmedOn?: string | undefined } | null;
  /** IANA zone. */
  zone: string;
  /** ISO 3166-1. */
  country: string;
  languages: readonly string[];
  places: readonly string[];
  /** Where posters and links may say that people come from. */
  sources?: string[] | undefined;
  /** Version of the notice; raising it asks everybody anew. */
  notice: number;
  /** What a provider has approved to be said in a step's stead, by `<flow>.<step>`. */
  templates?: Record<string, ApprovedTemplate> | undefined;
}

/** Everything that `advance` reads: flows, texts and pilots, as deployed. */
export interface Model {
  readonly texts: Texts;
  readonly words: Words;
  readonly pilots: Readonly<Record<string, PilotFacts>>;
  /** The flows of a pilot: the model's, with what the pilot overrides or adds. */
  flowsOf(pilot: string | null): Flows;
  /** Where a text of a flow (`flow:step.text`) stands for this pilot: its own wording wins over the model's. */
  textKey(pilot: string | null, key: string): string;
  /** The flow that begins by a word, a standing button or a timer, also by the name that this had earlier. */
  find(pilot: string | null, header: 'interrupt' | 'act' | 'timer', name: string): Flow | undefined;
  danger(pilot: string | null): Flow | undefined;
  /** The texts that were recorded. */
  readonly recordings: Recordings;
}

/** `adapted`: the flows of each pilot that changes something of the model's, which are `base`. */
export function createModel(
  texts: Texts,
  pilots: Record<string, PilotFacts>,
  base: Flows,
  adapted: Record<string, Flows>,
  recordings: Recordings = new Map(),
): Model {
  const byPilot = new Map<string | null, Flows>([[null, base]]);
  for (const pilot of Object.keys(pilots)) byPilot.set(pilot, adapted[pilot] ?? base);
  const flowsOf = (pilot: string | null): Flows => byPilot.get(pilot) ?? base;
  const ofModel = new Set(textKeys(base));
  const textKey: Model['textKey'] = (pilot, key) => {
    if (pilot === null || !byPilot.has(pilot)) return key;
    const own = ownKey(pilot, key);
    return texts.has(own) || !ofModel.has(key) ? own : key;
  };
  const first = (pilot: string | null, wanted: (flow: Flow) => boolean) => Object.values(flowsOf(pilot)).find(wanted);
  return {
    texts,
    words: collectWords(texts),
    pilots,
    flowsOf,
    textKey,
    find(pilot, header, name) {
      const current = currentName(name);
      return first(pilot, (flow) => flow[header] === current);
    },
    danger: (pilot) => first(pilot, (flow) => flow.danger === true),
    recordings,
  };
}

/** What is known around a turn, beside the conversation. */
export interface Setting {
  channel: ChannelName;
  can: Capabilities;
  /** A demonstration says so wherever something looks like an appointment. */
  demo: boolean;
  /** Epoch ms. */
  now: number;
}

/** The variables that every flow can read without setting them. */
export const BUILT_IN = [
  'language',
  'pilot',
  'consent',
  'channel',
  'reminds',
  'demo',
  'gender',
  'status',
  'counsellor',
  'languages',
  'pilots',
  'pilotName',
  'controller',
  'law',
  'contact',
] as const;
type BuiltIn = (typeof BUILT_IN)[number];

/** Whether the consent that was given still holds: for this pilot, and for its present notice. */
export function hasConsent(model: Model, c: Conversation): boolean {
  return c.consent !== null && c.consent.pilot === c.pilot && c.consent.notice === model.pilots[c.pilot]?.notice;
}

/** The language that the person chose, as long as it is offered. */
export function chosenLanguage(model: Model, c: Conversation): string | undefined {
  return model.texts.languages.find(({ tag }) => tag === c.language)?.tag;
}

/**
 * Whether a reminder would reach the person here some days from now: where a provider lets only approved texts through by
 * then, the pilot must have one for whatever the reminder says, in the person's language.
 */
export function canRemind(model: Model, c: Conversation, { can }: Setting): boolean {
  if (!can.reminds || !can.window) return can.reminds;
  const flow = model.find(c.pilot, 'timer', 'reminder' satisfies TimerKind);
  const templates = c.pilot === null ? undefined : model.pilots[c.pilot]?.templates;
  const language = chosenLanguage(model, c) ?? '';
  return Object.entries(flow?.steps ?? {}).every(
    ([id, step]) => step.kind !== 'say' || templates?.[`${flow?.flow}.${id}`]?.languages[language] !== undefined,
  );
}

export function builtIn(model: Model, c: Conversation, setting: Setting, name: string): Value | undefined {
  const facts = c.pilot === null ? undefined : model.pilots[c.pilot];
  switch (name as BuiltIn) {
    case 'language':
      return chosenLanguage(model, c);
    case 'pilot':
      return facts === undefined ? undefined : (c.pilot ?? undefined);
    case 'consent':
      return hasConsent(model, c) ? 'given' : c.looking ? 'look' : undefined;
    case 'channel':
      return setting.channel;
    case 'reminds':
      return canRemind(model, c, setting) ? 'yes' : 'no';
    case 'demo':
      return setting.demo ? 'yes' : 'no';
    case 'gender':
    case 'status':
    case 'counsellor':
      return hasConsent(model, c) ? c.profile[name] : undefined;
    case 'languages':
      return languagesOffered(model, c).map((tag): Item => ({ id: tag, label: model.texts.language(tag).endonym }));
    case 'pilots':
      return Object.keys(model.pilots).map((pilot): Item => ({ id: pilot, label: { text: `pilots:${pilot}.name` } }));
    case 'pilotName':
      return c.pilot === null ? undefined : { text: `pilots:${c.pilot}.name` };
    case 'controller':
      return facts?.controller;
    case 'law':
      return facts?.law;
    case 'contact':
      return facts?.contact?.confirmedOn === undefined ? { text: 'common:contact-unconfirmed' } : facts.contact.value;
    default:
      return undefined;
  }
}

/** The pilot's languages once there is a pilot, otherwise all. */
function languagesOffered(model: Model, c: Conversation): readonly string[] {
  const all = model.texts.languages.map((language) => language.tag);
  return (c.pilot === null ? undefined : model.pilots[c.pilot]?.languages) ?? all;
}
