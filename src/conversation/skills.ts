import { asciiDigits } from '../text/digits.ts';

/**
 * What a person says that they can do, for their CV. Only their answers are kept; a CV is made of them when it is sent.
 */

/** How work counted: for money, without, or at home. */
export const WORK_KINDS = ['paid', 'unpaid', 'family'] as const;
type WorkKind = (typeof WORK_KINDS)[number];

/** One job. */
export interface Job {
  id: number;
  kind: WorkKind;
  /** The person's own words for it. */
  words: string;
  /** An occupation of the list; absent where the person's words are none of it. */
  occupation?: string;
  tasks?: string;
  where?: string;
  /** ISO dates as far as they are known: a year or a month. `to` is absent for what still goes on. */
  from?: string;
  to?: string;
  /** The person was asked where and when. */
  dated?: true;
}

/** Levels of the CEFR, as people judge themselves, and `first` for a first language. */
export const LEVELS = ['first', 'c1', 'b2', 'b1', 'a2', 'a1'] as const;
type Level = (typeof LEVELS)[number];

export const SCHOOLS = ['none', 'primary', 'secondary', 'vocational', 'university'] as const;
type School = (typeof SCHOOLS)[number];

export const LICENCES = ['none', 'car', 'lorry', 'motorcycle'] as const;
type Licence = (typeof LICENCES)[number];

/** Personal details that are usual in the CVs of some countries, and voluntary everywhere. */
export const PERSONAL = ['birth-date', 'birth-year', 'nationality', 'family'] as const;
export type PersonalDetail = (typeof PERSONAL)[number];

/** The answers of a person about their skills. */
export interface Skills {
  jobs: Job[];
  school?: School;
  /** What was learned there. */
  subject?: string;
  courses: string[];
  /** Language (BCP 47) -> level. */
  languages: Record<string, Level>;
  licence?: Licence;
  tools?: string;
  /** Occupations that were named in passing, and are none of the jobs yet. */
  passing: string[];
  /** What stands in the CV alone. */
  name?: string;
  phone?: string;
  wanted?: Pick<Job, 'words' | 'occupation'>;
  personal: Partial<Record<PersonalDetail, string>>;
  /** Counsellors see the CV with an appointment. */
  shown?: true;
}

export const newSkills = (): Skills => ({ jobs: [], courses: [], languages: {}, passing: [], personal: {} });

/** A CV has one page: more jobs than this would only hide the others. */
const MOST_JOBS = 10;
export const MOST_COURSES = 6;
export const MOST_LANGUAGES = 8;

/** The answers with one more job; undefined where there are enough. Returns its number, too. */
export function withJob(
  skills: Skills,
  job: Pick<Job, 'kind' | 'words' | 'occupation'>,
): { skills: Skills; id: number } | undefined {
  if (skills.jobs.length >= MOST_JOBS) return undefined;
  const id = Math.max(0, ...skills.jobs.map((one) => one.id)) + 1;
  const passing = skills.passing.filter((one) => one !== job.occupation);
  return { id, skills: { ...skills, passing, jobs: [...skills.jobs, { id, ...job }] } };
}

/** The answers with a job changed; the same where it is gone. */
export const withJobChanged = (skills: Skills, id: number, change: Partial<Job>): Skills => ({
  ...skills,
  jobs: skills.jobs.map((job) => (job.id === id ? { ...job, ...change } : job)),
});

/** The answers with what the person named in passing: occupations that are none of the jobs, each once. */
export function withPassing(skills: Skills, occupations: readonly string[]): Skills {
  const known = new Set([...skills.passing, ...skills.jobs.map(({ occupation }) => occupation)]);
  return { ...skills, passing: [...skills.passing, ...occupations.filter((one) => !known.has(one))] };
}

/** The parts of the answers that a summary shows line by line, by the ids of its lines. */
export type Line = `job-${number}` | 'school' | `course-${number}` | `language-${string}` | 'licence' | 'tools';

export function linesOf({ jobs, school, courses, languages, licence, tools }: Skills): Line[] {
  return [
    ...jobs.map(({ id }): Line => `job-${id}`),
    ...(school === undefined || school === 'none' ? [] : (['school'] as const)),
    ...courses.map((_, at): Line => `course-${at}`),
    ...Object.keys(languages).map((tag): Line => `language-${tag}`),
    ...(licence === undefined || licence === 'none' ? [] : (['licence'] as const)),
    ...(tools === undefined ? [] : (['tools'] as const)),
  ];
}

/** The kind of a line, and its number, language or nothing. */
export function partsOf(line: string): { kind: string; name: string } {
  const [kind = '', ...rest] = line.split('-');
  return { kind, name: rest.join('-') };
}

/** The answers without a line. */
export function withoutLine(skills: Skills, line: string): Skills {
  const { kind, name } = partsOf(line);
  const { school, subject, licence, tools, ...others } = skills;
  const kept = {
    ...(school !== undefined && kind !== 'school' && { school }),
    ...(subject !== undefined && kind !== 'school' && { subject }),
    ...(licence !== undefined && kind !== 'licence' && { licence }),
    ...(tools !== undefined && kind !== 'tools' && { tools }),
  };
  const { [name]: dropped, ...languages } = skills.languages;
  return {
    ...others,
    ...kept,
    jobs: skills.jobs.filter(({ id }) => line !== `job-${id}`),
    courses: skills.courses.filter((_, at) => line !== `course-${at}`),
    languages: kind === 'language' && dropped !== undefined ? languages : skills.languages,
  };
}

/** The answers with other words in a line: of a job, a course, what was learned at school, or tools. */
export function withWords(skills: Skills, line: string, words: string): Skills {
  if (line === 'school') return { ...skills, subject: words };
  if (line === 'tools') return { ...skills, tools: words };
  const courses = skills.courses.map((course, at) => (line === `course-${at}` ? words : course));
  return {
    ...skills,
    courses,
    jobs: skills.jobs.map((job) => (line === `job-${job.id}` ? reworded(job, words) : job)),
  };
}

/** Other words for a job are the person's own: what was found by the earlier ones no longer holds. */
function reworded({ occupation: _, ...job }: Job, words: string): Job {
  return { ...job, words };
}

/** The years of the Persian calendar that a person may mean, and how far they are from those of the Gregorian one. */
const PERSIAN = { from: 1300, to: 1420, ahead: 621 };
const EARLIEST = 1930;

/**
 * When a job was, as people write it: `2015-2019`, `03/2015 - 2019`, `since 2018`, `1394 تا 1398`. Undefined where no
 * year is in it, or none that can be: nothing lies after `today` (an ISO date). One year is a beginning where the words say
 * that the job still goes on (`isOpen`), otherwise all of it.
 */
export function readPeriod(text: string, today: string, isOpen: boolean): { from: string; to?: string } | undefined {
  const dates = [...asciiDigits(text).matchAll(/(?:(?<!\d)(0?[1-9]|1[0-2])\s*[./-]\s*)?(?<!\d)(\d{4})(?!\d)/g)].map(
    ([, month, year]) => dateOf(Number(year), month, today),
  );
  const [from, to, ...more] = dates;
  if (from === undefined || more.length > 0 || dates.includes(undefined)) return undefined;
  if (to === undefined) return isOpen ? { from } : { from, to: from };
  return from.slice(0, 4) <= to.slice(0, 4) ? { from, to } : undefined;
}

function dateOf(year: number, month: string | undefined, today: string): string | undefined {
  const isPersian = year >= PERSIAN.from && year <= PERSIAN.to;
  // A month of the Persian calendar begins in one of ours and ends in the next: the year is told alone.
  const date = isPersian
    ? String(year + PERSIAN.ahead)
    : `${year}${month === undefined ? '' : `-${month.padStart(2, '0')}`}`;
  return Number(date.slice(0, 4)) >= EARLIEST && date <= today ? date : undefined;
}
