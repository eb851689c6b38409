/**
 * What staff say once an appointment should have begun: the person came or did not come, or it did not take place
 * because of us, since the counsellor or the interpreter was not there. The last is never counted as the person's doing.
 */
export const MARKS = ['arrived', 'missed', 'not-held'] as const;
export type Mark = (typeof MARKS)[number];

/** What has become of an appointment. */
export const STATUSES = ['scheduled', ...MARKS, 'cancelled'] as const;
export type Status = (typeof STATUSES)[number];

export const isMark = (status: string): status is Mark => MARKS.some((mark) => mark === status);
