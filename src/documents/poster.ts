import { renderSVG } from 'uqr';
import type { Texts } from '../text/texts.ts';
import type { PosterOrder } from '../turn/document-maker.ts';

/** A poster that leads people to a chat. Nothing on it names asylum or violence, so that it can be carried home. */
export interface Poster {
  /** BCP 47; the direction follows from it. */
  language: string;
  title: string;
  about: string;
  offers: readonly string[];
  promises: readonly string[];
  /** The same promises in the language that people can check them in, until a native speaker has reviewed this one. */
  beside: { language: string; promises: readonly string[] } | null;
  scan: string;
  /** The code to scan, as SVG, and its address, short enough to be typed. */
  code: string;
  address: string;
  /** The names of the languages that the chat speaks, each in its own. */
  languages: readonly string[];
  controller: string;
  draft: string | null;
}

const OFFERS = ['rights', 'steps', 'services', 'talk'] as const;
const PROMISES = ['free', 'nameless'] as const;

/** The poster that was ordered. Throws a RangeError for a language that is not offered. */
export function posterOf(texts: Texts, { pilot, language, languages, address, isConfirmed }: PosterOrder): Poster {
  const promisesIn = (tag: string) => PROMISES.map((one) => texts.say(tag, `poster:promise.${one}`));
  const bridge = texts.bridgeOf(language);
  return {
    language,
    title: texts.say(language, 'poster:title'),
    about: texts.say(language, 'poster:about'),
    offers: OFFERS.map((one) => texts.say(language, `poster:offer.${one}`)),
    promises: promisesIn(language),
    beside: bridge === undefined ? null : { language: bridge, promises: promisesIn(bridge) },
    scan: texts.say(language, 'poster:scan'),
    code: renderSVG(address, { border: 0 }),
    address: typed(address),
    languages: languages.map((tag) => texts.language(tag).endonym),
    controller: texts.say(language, 'poster:controller', { controller: { text: `pilots:${pilot}.controller` } }),
    draft: isConfirmed ? null : texts.say(language, 'poster:draft'),
  };
}

/** An address as people type it. The opening that WhatsApp has in its address is too long to be typed. */
const typed = (address: string): string => address.replace(/^https:\/\//, '').replace(/\?text=.*$/, '');
