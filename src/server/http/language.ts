import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import { languageFor } from '../../text/languages.ts';
import type { Texts } from '../../text/texts.ts';

type Offered = Pick<Texts, 'languages'>;

/** The offered language that the browser asks for first; undefined where it asks for none of them. */
export function askedFor(c: Context, { languages }: Offered): string | undefined {
  const tags = languages.map(({ tag }) => tag);
  const found = accepts(c, {
    header: 'Accept-Language',
    supports: tags,
    default: '',
    match: (accepted) =>
      languageFor(
        tags,
        accepted.map(({ type }) => type),
      ) ?? '',
  });
  return found === '' ? undefined : found;
}

/** The language of a page: the one that the browser asks for, otherwise the first. */
export const preferred = (c: Context, texts: Offered): string => askedFor(c, texts) ?? texts.languages[0]?.tag ?? 'en';
