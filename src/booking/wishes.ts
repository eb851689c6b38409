import { MODES, type Mode, type Relaxed, type Wish } from './slots.ts';

/** What is remembered of a person's wishes, in the profile; what isn't there is not wished for. */
const REMEMBERED = ['counsellor', 'mode', 'office', 'childcare', 'speech'] as const;
type Remembered = (typeof REMEMBERED)[number];
type Kept = Readonly<Record<string, string>>;

/** An office among the answers. */
const OFFICE = 'office-';
export const officeWish = (id: string): string => `${OFFICE}${id}`;

/** The answers that say a wish, by what each is remembered as. */
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

/** The profile with what an answer says; the same where it says nothing. */
export function remember(profile: Kept, answer: string): Record<string, string> {
  const [name, value] = answer.startsWith(OFFICE)
    ? (['office', answer.slice(OFFICE.length)] as const)
    : (ANSWERS[answer] ?? []);
  return name === undefined || value === undefined ? { ...profile } : { ...profile, [name]: value };
}

/** The answer that gives a wish up. */
export const GIVES_UP: Readonly<Record<Relaxed, string>> = {
  office: 'any-office',
  childcare: 'no-childcare',
  ownLanguage: 'interpreter-too',
  mode: 'in-person',
  woman: 'any',
};

/** What the search is asked for. `language`: BCP 47. */
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

/** The wish that an appointment was booked with, as far as its counsellor can be asked for it. */
export const wishOfCodes = (codes: readonly string[], mode: Mode, language: string): Wish => ({
  ...wishOf({}, language),
  mode,
  ownLanguage: codes.includes('own-language'),
  woman: codes.includes('woman'),
});

/** A wish as codes, to be stored with an appointment and shown; the office is told by the place. */
export const wishCodes = ({ woman, ownLanguage, mode, childcare }: Wish): string[] => [
  ...(woman ? ['woman'] : []),
  ...(ownLanguage ? ['own-language'] : []),
  ...(mode === 'in-person' ? [] : [mode]),
  ...(childcare ? ['childcare'] : []),
];
