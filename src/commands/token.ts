import { UsageError } from '../errors.ts';
import { addToken, hashToken, listTokens, ROLES, revokeTokens } from '../store/staff.ts';
import { command } from './command.ts';
import { oneOf, pilotNamed, withData } from './open.ts';

export const tokenAdd = command({
  words: [1, 1],
  options: { role: { type: 'string' }, pilot: { type: 'string', multiple: true } },
  async run({ words: [label = ''], options, env, root, clock, random, say }) {
    const role = oneOf('--role', options.role, ROLES);
    await withData({ env, root }, async ({ config, content, store }) => {
      const pilots = (options.pilot ?? ['']).map((name) => pilotNamed(content, name));
      const token = random(32).toString('base64url');
      await store.tx((q) => addToken(q, { hash: hashToken(token), label, role, pilots, createdAt: clock() }));
      for (const line of role === 'evaluator'
        ? forEvaluator(config.publicUrl, token)
        : forStaff(config.publicUrl, token))
        say(line);
      say('It is shown once. Whoever has it is in; revoke it with: token revoke LABEL');
    });
  },
});

const forStaff = (url: string, token: string): string[] => [`${url}/staff/enter#${token}`];

/** The lines for an evaluator. Scripts want the token itself, which opens the page of numbers as well. */
const forEvaluator = (url: string, token: string): string[] => [
  token,
  `The page of numbers, which asks for it:  ${url}/staff/statistics`,
  'What it may read (the token goes in the header, never in an address):',
  `curl -H 'Authorization: Bearer ${token}' ${url}/api/stats`,
];

export const tokenList = command({
  async run({ env, root, say }) {
    await withData({ env, root }, async ({ store }) => {
      for (const { label, role, pilots, createdAt, revokedAt } of await listTokens(store.read)) {
        const state = revokedAt === null ? 'valid' : `revoked ${new Date(revokedAt).toISOString()}`;
        say(`${label}  ${role}  ${pilots.join(',')}  made ${new Date(createdAt).toISOString()}  ${state}`);
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
