import { Secret, TOTP } from 'otpauth';
import { hashPassword } from '../../src/server/staff/credentials/password.ts';
import { addAccount } from '../../src/store/accounts.ts';
import type { Role } from '../../src/store/principal.ts';
import { testVault } from '../fakes/parts.ts';
import { accountRow, type Office } from './office.ts';

const INTERVAL = 30_000;
const SECRET = new Secret({ size: 20 }).base32;
const PASSWORD = 'seven-purple-umbrellas-sing';
const password = hashPassword(PASSWORD);

/** A member of staff whose account has a password and an app for codes. */
export interface Member {
  /** The id of the account; the name is the same. */
  id: string;
  mail: string;
  password: string;
  /** A code of the app that has not been used yet. */
  code(): string;
}

/** Adds an account with a password and an app for codes. */
export async function join(
  { store, clock }: Office,
  {
    id = 'ana',
    role = 'counsellor',
    pilots = ['serbia'],
    counsellor = null,
  }: { id?: string; role?: Role; pilots?: string[]; counsellor?: string | null } = {},
): Promise<Member> {
  const row = accountRow({ id, role, pilots, counsellor, createdAt: clock.now });
  const secrets = { password: await password, totp: testVault().seal('house', `account:totp:${id}`, SECRET) };
  await store.tx((q) => addAccount(q, { ...row, ...secrets }));
  let used = 0;
  return {
    ...{ id, mail: `${id}@example.org`, password: PASSWORD },
    code() {
      // The interval before and the one after count too.
      used = Math.max(used + 1, Math.floor(clock.now / INTERVAL) - 1);
      return codeOf(SECRET, used * INTERVAL);
    },
  };
}

/** The code that an app with this secret shows at a time (epoch ms). */
export const codeOf = (secret: string, at: number): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });

/** The result of a try to sign in. */
export interface Entered {
  status: number;
  location: string | null;
  /** The session that was begun; empty where none was. */
  cookie: string;
  html: string;
}

/** Signs in by the form. What is given here is typed in place of what is right. */
export async function enter(
  office: Office,
  member: Member,
  { to = '', cookie = '', ...typed }: { to?: string; cookie?: string; password?: string; code?: string } = {},
): Promise<Entered> {
  const { mail, password, code } = member;
  const answer = await office.send(
    '/staff/enter',
    { mail, password, code: typed.code ?? code(), to, ...typed },
    cookie,
  );
  const { status, headers } = answer;
  const [session = ''] = headers.get('set-cookie')?.split(';') ?? [];
  return { status, location: headers.get('location'), cookie: session, html: await answer.text() };
}
