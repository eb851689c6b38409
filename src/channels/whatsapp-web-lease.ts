/**
 * The right to use the linked device, which only one process may hold: two connections of one device break each other.
 */
export interface Lease {
  /** Takes or renews the lease for `ms` milliseconds; false when another process holds it. */
  take(ms: number): Promise<boolean>;
  release(): Promise<void>;
}

export const LEASE_MS = 30_000;
export const RENEW_MS = 10_000;
