/** Why a message or a reply was given up, as far as it says what to do. */
export const CAUSES = [
  'flow',
  'defect',
  'sealed',
  'refused',
  'restricted',
  'unreachable',
  'not-first',
  'late',
  'moved',
  'file',
  'other',
] as const;
export type Cause = (typeof CAUSES)[number];

/** The causes by the beginnings of the reasons that stand in the database. */
const BEGINNINGS: readonly [RegExp, Cause][] = [
  [/^(FlowError|MissingTextError)\b/, 'flow'],
  [/^(VaultError|NewerFormatError)\b/, 'sealed'],
  [/^\w*Error\b/, 'defect'],
  [/^WhatsApp 463\b/, 'restricted'],
  [/^gave up/, 'unreachable'],
  [/^(Telegram|WhatsApp|Bad Request|Forbidden)\b/, 'refused'],
  [/^the person has not written first/, 'not-first'],
  [/^too late/, 'late'],
  [/^moved/, 'moved'],
  [/^no file/, 'file'],
];

export const causeOf = (reason: string): Cause =>
  BEGINNINGS.find(([beginning]) => beginning.test(reason))?.[1] ?? 'other';

/** A reason as staff may read it: what a damaged row says names the row, and so leads to its person. */
export const codeOf = (reason: string): string =>
  causeOf(reason) === 'sealed' ? (reason.split(':')[0] ?? '') : reason;
