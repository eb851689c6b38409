import type { Cv, Entry, Field, Words } from './cv.ts';

/** Words as they are set: `isMarked` where a sign leads to the note at the end that they are the person's own. */
export interface Marked {
  text: string;
  isMarked: boolean;
}

/** A part of a CV below its heading. */
export interface Section {
  heading: string;
  entries: readonly {
    title: Marked;
    kind: string;
    where: Marked;
    period: string;
    tasks: readonly Marked[];
  }[];
  fields: readonly Field[];
  lines: readonly Marked[];
}

/** A CV as one column from top to bottom, the same for every kind of file. */
export interface CvColumn {
  language: string;
  title: string;
  name: string;
  wanted: { label: string; words: Marked } | null;
  fields: readonly Field[];
  sections: readonly Section[];
  /** What the sign of the person's own words means. */
  notes: readonly string[];
  closing: readonly string[];
  blanks: readonly string[];
}

/** What stands where on a CV. What is empty is left out, and so is a heading with nothing below it. */
export function cvColumn(cv: Cv): CvColumn {
  const { labels } = cv;
  const section = (heading: string, parts: Partial<Omit<Section, 'heading'>>): Section => ({
    heading,
    entries: [],
    fields: [],
    lines: [],
    ...parts,
  });
  const licence = { label: labels.licence, text: cv.licence ?? '' };
  const sections = [
    section(labels.work, { entries: cv.work.map(entry) }),
    section(labels.education, { entries: cv.education.map(entry) }),
    section(labels.courses, { entries: cv.courses.map(entry) }),
    section(labels.languages, { fields: written(cv.languages) }),
    section(labels.skills, { lines: lines(cv.skills), fields: written([licence]) }),
    section(labels.strengths, { lines: lines(cv.strengths) }),
  ];
  const wanted = marked(cv.wanted);
  return {
    language: cv.language,
    title: labels.title,
    name: cv.name,
    wanted: wanted.text === '' ? null : { label: labels.wanted, words: wanted },
    fields: written([...cv.contact, ...cv.personal]),
    sections: sections.filter(({ entries, fields, lines }) => entries.length + fields.length + lines.length > 0),
    notes: hasOwnWords(cv) ? [labels['own-words'], labels['ask-counsellor']] : [],
    closing: cv.closing,
    blanks: cv.blanks,
  };
}

const written = (fields: readonly Field[]): Field[] => fields.filter(({ text }) => text.trim() !== '');

function marked(words: Words | undefined): Marked {
  const text = words?.text.trim() ?? '';
  return { text, isMarked: text !== '' && words?.isOwn === true };
}

const lines = (them: readonly Words[]): Marked[] => them.map(marked).filter(({ text }) => text !== '');

const entry = ({ title, kind = '', where, period = '', tasks }: Entry): Section['entries'][number] => ({
  title: marked(title),
  kind,
  where: marked(where),
  period,
  tasks: lines(tasks),
});

function hasOwnWords({ wanted, work, education, courses, skills, strengths }: Cv): boolean {
  const entries = [...work, ...education, ...courses].flatMap(({ title, where, tasks }) => [title, where, ...tasks]);
  return [wanted, ...entries, ...skills, ...strengths].some((words) => words?.isOwn === true);
}
