import type { Context } from 'hono';

/** The fields of a posted form, the first of each name; none when the form cannot be read. */
export async function readForm(c: Context): Promise<Readonly<Record<string, string>>> {
  const form = await c.req.parseBody().catch(() => ({}));
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

/** The fields of a posted form with all values of each name: boxes that may be ticked together. */
export async function readForms(c: Context): Promise<Readonly<Record<string, string[]>>> {
  const form = await c.req.parseBody({ all: true }).catch(() => ({}));
  return Object.fromEntries(
    Object.entries(form).map(([name, value]) => [name, [value].flat().filter((one) => typeof one === 'string')]),
  );
}

/** Longest answer to a person, in UTF-16 units: a browser counts a line's end as one. */
export const MOST_WORDS = 1000;

/** The words to a person, with line ends as they are stored; undefined when they are empty or too long. */
export function wordsIn({ words = '' }: Readonly<Record<string, string>>): string | undefined {
  const read = words.replaceAll('\r\n', '\n').trim();
  return read === '' || read.length > MOST_WORDS ? undefined : read;
}
