import type { Desk, Supply, Wish } from '../../src/booking/slots.ts';

/** All that there is to be booked, as these tests have it: nothing but some counsellors, unless they say more. */
export const supply = (desks: readonly Desk[], more: Partial<Supply> = {}): Supply => ({
  desks,
  rooms: [],
  interpreters: [],
  childcare: new Set(),
  closed: new Set(),
  ...more,
});

/** A woman at the office who speaks Serbian and is free whenever her hours say so. */
export const desk = (changes: Partial<Desk> = {}): Desk => ({
  counsellor: 'a',
  office: 'here',
  gender: 'woman',
  languages: ['sr'],
  modes: ['in-person'],
  lastBooked: 0,
  hours: [],
  days: [],
  absences: [],
  busy: [],
  taken: [],
  joinable: [],
  ...changes,
});

/** No wishes but the language. */
export const wish = (changes: Partial<Wish> = {}): Wish => ({
  woman: false,
  language: 'sr',
  ownLanguage: false,
  mode: 'in-person',
  office: null,
  childcare: false,
  ...changes,
});
