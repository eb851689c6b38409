/**
 * The questions about a job offer, each with the answers that are no warning sign. Their names are those of the
 * variables in the flow `offer-check`, and of the questions for an employer (`offers:<name>`).
 */
const OFFER = {
  papers: ['no'],
  money: ['no'],
  leave: ['no'],
  contract: ['yes'],
  pay: ['same', 'more'],
  hours: ['usual'],
} as const satisfies Record<string, readonly string[]>;

type OfferQuestion = keyof typeof OFFER;
export const OFFER_QUESTIONS = Object.keys(OFFER) as OfferQuestion[];

/** What is still to be asked about an offer: an answer that is unusual, not known or missing is to be asked. */
export const toAsk = (answers: Readonly<Record<string, string>>): OfferQuestion[] =>
  OFFER_QUESTIONS.filter((question) => !(OFFER[question] as readonly string[]).includes(answers[question] ?? ''));
