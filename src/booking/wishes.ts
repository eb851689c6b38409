import { MODES, type Mode, type Relaxed, type Wish } from './slots.ts';

/** The entries of the profile that hold a person's wishes; a missing entry means no such wish. */
const REMEMBERED = ['counsellor', 'mode', 'office', 'childcare', 'speech'] as const;
type Remembered = (typeof REMEMBERED)[number];
type Kept = Readonly<Record<string, string>>;

/** The beginning of an answer that names an office. */
const OFFICE = 'office-';
export const officeWish = (id: string): string => `${OFFICE}${id}`;

/** The answers that state a wish, each with the entry and the value that the profile keeps. */
const ANSWERS: Readonly<Record<string, readonly [Remembered, string]>> = {
  woman: ['counsellor', 'woman'],
  any: ['counsellor', 'any'],
  'in-person': ['mode', 'in-person'],
  phone: ['mode', 'phone'],
  video: ['mode', 'video'],
  childcare: ['childcare', 'yes'],
  'no-childcare': ['childcare', 'no'],
  'own-language': ['speech', 'own'],
  'interpreter-too': ['speech', 'any'],
  'any-office': ['office', 'any'],
};

/** The profile with the wish that an answer states; unchanged where the answer states none. */
export function remember(profile: Kept, answer: string): Record<string, string> {
  const [name, value] = answer.startsWith(OFFICE)
    ? (['office', answer.slice(OFFICE.length)] as const)
    : (ANSWERS[answer] ?? []);
  return name === undefined || value === undefined ? { ...profile } : { ...profile, [name]: value };
}

/** The answer that gives up each part of a wish. */
export const GIVES_UP = {
  office: 'any-office',
  childcare: 'no-childcare',
  ownLanguage: 'interpreter-too',
  mode: 'in-person',
  woman: 'any',
} as const satisfies Readonly<Record<Relaxed, string>>;

/** The wish to search for, as the profile holds it. `language`: BCP 47. */
export function wishOf(profile: Kept, language: string): Wish {
  return {
    woman: profile.counsellor === 'woman',
    language,
    ownLanguage: profile.speech === 'own',
    mode: MODES.find((mode): mode is Mode => mode === profile.mode) ?? 'in-person',
    office: profile.office === undefined || profile.office === 'any' ? null : profile.office,
    childcare: profile.childcare === 'yes',
  };
}

/** The wish with which an appointment was booked, as far as its counsellor can be asked for it. */
export const wishOfCodes = (codes: readonly WishCode[], mode: Mode, language: string): Wish => ({
  ...wishOf({}, language),
  mode,
  ownLanguage: codes.includes('own-language'),
  woman: codes.includes('woman'),
});

/** The wishes that are stored with an appointment and shown. */
export const WISH_CODES = ['woman', 'own-language', 'phone', 'video', 'childcare'] as const;
export type WishCode = (typeof WISH_CODES)[number];

/**
 * A wish as codes, to be stored with an appointment and shown. The office is left out, since the appointment's place
 * tells it.
 */
export function wishCodes({ woman, ownLanguage, mode, childcare }: Wish): WishCode[] {
  const isWished: Readonly<Record<WishCode, boolean>> = {
    woman,
    'own-language': ownLanguage,
    phone: mode === 'phone',
    video: mode === 'video',
    childcare,
  };
  return WISH_CODES.filter((code) => isWished[code]);
}
