/** A letter to one of the staff. */
export interface Letter {
  to: string;
  subject: string;
  text: string;
  /** Identifies the letter, so that a letter that is sent again is recognised as the same one. */
  id: string;
  /** The calendar file that is attached to the letter. */
  calendar?: { method: 'REQUEST' | 'CANCEL'; content: string };
}

/** Sends letters to the staff. */
export interface Mailer {
  /** The address that letters come from. */
  readonly from: string;
  /** Resolves when the server has taken the letter; rejects when it has not, and then the caller tries again. */
  send(letter: Letter): Promise<void>;
}
