import { createHash } from 'node:crypto';

/** The SHA-256 under which a secret is stored: a token, a cookie, a link. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** The roles of staff; each account and each token has one role in some pilots. */
export const ROLES = ['counsellor', 'coordinator', 'evaluator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** The member of staff, or the program, that acts. */
export interface Principal {
  role: Role;
  pilots: readonly string[];
  /** Names them in the log: `account:` and an id, or `token:` and the hash of the token in hex. */
  who: string;
}
