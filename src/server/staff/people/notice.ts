/** The notices after something was done with a person; `fails`: why it was not done. */
const CARD_NOTICES = ['corrected', 'none', 'copyFailed'] as const;
export type CardNotice = (typeof CARD_NOTICES)[number];

export const isCardNotice = (name: string | undefined): name is CardNotice => CARD_NOTICES.some((one) => one === name);

/** Whether a notice says that nothing was done. */
export const isFailure = (notice: CardNotice): boolean => notice === 'none' || notice === 'copyFailed';
