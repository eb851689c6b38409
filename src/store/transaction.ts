import { AsyncLocalStorage } from 'node:async_hooks';
import { nextTick } from 'node:process';

/** A transaction's callback awaited something other than a query, or queried after its transaction had ended. */
export class EscapedTransactionError extends Error {
  override name = 'EscapedTransactionError';
  constructor() {
    super('A transaction may await nothing but its own queries, and may not query once it has ended');
  }
}

/** Code inside a transaction did something that belongs outside: sent, read past it, or began another. */
export class InsideTransactionError extends Error {
  override name = 'InsideTransactionError';
  constructor(what: string) {
    super(`${what} inside a transaction`);
  }
}

const running = new AsyncLocalStorage<Transaction>();

/**
 * Throws `InsideTransactionError` while a transaction is open. `what` names the forbidden act; the error's text begins
 * with it.
 */
export function refuseInTransaction(what = 'This is not allowed'): void {
  if (running.getStore()?.open) throw new InsideTransactionError(what);
}

/**
 * One run of a transaction's callback.
 *
 * It ends when the callback settles, or when the callback waits for anything but a query: a transaction that stays open
 * over a request or a timer blocks every other writer. A query's result reaches the callback in microtasks alone. So
 * once all microtasks have run, if no query is under way and the callback has not settled, it waits for something else.
 * A tick that is queued from a microtask runs exactly then.
 */
export class Transaction {
  open = true;
  #queries = 0;
  #reject: (reason: unknown) => void = () => {};

  run<T>(work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#reject = reject;
      // The await belongs inside: a callback may return a drizzle query, which runs only when it is awaited.
      const result = running.run(this, async () => await work());
      result.then(
        (value) => {
          this.open = false;
          resolve(value);
        },
        (reason) => {
          this.open = false;
          reject(reason);
        },
      );
      queueMicrotask(() => nextTick(this.#check));
    });
  }

  /** Whether the calling code runs inside this transaction's callback, and the transaction has not ended. */
  get isMine(): boolean {
    return this.open && running.getStore() === this;
  }

  /** Counts a query as under way until it settles. For queries that take more than microtasks. */
  track<T>(query: Promise<T>): Promise<T> {
    this.#queries++;
    query.then(this.#queryDone, this.#queryDone);
    return query;
  }

  #queryDone = (): void => {
    if (--this.#queries === 0) nextTick(this.#check);
  };

  #check = (): void => {
    if (this.open && this.#queries === 0) this.fail(new EscapedTransactionError());
  };

  /** Ends the transaction with an error before the callback settles, unless it has ended. */
  fail(reason: Error): void {
    if (!this.open) return;
    this.open = false;
    this.#reject(reason);
  }
}
