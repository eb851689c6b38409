import { isIP } from 'node:net';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import {
  addChallenge,
  findPasskey,
  notePasskey,
  type Passkey,
  passkeysOf,
  takeChallenge,
} from '../../../store/passkeys.ts';
import { hashSecret } from '../../../store/principal.ts';
import type { World } from '../../../turn/world.ts';

/** So long a browser may take to sign a challenge, in milliseconds: a person looks for their key first. */
const CHALLENGE_MS = 5 * 60_000;

/** A person to whom a new passkey belongs. */
interface Owner {
  /** The account's id. */
  id: string;
  /** As the browser shows it. */
  name: string;
}

/** Passkeys (W3C Web Authentication), each of which replaces password and code. */
export interface Passkeys {
  /** Whether browsers offer passkeys at our address: they do at a host's name, never at an IP address. */
  readonly areOffered: boolean;
  /** The options for a browser that makes a passkey. */
  toAdd(owner: Owner): Promise<object>;
  /** The new passkey in a browser's answer; undefined if it is not one that was asked for. */
  added(owner: Owner, answer: string): Promise<Passkey | undefined>;
  /** The options for a browser that signs in. */
  toSignIn(): Promise<object>;
  /** The account whose passkey has signed a challenge; undefined if none has. */
  signedIn(answer: string): Promise<string | undefined>;
}

/** `publicUrl`: the address at which staff open the pages; a passkey is bound to its host. */
export function createPasskeys({ store, clock, random }: World, publicUrl: string): Passkeys {
  const { hostname, origin } = new URL(publicUrl);
  const areOffered = isIP(hostname) === 0 && !hostname.startsWith('[');
  const expected = { expectedOrigin: origin, expectedRPID: hostname, requireUserVerification: true };

  async function newChallenge(account: string | null): Promise<Uint8Array<ArrayBuffer>> {
    const challenge = new Uint8Array(random(32));
    const hash = hashSecret(Buffer.from(challenge).toString('base64url'));
    await store.tx((q) => addChallenge(q, { hash, account, until: clock() + CHALLENGE_MS }));
    return challenge;
  }
  const isOpen = (account: string | null) => (challenge: string) =>
    store.tx((q) => takeChallenge(q, hashSecret(challenge), account, clock()));

  return {
    areOffered,
    toAdd: async ({ id, name }) =>
      generateRegistrationOptions({
        rpName: 'Saputnik',
        rpID: hostname,
        userID: new Uint8Array(Buffer.from(id)),
        userName: name,
        challenge: await newChallenge(id),
        attestationType: 'none',
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        excludeCredentials: (await passkeysOf(store.read, id)).map((passkey) => ({ id: passkey.id })),
      }),
    async added({ id: account }, answer) {
      const response = parsed<RegistrationResponseJSON>(answer);
      if (response === undefined) return undefined;
      const options = { ...expected, response, expectedChallenge: isOpen(account) };
      const result = await verifyRegistrationResponse(options).catch(refused);
      if (!result?.verified) return undefined;
      const { credential } = result.registrationInfo;
      return {
        id: credential.id,
        account,
        publicKey: Buffer.from(credential.publicKey),
        counter: credential.counter,
        transports: credential.transports ?? [],
        createdAt: clock(),
        usedAt: null,
      };
    },
    toSignIn: async () =>
      generateAuthenticationOptions({
        rpID: hostname,
        challenge: await newChallenge(null),
        userVerification: 'required',
      }),
    async signedIn(answer) {
      const response = parsed<AuthenticationResponseJSON>(answer);
      const passkey = response && (await findPasskey(store.read, String(response.id)));
      if (response === undefined || passkey === undefined) return undefined;
      const { id, counter } = passkey;
      const credential = { id, counter, publicKey: new Uint8Array(passkey.publicKey) };
      const options = { ...expected, response, credential, expectedChallenge: isOpen(null) };
      const result = await verifyAuthenticationResponse(options).catch(refused);
      if (!result?.verified) return undefined;
      const { newCounter } = result.authenticationInfo;
      await store.tx((q) => notePasskey(q, id, { counter: newCounter, usedAt: clock() }));
      return passkey.account;
    },
  };
}

/** The library throws for an answer that is malformed or signed for something else, as for one that is forged. */
const refused = () => undefined;

/** An answer of a browser, which the library looks through itself; undefined if it is not JSON of an object. */
function parsed<T extends object>(answer: string): T | undefined {
  try {
    const read: unknown = JSON.parse(answer);
    return typeof read === 'object' && read !== null ? (read as T) : undefined;
  } catch {
    return undefined;
  }
}
