import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import type { Texts } from '../../text/texts.ts';

/** The offered language that the browser asks for first. */
export function preferred(c: Context, { languages }: Pick<Texts, 'languages'>): string {
  const tags = languages.map(({ tag }) => tag);
  return accepts(c, {
    header: 'Accept-Language',
    supports: tags,
    default: tags[0] ?? 'en',
    match(accepted, { supports, default: first }) {
      for (const { type } of accepted) {
        const wanted = type.toLowerCase();
        const begins = (tag: string) => `${wanted}-`.startsWith(`${tag.toLowerCase()}-`);
        const related = (tag: string) => tag.split('-')[0] === wanted.split('-')[0];
        const found = supports.find(begins) ?? supports.find(related);
        if (found !== undefined) return found;
      }
      return first;
    },
  });
}
