import type { Principal } from '../../store/principal.ts';

/** The member of staff who is signed in. */
export interface Reader extends Principal {
  /** The id of their account. */
  account: string;
  name: string;
  /** The counsellor whose account it is; null for everybody else. */
  counsellor: string | null;
  /** The account is one of a demonstration's: it has no password. */
  demo: boolean;
  /** The id of the session. */
  session: string;
  /** When they last proved who they are (epoch ms). */
  provedAt: number;
}
