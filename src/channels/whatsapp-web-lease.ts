/** What only one process may hold: two connections of one device break both. */
export interface Lease {
  /** Takes it or goes on holding it, for so many milliseconds; false where another process holds it. */
  take(ms: number): Promise<boolean>;
  release(): Promise<void>;
}

export const LEASE_MS = 30_000;
export const RENEW_MS = 10_000;
