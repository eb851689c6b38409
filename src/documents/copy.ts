import { wishCodes, wishOf } from '../booking/wishes.ts';
import { answerKey, CORRECTABLE, type Correctable } from '../conversation/answers.ts';
import type { Model } from '../conversation/model.ts';
import { ASK_UNTIL } from '../conversation/outcome.ts';
import { strengthShown } from '../conversation/strength.ts';
import { stepName } from '../conversation/way.ts';
import { today } from '../pilot/confirmed.ts';
import type { KeyIn, TextKey } from '../text/keys.ts';
import { languageName } from '../text/languages.ts';
import type { Param } from '../text/texts.ts';
import type { CopySetting } from '../turn/document-maker.ts';
import type { PersonCopy } from '../turn/people/person-copy.ts';
import type { Field } from './cv.ts';
import { cvOf } from './from-skills.ts';
import { cvColumn, type Section } from './layout.ts';

/** A part of a copy below its heading. */
interface CopySection {
  heading: string;
  fields: readonly Field[];
  lines: readonly string[];
  entries: readonly { title: string; lines: readonly string[] }[];
}

/** A copy of all that is kept about a person, to be read by them. */
export interface CopyDocument {
  /** BCP 47; the direction follows from it. */
  language: string;
  title: string;
  about: string;
  sections: readonly CopySection[];
}

/** The most messages that a copy to read holds: the newest. The copy as JSON holds all. */
const MOST_MESSAGES = 500;

/** All that is kept about a person, in words of a language; what a person or staff wrote stands as they wrote it. */
export function copyDocument(model: Model, copy: PersonCopy, setting: CopySetting): CopyDocument {
  const words = wordsFor(model, setting);
  const { say, day } = words;
  const sections = [
    aboutPerson(model, copy, words),
    section(say('copy.heading.consents'), { lines: consentsOf(copy, words) }),
    section(say('copy.heading.apps'), { fields: copy.contacts.map((contact) => appOf(contact, words)) }),
    section(say('copy.heading.way'), { fields: wayOf(copy, words) }),
    ...skillsOf(model, copy, setting),
    section(say('copy.heading.programme'), { lines: programmeOf(copy, words) }),
    section(say('copy.heading.talks'), { entries: copy.appointments.map((one) => talkOf(one, words)) }),
    section(say('copy.heading.waiting'), {
      lines: copy.waitingFor.map(({ topic, since }) => `${words.code('topics', topic)}, ${words.moment(since)}`),
    }),
    section(say('copy.heading.invitations'), {
      lines: copy.invitations.map((one) => invitationOf(one, words)),
    }),
    section(say('copy.heading.planned'), { lines: copy.reminders.map((one) => plannedOf(one, words)) }),
    section(say('copy.heading.requests'), { entries: copy.requests.map((one) => requestOf(one, words)) }),
    messagesOf(copy, words),
    section(say('copy.heading.counted'), { lines: countedOf(copy, words) }),
    section(say('copy.heading.looks'), {
      lines: copy.looks.map(({ what, at }) => `${words.moment(at)}: ${words.code('staff:log.deed', what)}`),
    }),
  ];
  return {
    language: setting.language,
    title: say('copy.title'),
    about: say('copy.about', {
      day: { fullDate: day(copy.copiedAt) },
      zone: copy.pilot === null ? setting.zone : { text: `pilots:${copy.pilot}.zone` },
    }),
    sections: sections.map((one) => (isEmpty(one) ? { ...one, lines: [say('copy.nothing')] } : one)),
  };
}

const section = (heading: string, parts: Partial<Omit<CopySection, 'heading'>>): CopySection => ({
  heading,
  fields: [],
  lines: [],
  entries: [],
  ...parts,
});
const isEmpty = ({ fields, lines, entries }: CopySection) => fields.length + lines.length + entries.length === 0;

type Words = ReturnType<typeof wordsFor>;

function wordsFor({ texts }: Model, { language, zone }: CopySetting) {
  const show = (param: Param) => texts.show(language, param);
  const day = (time: string) => today(Date.parse(time), zone);
  return {
    language,
    show,
    say: (key: KeyIn<'people'>, params?: Record<string, Param>) => texts.say(language, `people:${key}`, params),
    /** The day (ISO) of a time (ISO). */
    day,
    moment: (time: string) => `${show({ fullDate: day(time) })}, ${show({ time: Date.parse(time), zone })}`,
    /** The name of a code in a family of texts; the code itself where it has none any more. */
    code(family: string, code: string): string {
      const key = (family.includes(':') ? `${family}.${code}` : `${family}:${code}`) as TextKey;
      return texts.has(key) ? texts.say(language, key) : code;
    },
    /** A text by its key; undefined where it is gone. */
    text: (key: TextKey) => (texts.has(key) ? texts.say(language, key) : undefined),
  };
}

/** The entries of the profile that have words of their own. */
const NAMED = [...CORRECTABLE, 'counsellor', 'speech', 'mode', 'childcare', 'reminders', 'news', ASK_UNTIL];

function aboutPerson(model: Model, copy: PersonCopy, words: Words): CopySection {
  const { say, show } = words;
  const { profile, pilot, language } = copy;
  const said = CORRECTABLE.flatMap((name): Field[] => {
    const value = profile[name];
    if (value === undefined) return [];
    return [{ label: say(`answers.name.${name}`), text: answerIn(model, pilot, name, value, words) }];
  });
  const wishes = wishCodes(wishOf(profile, language ?? '')).map((wish): Param => ({ text: `common:wish.${wish}` }));
  const others = Object.entries(profile).filter(([name]) => !NAMED.includes(name));
  const fields: (Field | undefined)[] = [
    { label: say('language'), text: language === null ? '—' : languageName(language, words.language) },
    pilot === null ? undefined : { label: say('pilot'), text: show({ text: `pilots:${pilot}.name` }) },
    ...said,
    wishes.length === 0 ? undefined : { label: say('copy.wishes'), text: show({ list: wishes }) },
    profile.reminders === undefined
      ? undefined
      : {
          label: say('copy.reminders'),
          text: say(profile.reminders === 'full' ? 'copy.remindersFull' : 'copy.remindersDiscreet'),
        },
    others.length === 0
      ? undefined
      : { label: say('copy.otherEntries'), text: others.map((entry) => entry.join(' = ')).join('; ') },
    { label: say('lastDay'), text: show({ fullDate: copy.lastDay }) },
  ];
  return section(say('copy.heading.about'), { fields: fields.filter((field) => field !== undefined) });
}

function answerIn(model: Model, pilot: string | null, name: Correctable, value: string, { text }: Words): string {
  return (pilot === null ? undefined : text(answerKey(model, pilot, name, value))) ?? value;
}

function consentsOf({ consent, counsellorsSeePlans, skills, profile }: PersonCopy, words: Words): string[] {
  const { say } = words;
  const later = profile[ASK_UNTIL];
  return [
    consent !== null &&
      say('consents.notice', {
        at: { fullDate: words.day(consent.at) },
        version: String(consent.notice),
        language: languageName(consent.language, words.language),
      }),
    counsellorsSeePlans && say('consents.plans'),
    skills?.shown === true && say('consents.cv'),
    profile.news !== undefined && say('consents.news'),
    later !== undefined && say('consents.later', { day: { fullDate: later } }),
  ].filter((line) => line !== false);
}

function appOf({ channel, handle, alsoKnownAs, blocked }: PersonCopy['contacts'][number], words: Words): Field {
  const known = [handle, ...alsoKnownAs, ...(blocked ? [words.say('copy.blocked')] : [])];
  return { label: words.code('channels', channel), text: known.join(', ') };
}

function wayOf({ steps, plans, questions, strength, pilot }: PersonCopy, words: Words): Field[] {
  const { say, show, text } = words;
  const planned = plans.map(({ step, day, place }) => {
    const where = place === null ? undefined : text(`${pilot}:services.${place}.name`);
    return [words.code('errands', step), show({ fullDate: day }), where].filter((one) => one !== undefined).join(', ');
  });
  const asked = questions.map((id) => text(`${pilot}:facts.${id}.question`) ?? id);
  const fields: Field[] = [
    { label: say('copy.steps'), text: steps.map((step) => text(stepName(step).text) ?? step).join(', ') },
    { label: say('copy.plans'), text: planned.join('; ') },
    { label: say('copy.questions'), text: asked.join(' ') },
    {
      label: say('copy.strength'),
      text: strength === null ? '' : `${show(strengthShown(strength.strength))}: ${strength.example}`,
    },
  ];
  return fields.filter((field) => field.text !== '');
}

/** What staff have noted of the person's time in the programme. */
function programmeOf({ programme }: PersonCopy, { say, show }: Words): string[] {
  const { enrolled, exit, outcomes = [] } = programme ?? {};
  const line = (label: string, on: string) => `${label}: ${show({ fullDate: on })}`;
  return [
    ...(enrolled === undefined ? [] : [line(say('programme.enrolled'), enrolled.on)]),
    ...outcomes.map(({ on, outcome }) => `${show({ fullDate: on })}: ${say(`programme.is.${outcome}`)}`),
    ...(exit === undefined
      ? []
      : [`${line(say('programme.exited'), exit.on)}, ${say(`programme.why.${exit.reason}`)}`]),
  ];
}

/** What the person can do stands as on their CV. */
function skillsOf({ texts }: Model, copy: PersonCopy, { language, country }: CopySetting): CopySection[] {
  const { skills, profile, strength } = copy;
  if (skills === null) return [];
  const made = { texts, language, own: language, country, gender: profile.gender, strength: strength?.strength };
  const column = cvColumn(cvOf(skills, made));
  const name = { label: texts.say(language, 'people:copy.name'), text: column.name };
  const wanted = column.wanted === null ? [] : [{ label: column.wanted.label, text: column.wanted.words.text }];
  const first = section(column.title, {
    fields: [...(name.text === '' ? [] : [name]), ...wanted, ...column.fields],
  });
  return [first, ...column.sections.map(ofCv)].filter((one) => !isEmpty(one));
}

const ofCv = ({ heading, fields, lines, entries }: Section): CopySection =>
  section(heading, {
    fields,
    lines: lines.map(({ text }) => text),
    entries: entries.map(({ title, kind, where, period, tasks }) => ({
      title: [title.text, kind, where.text, period].filter((part) => part !== '').join(' · '),
      lines: tasks.map(({ text }) => text),
    })),
  });

function talkOf(one: PersonCopy['appointments'][number], words: Words): CopySection['entries'][number] {
  const { say } = words;
  const status = one.status === 'scheduled' ? say('copy.booked') : words.code('staff:appointments', one.status);
  const how = one.mode === 'in-person' ? [] : [words.code('common', `by-${one.mode}`)];
  const wishes = one.wishes.map((wish) => words.code('common:wish', wish));
  const about = [words.code('topics', one.topic), status, ...how, ...wishes, one.reference];
  return {
    title: words.moment(one.startAt),
    lines: [about.join(' · '), ...(one.phone === null ? [] : [`${say('copy.toCall')}: ${one.phone}`])],
  };
}

const invitationOf = ({ topic, state, at, until }: PersonCopy['invitations'][number], words: Words): string =>
  `${words.moment(at)}: ${[words.code('topics', topic), words.code('invitations:is', state), words.moment(until)].join(' · ')}`;

function plannedOf({ kind, at }: PersonCopy['reminders'][number], { say, moment }: Words): string {
  const name = (['reminder', 'plan-reminder', 'ask-outcome'] as const).find((one) => one === kind) ?? 'other';
  return `${moment(at)}: ${say(`copy.planned.${name}`)}`;
}

function requestOf(one: PersonCopy['requests'][number], words: Words): CopySection['entries'][number] {
  const { say, moment } = words;
  const kind = words.code('staff:requests', one.kind === 'complaint' ? 'complaint' : 'one');
  return {
    title: `${kind}, ${moment(one.at)}: ${say(`copy.state.${one.state}`)}`,
    lines: one.thread.map(({ from, at, words: said, file }) => {
      const sent = [file === null ? '' : say('copy.file'), said].filter((part) => part !== '').join(' ');
      return `${say(`copy.from.${from}`)}, ${moment(at)}: ${sent}`;
    }),
  };
}

function messagesOf({ messages }: PersonCopy, words: Words): CopySection {
  const { say, moment } = words;
  const shown = messages.slice(-MOST_MESSAGES);
  const count = messages.length - shown.length;
  return section(say('copy.heading.messages'), {
    lines: count === 0 ? [] : [say('copy.left', { count })],
    entries: shown.flatMap(({ at, from, content }) => {
      const said = saidIn(content, words);
      const who = say(from === 'person' ? 'copy.from.person' : 'copy.from.saputnik');
      return said === '' ? [] : [{ title: `${who}, ${moment(at)}`, lines: said.split('\n') }];
    }),
  });
}

/** What a message says: the words, the answers to choose from, or what came that is no text. */
function saidIn(content: PersonCopy['messages'][number]['content'], { say }: Words): string {
  switch (content.kind) {
    case 'open':
      return say('copy.opened');
    case 'tap':
      return say('copy.pressed');
    case 'media':
      return [say('copy.file'), content.caption ?? ''].join(' ').trim();
    case 'choice':
      return [content.text, ...content.options.map(({ label }) => `– ${label}`)].join('\n');
    case 'clear':
      return '';
    default:
      return content.text;
  }
}

function countedOf({ counted }: PersonCopy, { code, show }: Words): string[] {
  const kinds = Map.groupBy(counted, ({ kind }) => kind);
  return [...kinds].map(([kind, of]) => show({ name: code('people:copy.counted', kind), value: String(of.length) }));
}
