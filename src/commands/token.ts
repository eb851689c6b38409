import { UsageError } from '../errors.ts';
import { hashSecret, ROLES, type Role } from '../store/principal.ts';
import { addToken, endOf, listTokens, revokeTokens, TOKEN_LIFE } from '../store/tokens.ts';
import { command } from './command.ts';
import { oneOf, pilotNamed, withData } from './open.ts';

const DAY = 86_400_000;
/** A year, leap or not: staff who stay longer get a new token; staff who left without a word are shut out by then. */
const MOST_DAYS = 366;

export const tokenAdd = command({
  words: [1, 1],
  options: { role: { type: 'string' }, pilot: { type: 'string', multiple: true }, days: { type: 'string' } },
  async run({ words: [label = ''], options, env, root, clock, random, say }) {
    const role = oneOf('--role', options.role, ROLES);
    const createdAt = clock();
    const until = createdAt + lifeOf(options.days);
    await withData({ env, root }, async ({ config, content, store }) => {
      const pilots = (options.pilot ?? ['']).map((name) => pilotNamed(content, name));
      const token = random(32).toString('base64url');
      await store.tx((q) => addToken(q, { hash: hashSecret(token), label, role, pilots, createdAt, until }));
      for (const line of [token, ...forScripts(config.publicUrl, role, token)]) say(line);
      say(`It is shown once, and opens until ${iso(until)}. Revoke it with: token revoke LABEL`);
    });
  },
});

/** How long a token lasts, in milliseconds, for a number of days. Throws a `UsageError` for any other word. */
function lifeOf(days: string | undefined): number {
  if (days === undefined) return TOKEN_LIFE;
  if (/^[1-9]\d{0,2}$/.test(days) && Number(days) <= MOST_DAYS) return Number(days) * DAY;
  throw new UsageError(`--days must be a number from 1 to ${MOST_DAYS}`);
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** The lines that show how a script uses a token. */
const forScripts = (url: string, role: Role, token: string): string[] => [
  'It opens the API and no page (the token goes in the header, never in an address):',
  `curl -H 'Authorization: Bearer ${token}' ${url}/api/${role === 'evaluator' ? 'stats' : 'appointments'}`,
];

export const tokenList = command({
  async run({ env, root, clock, say }) {
    await withData({ env, root }, async ({ store }) => {
      for (const token of await listTokens(store.read)) {
        const { label, role, pilots, createdAt, revokedAt } = token;
        const until = endOf(token);
        const state = revokedAt !== null ? `revoked ${iso(revokedAt)}` : clock() < until ? 'valid' : 'expired';
        say(`${label}  ${role}  ${pilots.join(',')}  made ${iso(createdAt)}  ends ${iso(until)}  ${state}`);
      }
    });
  },
});

export const tokenRevoke = command({
  words: [1, 1],
  async run({ words: [label = ''], env, root, clock, say }) {
    await withData({ env, root }, async ({ store }) => {
      const count = await store.tx((q) => revokeTokens(q, label, clock()));
      if (count === 0) throw new UsageError(`no valid token is labelled "${label}"`);
      say(`${count} revoked`);
    });
  },
});
