/**
 * Why something of others could not be read.
 *
 * - `unreachable`: nobody answers, or not with what was asked for.
 * - `refused`: its address is none that may be asked.
 * - `too-much`: it takes too long, or is too large.
 * - `unreadable`: it is not what it should be.
 */
export type Failure = 'unreachable' | 'refused' | 'too-much' | 'unreadable';

/** Something of others could not be read. The error never holds any of its content, nor its address. */
export class ForeignError extends Error {
  override name = 'ForeignError';
  readonly failure: Failure;

  /** `detail`: a code for the log, such as a status or the code of a system error. */
  constructor(failure: Failure, detail: string) {
    super(`${failure} (${detail})`);
    this.failure = failure;
  }
}
