/** A letter to one of the staff. */
export interface Letter {
  to: string;
  subject: string;
  text: string;
  /** Names the letter, so that one that is sent again is known to be the same. */
  id: string;
  /** A calendar file that comes with it. */
  calendar?: { method: 'REQUEST' | 'CANCEL'; content: string };
}

/** Who takes letters to the staff. */
export interface Mailer {
  /** Whom letters come from. */
  readonly from: string;
  /** Resolves when the server has taken the letter; rejects where it has not, and then it is worth another try. */
  send(letter: Letter): Promise<void>;
}
