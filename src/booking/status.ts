/** What has become of an appointment. */
export const STATUSES = ['scheduled', 'arrived', 'missed', 'cancelled'] as const;
export type Status = (typeof STATUSES)[number];
