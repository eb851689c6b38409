import type { Item, Value } from '../../conversation/conversation.ts';
import { skillsNow } from '../../conversation/model.ts';
import {
  type Job,
  LEVELS,
  LICENCES,
  type Line,
  linesOf,
  MOST_COURSES,
  MOST_LANGUAGES,
  partsOf,
  SCHOOLS,
  type Skills,
  WORK_KINDS,
  withJob,
  withJobChanged,
  withoutLine,
  withPassing,
  withWords,
} from '../../conversation/skills.ts';
import { clausesOf } from '../../skills/clauses.ts';
import { occupationName } from '../../skills/occupations.ts';
import { languageName, offeredLanguage } from '../../text/languages.ts';
import type { Param } from '../../text/texts.ts';
import { documentLanguages } from '../documents.ts';
import { type Act, type Action, word } from './action.ts';

/** What a person can do: paid, unpaid and family work, school, courses, languages, licence, tools. */

/** The most occupations offered for what was typed. */
const OFFERED = 3;

/** The languages that people are asked about first; others they write in their own words. */
const TONGUES = ['ar', 'fa', 'ps', 'ku', 'ti', 'am', 'so', 'ur', 'bn', 'uk', 'ru', 'tr', 'sq', 'fr', 'en'] as const;

export const skillsOf = (act: Act): Skills => skillsNow(act.world.content.model, act.conversation);

export const kept = (skills: Skills) => ({ person: { skills } });

/** The languages of the pilot's country, the person's and English: one's words are looked for in all of them. */
function found(act: Act, words: string): string[] {
  const own = offeredLanguage(act.world.content.model.texts, act.conversation.language);
  const host = hostLanguage(act);
  return act.world.content.occupations.find(words, own, host, OFFERED).map(({ id }) => id);
}

/** The language of the pilot's employers. */
const hostLanguage = (act: Act): string => documentLanguages(act.world, act.conversation).host;

const nameOf = (id: string): Param => ({ text: occupationName(id, 'name') });

/** A job as people read it: by its occupation, else in their own words. */
export const jobName = ({ occupation, words }: Pick<Job, 'occupation' | 'words'>): Param =>
  occupation === undefined ? words : nameOf(occupation);

/** `some`: something is written down already. */
export const open: Action = async (act) => ({ outcome: linesOf(skillsOf(act)).length === 0 ? 'empty' : 'some' });

const finding =
  (variable: string): Action =>
  async (act) => {
    const items = found(act, word(act, variable)).map((id): Item => ({ id, label: nameOf(id) }));
    return { outcome: items.length === 0 ? 'none' : 'some', set: { found: items } };
  };
export const find = finding('said');
export const findSought = finding('sought');

/** Work in the person's words (`variable`), with the occupation of the list that they chose for it, if any. */
export function saidOrChosen(act: Act, variable: string): Pick<Job, 'words' | 'occupation'> {
  const occupation = act.world.content.occupations.list.find(({ id }) => id === word(act, 'occupation'))?.id;
  return { words: word(act, variable), ...(occupation !== undefined && { occupation }) };
}

/** Adds a job with the occupation that the person chose, or in their own words alone. */
export const addJob: Action = async (act) => {
  const kind = WORK_KINDS.find((one) => one === word(act, 'kind')) ?? 'paid';
  const job = { kind, ...saidOrChosen(act, 'said') };
  const added = withJob(skillsOf(act), job);
  if (added === undefined) return { outcome: 'full' };
  return { outcome: 'added', set: { job: String(added.id), jobName: jobName(job) }, ...kept(added.skills) };
};

/** Keeps what was done in a job. What it says of other work is noted as said in passing. */
export const addTasks: Action = async (act) => {
  const tasks = word(act, 'words');
  const also = clausesOf(tasks).flatMap((clause) => found(act, clause).slice(0, 1));
  const changed = withJobChanged(skillsOf(act), Number(word(act, 'job')), { tasks });
  return { outcome: 'done', ...kept(withPassing(changed, also)) };
};

export const school: Action = async (act) => {
  const chosen = SCHOOLS.find((one) => one === word(act, 'school'));
  const { subject: _, ...others } = skillsOf(act);
  return { outcome: 'done', ...kept(chosen === undefined ? skillsOf(act) : { ...others, school: chosen }) };
};

export const subject: Action = async (act) => ({
  outcome: 'done',
  ...kept({ ...skillsOf(act), subject: word(act, 'words') }),
});

export const course: Action = async (act) => {
  const skills = skillsOf(act);
  if (skills.courses.length >= MOST_COURSES) return { outcome: 'full' };
  return { outcome: 'done', ...kept({ ...skills, courses: [...skills.courses, word(act, 'words')] }) };
};

/** Lists the languages that are not written down yet, the person's own and the host language first. */
export const tongues: Action = async (act) => {
  const skills = skillsOf(act);
  const own = act.conversation.language?.split('-')[0];
  const host = hostLanguage(act).split('-')[0] ?? 'en';
  const tags = [...new Set([...(own === undefined ? [] : [own]), host, ...TONGUES])];
  const open = tags.filter((tag) => !Object.hasOwn(skills.languages, tag));
  if (Object.keys(skills.languages).length >= MOST_LANGUAGES) return { outcome: 'none' };
  const named = act.conversation.language ?? 'en';
  const items = open.map((tag): Item => ({ id: tag, label: languageName(tag, named) }));
  return { outcome: items.length === 0 ? 'none' : 'some', set: { tongues: items } };
};

export const level: Action = async (act) => {
  const tag = word(act, 'tongue');
  const chosen = LEVELS.find((one) => one === word(act, 'level'));
  const skills = skillsOf(act);
  const languages = chosen === undefined || tag === '' ? skills.languages : { ...skills.languages, [tag]: chosen };
  return { outcome: 'done', ...kept({ ...skills, languages }) };
};

export const licence: Action = async (act) => {
  const chosen = LICENCES.find((one) => one === word(act, 'licence'));
  return { outcome: 'done', ...kept({ ...skillsOf(act), ...(chosen !== undefined && { licence: chosen }) }) };
};

export const tools: Action = async (act) => ({
  outcome: 'done',
  ...kept({ ...skillsOf(act), tools: word(act, 'words') }),
});

/** What the person named in passing and has not written down. */
export const passing: Action = async (act) => {
  const { passing: named } = skillsOf(act);
  return named.length === 0
    ? { outcome: 'none' }
    : { outcome: 'some', set: { passing: { list: named.map((id) => nameOf(id)) } } };
};

/** Writes down what was named in passing (`take`: yes), or lets it go. */
export const takePassing: Action = async (act) => {
  let skills = skillsOf(act);
  for (const id of word(act, 'take') === 'yes' ? skills.passing : []) {
    const job = { kind: 'unpaid' as const, words: '', occupation: id };
    skills = withJob(skills, job)?.skills ?? skills;
  }
  return { outcome: 'done', ...kept({ ...skills, passing: [] }) };
};

/** The summary, line by line. */
export const list: Action = async (act) => {
  const skills = skillsOf(act);
  const lines = linesOf(skills).map((id): Item => ({ id, label: lineName(act, skills, id) }));
  return { outcome: lines.length === 0 ? 'none' : 'some', set: { lines } };
};

function lineName(act: Act, skills: Skills, line: Line): Param {
  const { kind, name } = partsOf(line);
  switch (kind) {
    case 'job': {
      const job = skills.jobs.find(({ id }) => String(id) === name);
      return job === undefined ? '' : jobName(job);
    }
    case 'school':
      return skills.subject ?? { text: `skill-parts:school.options.${skills.school ?? 'none'}` };
    case 'course':
      return skills.courses[Number(name)] ?? '';
    case 'language':
      return languageName(name, act.conversation.language ?? 'en');
    case 'licence':
      return { text: 'documents:cv.licence' };
    default:
      return { text: 'documents:cv.skills' };
  }
}

/** Opens one line of the summary. `words`: it can be put into other words. */
export const openLine: Action = async (act) => {
  const skills = skillsOf(act);
  const line = linesOf(skills).find((one) => one === word(act, 'line'));
  if (line === undefined) return { outcome: 'choice', set: { lineText: '' } };
  const isWords = /^(?:job|course)-/.test(line) || line === 'school' || line === 'tools';
  return { outcome: isWords ? 'words' : 'choice', set: { lineText: lineText(act, skills, line) } };
};

function lineText(act: Act, skills: Skills, line: Line): Value {
  const name = lineName(act, skills, line);
  const job = skills.jobs.find(({ id }) => line === `job-${id}`);
  if (job?.tasks !== undefined) return { lines: [name, job.tasks] };
  if (line === 'tools') return skills.tools ?? '';
  if (line === 'licence') return { text: `skill-parts:licence.options.${skills.licence ?? 'none'}` };
  const level = line.startsWith('language-') ? skills.languages[line.slice('language-'.length)] : undefined;
  return level === undefined ? name : { name, value: { text: `skill-tongues:level.options.${level}` } };
}

export const dropLine: Action = async (act) => ({
  outcome: 'done',
  ...kept(withoutLine(skillsOf(act), word(act, 'line'))),
});

export const rewordLine: Action = async (act) => ({
  outcome: 'done',
  ...kept(withWords(skillsOf(act), word(act, 'line'), word(act, 'words'))),
});
