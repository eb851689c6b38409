/** The notices after something was done with a person, or why it was not. */
export const CARD_NOTICES = [
  ...(['corrected', 'noted', 'takenBack', 'invited', 'invitationEnded'] as const),
  ...(['none', 'late', 'gone', 'copyFailed', 'stopped', 'nowhere'] as const),
] as const;
export type CardNotice = (typeof CARD_NOTICES)[number];

export const isCardNotice = (name: string | undefined): name is CardNotice => CARD_NOTICES.some((one) => one === name);

/** Whether a notice says that nothing was done. */
export const isFailure = (notice: CardNotice): boolean =>
  ['none', 'late', 'gone', 'copyFailed', 'stopped', 'nowhere'].includes(notice);
