import type { TextKey } from '../text/keys.ts';
import { languageFor, withFirst } from '../text/languages.ts';
import type { Param, Texts } from '../text/texts.ts';
import { currentName, type TimerKind } from './beginnings.ts';
import type { Conversation, Item, Value, Way } from './conversation.ts';
import type { Flow, Flows } from './flow.ts';
import { collectWords, type Words } from './interrupt.ts';
import type { Capabilities, ChannelName } from './message.ts';
import { readinessDue } from './readiness.ts';
import type { Recordings } from './recording.ts';
import { newSkills, type Skills } from './skills.ts';
import { ownKey, textKeys } from './step-texts.ts';
import { tracelessFrame } from './traceless.ts';
import { newWay, WAY_VARIABLES, wayVariable } from './way.ts';

/**
 * A template that a provider has approved: `languages` maps our language tags to the provider's codes, and `parameters`
 * names the variables of its placeholders, in order.
 */
interface ApprovedTemplate {
  name: string;
  languages: Record<string, string>;
  parameters: string[];
}

/** The fields of a pilot that a conversation reads. */
export interface PilotFacts {
  /** Whether a person of the pilot has confirmed who answers for people's data: until then the notice says so. */
  controller: { confirmedOn?: string | undefined };
  /**
   * The contact for people's questions about their data; null where none is named. It is told only once a person of the
   * pilot has confirmed it.
   */
  contact: { value: string; confirmedOn?: string | undefined } | null;
  /** From this age on, in years, a person can agree by themselves. */
  consentAge: { years: number };
  /** Whom younger people can turn to; told once a person of the pilot has confirmed it. */
  childProtection: { value: string; confirmedOn?: string | undefined } | null;
  /** IANA zone. */
  zone: string;
  /** ISO 3166-1. */
  country: string;
  languages: readonly string[];
  places: readonly string[];
  /** Other names by which people call the pilot or its places, in any language. */
  called?: string[] | undefined;
  /** The steps of the way to work here, where they differ from the model's. */
  way?: string[] | undefined;
  /** The names of the sources that posters and links may state. */
  sources?: string[] | undefined;
  /** Version of the notice; raising it asks every person for consent again who agreed to one before `noticeSince`. */
  notice: number;
  noticeSince?: number | undefined;
  /** The templates that a provider has approved in place of a step's text, by `<flow>.<step>`. */
  templates?: Record<string, ApprovedTemplate> | undefined;
}

/** Everything that `advance` reads: flows, texts and pilots, as deployed. */
export interface Model {
  readonly texts: Texts;
  readonly words: Words;
  readonly pilots: Readonly<Record<string, PilotFacts>>;
  /** The flows of a pilot: the model's, with the pilot's own flows and changes. */
  flowsOf(pilot: string | null): Flows;
  /** The key under which this pilot finds a flow's text (`flow:step.text`): its own wording wins over the model's. */
  textKey(pilot: string | null, key: TextKey): TextKey;
  /** The flow that this interrupt, act or timer begins; names of earlier versions are understood too. */
  find(pilot: string | null, header: 'interrupt' | 'act' | 'timer', name: string): Flow | undefined;
  danger(pilot: string | null): Flow | undefined;
  /** The steps of the way to work of a pilot, in their order: names of flows. */
  wayOf(pilot: string | null): readonly string[];
  /** The recordings of texts. */
  readonly recordings: Recordings;
}

/**
 * `base` holds the model's flows, `adapted` the flows of each pilot that changes some of them, and `way` the steps of
 * the way to work.
 */
export function createModel(
  texts: Texts,
  pilots: Record<string, PilotFacts>,
  base: Flows,
  adapted: Record<string, Flows>,
  recordings: Recordings = new Map(),
  way: readonly string[] = [],
): Model {
  const byPilot = new Map<string | null, Flows>([[null, base]]);
  for (const pilot of Object.keys(pilots)) byPilot.set(pilot, adapted[pilot] ?? base);
  const flowsOf = (pilot: string | null): Flows => byPilot.get(pilot) ?? base;
  const ofModel = new Set<string>(textKeys(base));
  const textKey: Model['textKey'] = (pilot, key) => {
    if (pilot === null || !byPilot.has(pilot)) return key;
    const own = ownKey(pilot, key);
    return texts.has(own) || !ofModel.has(key) ? own : key;
  };
  const first = (pilot: string | null, wanted: (flow: Flow) => boolean) => Object.values(flowsOf(pilot)).find(wanted);
  return {
    texts,
    // Read when somebody first writes, or by the check: most commands hear nobody, and patterns are what takes longest.
    get words() {
      return collectWords(texts);
    },
    pilots,
    flowsOf,
    textKey,
    find(pilot, header, name) {
      const current = currentName(name);
      return first(pilot, (flow) => flow[header] === current);
    },
    wayOf: (pilot) => (pilot === null ? undefined : pilots[pilot]?.way) ?? way,
    danger: (pilot) => first(pilot, (flow) => flow.danger === true),
    recordings,
  };
}

/** A chat with us that runs here. */
export interface Chat {
  channel: ChannelName;
  /** The address that opens it. */
  address: string;
  /** Whether we can write to people there first. */
  writesFirst: boolean;
}

/** The circumstances of a turn that are not part of the conversation. */
export interface Setting {
  channel: ChannelName;
  /** The contact that the person writes from: each app has a silence of its own. */
  contact?: string;
  can: Capabilities;
  /** The language of the person's app (BCP 47), which is a guess as long as they have chosen none. */
  guess?: string | undefined;
  /** The chats with us that run here, as far as their addresses are known. */
  chats: readonly Chat[];
  /** Whether this is a demonstration, which says so wherever it shows an appointment. */
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
  'pulls',
  'otherApp',
  'chats',
  'demo',
  'gender',
  'status',
  'born',
  'education',
  'employment',
  'children',
  'readiness',
  'away',
  'young',
  'consentAge',
  'childProtection',
  'counsellor',
  'languages',
  'pilots',
  'pilotName',
  'controller',
  'law',
  'contact',
  'subsidiary',
  ...WAY_VARIABLES,
] as const;
type BuiltIn = (typeof BUILT_IN)[number];

/** Whether the consent that was given still holds: for this pilot, and for its notice as it is now. */
export function hasConsent(model: Model, c: Conversation): boolean {
  const facts = c.pilot === null ? undefined : model.pilots[c.pilot];
  if (c.consent === null || c.consent.pilot !== c.pilot || facts === undefined) return false;
  const { notice } = c.consent;
  return notice <= facts.notice && notice >= (facts.noticeSince ?? facts.notice);
}

/** What the person keeps of the way to work; undefined without consent, when nothing of it is kept. */
export const wayKept = (model: Model, c: Conversation): Way | undefined =>
  hasConsent(model, c) ? (c.way ?? newWay()) : undefined;

/** What the person says that they can do; undefined without consent, when nothing of it is kept. */
export const skillsKept = (model: Model, c: Conversation): Skills | undefined =>
  hasConsent(model, c) ? (c.skills ?? newSkills()) : undefined;

/** The answers that count now: in a flow that leaves no trace, its own; otherwise those that are kept. */
export function skillsNow(model: Model, c: Conversation): Skills {
  const frame = tracelessFrame(model.flowsOf(c.pilot), c.stack);
  return (frame === undefined ? skillsKept(model, c) : frame.skills) ?? newSkills();
}

/** The language that the person chose; undefined before that, and where it is no longer offered. */
export function chosenLanguage(model: Model, c: Conversation): string | undefined {
  return model.texts.languages.find(({ tag }) => tag === c.language)?.tag;
}

/**
 * Whether a reminder would reach the person on this channel some days from now. Where the provider then accepts
 * approved templates only, the pilot must have one for every text of the reminder, in the person's language.
 */
export function canRemind(
  model: Model,
  c: Conversation,
  { can }: Pick<Setting, 'can'>,
  timer: TimerKind = 'reminder',
): boolean {
  if (!can.reminds || !can.window) return can.reminds;
  const flow = model.find(c.pilot, 'timer', timer);
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
    case 'pulls':
      return setting.can.pulls ? 'yes' : 'no';
    case 'otherApp':
      return chatsBeside(setting)
        .filter(({ writesFirst }) => writesFirst)
        .map(chatShown)[0];
    case 'chats': {
      const lines = chatsBeside(setting).map(chatShown);
      return lines.length === 0 ? undefined : { lines };
    }
    case 'demo':
      return setting.demo ? 'yes' : 'no';
    case 'away':
      return c.away === true ? 'yes' : undefined;
    case 'readiness':
      return readinessDue(wayKept(model, c), c.profile);
    case 'young':
      return c.young === true ? 'yes' : undefined;
    case 'consentAge':
      return facts === undefined ? undefined : String(facts.consentAge.years);
    case 'childProtection':
      return facts?.childProtection?.confirmedOn === undefined
        ? { text: 'common:contact-unconfirmed' }
        : facts.childProtection.value;
    case 'gender':
    case 'status':
    case 'born':
    case 'education':
    case 'employment':
    case 'children':
    case 'counsellor':
      return hasConsent(model, c) ? c.profile[name] : undefined;
    case 'languages':
      return languagesOffered(model, c, setting).map(
        (tag): Item => ({ id: tag, label: model.texts.language(tag).endonym, language: tag }),
      );
    case 'pilots':
      return Object.keys(model.pilots).map((pilot): Item => ({ id: pilot, label: { text: `pilots:${pilot}.name` } }));
    case 'pilotName':
      return c.pilot === null ? undefined : { text: `pilots:${c.pilot}.name` };
    case 'subsidiary':
      return c.pilot === null ? undefined : { text: `pilots:${c.pilot}.subsidiary` };
    case 'controller':
      return facts === undefined ? undefined : controllerOf(c.pilot ?? '', facts);
    case 'law':
      return c.pilot === null ? undefined : { text: `pilots:${c.pilot}.law` };
    case 'contact':
      return facts?.contact?.confirmedOn === undefined ? { text: 'common:contact-unconfirmed' } : facts.contact.value;
    case 'way':
    case 'steps':
    case 'proposed':
    case 'stepsDone':
    case 'stepsAll':
    case 'nextStep':
    case 'plansShared':
      return wayVariable(model.wayOf(c.pilot), wayKept(model, c), name as (typeof WAY_VARIABLES)[number]);
    default:
      return undefined;
  }
}

const chatsBeside = ({ channel, chats }: Setting): Chat[] => chats.filter((chat) => chat.channel !== channel);

const chatShown = ({ channel, address }: Chat): Param => ({ name: { text: `channels:${channel}` }, value: address });

/** Who answers for people's data, marked for as long as nobody of the pilot has confirmed it. */
function controllerOf(pilot: string, { controller }: PilotFacts): Value {
  const name = { text: `pilots:${pilot}.controller` } as const;
  if (controller.confirmedOn !== undefined) return name;
  return { text: 'common:controller-unconfirmed', params: { controller: name } };
}

/** The languages to choose from, that of the person's app first: the pilot's once there is a pilot, otherwise all. */
export function languagesOffered(model: Model, c: Conversation, setting: Pick<Setting, 'guess'>): string[] {
  return withFirst(tagsOffered(model, c), guessedLanguage(model, c, setting));
}

/** The language of the person's app; undefined where it is none of those to choose from. */
export const guessedLanguage = (
  model: Model,
  c: Conversation,
  { guess }: Pick<Setting, 'guess'>,
): string | undefined => (guess === undefined ? undefined : languageFor(tagsOffered(model, c), [guess]));

const tagsOffered = ({ texts, pilots }: Model, c: Conversation): readonly string[] =>
  (c.pilot === null ? undefined : pilots[c.pilot]?.languages) ?? texts.languages.map(({ tag }) => tag);
