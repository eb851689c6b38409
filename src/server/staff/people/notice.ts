/** The notices after something was done with a person, or why it was not. */
const CARD_NOTICES = ['corrected', 'noted', 'takenBack', 'none', 'late', 'gone', 'copyFailed'] as const;
export type CardNotice = (typeof CARD_NOTICES)[number];

export const isCardNotice = (name: string | undefined): name is CardNotice => CARD_NOTICES.some((one) => one === name);

/** Whether a notice says that nothing was done. */
export const isFailure = (notice: CardNotice): boolean => ['none', 'late', 'gone', 'copyFailed'].includes(notice);
