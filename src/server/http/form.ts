import type { Context } from 'hono';

/** Every field of a form that was sent, the first of each name; none where the form cannot be read. */
export async function readForm(c: Context): Promise<Readonly<Record<string, string>>> {
  const form = await c.req.parseBody().catch(() => ({}));
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

/** Longest answer to a person, in UTF-16 units: a browser counts a line's end as one. */
export const MOST_WORDS = 1000;

/** Words to somebody, with line ends as they are kept; nothing where there are none, or too many. */
export function wordsIn({ words = '' }: Readonly<Record<string, string>>): string | undefined {
  const read = words.replaceAll('\r\n', '\n').trim();
  return read === '' || read.length > MOST_WORDS ? undefined : read;
}
