import { UsageError } from '../errors.ts';
import { invite, MOST_NAME } from '../server/staff/accounts/invite.ts';
import { type Access, accountById, listAccounts } from '../store/accounts.ts';
import { presentCounsellors } from '../store/counsellors.ts';
import { ROLES } from '../store/principal.ts';
import { command } from './command.ts';
import { type Opened, oneOf, pilotNamed, withData } from './open.ts';

export const staffAdd = command({
  words: [1, 1],
  options: {
    role: { type: 'string' },
    pilot: { type: 'string', multiple: true },
    counsellor: { type: 'string' },
  },
  async run({ words: [word = ''], options, env, root, clock, random, say }) {
    const name = word.trim();
    if (name === '' || name.length > MOST_NAME) throw new UsageError(`NAME must have 1 to ${MOST_NAME} letters`);
    await withData({ env, root }, async (opened) => {
      const access = await accessOf(opened, options);
      const { store, vault, config } = opened;
      const path = await invite({ store, vault, clock, random }, { ...access, name, account: null, by: null });
      say(config.publicUrl + path);
      say('It is shown once, works once, and ends after 72 hours. It makes an account of its own.');
    });
  },
});

export const staffReset = command({
  words: [1, 1],
  async run({ words: [id = ''], env, root, clock, random, say }) {
    await withData({ env, root }, async ({ store, vault, config }) => {
      const account = await accountById(store.read, id);
      if (account === undefined || account.demo) throw new UsageError(`no account has the id ${id}; see "staff list"`);
      const { role, pilots, counsellor } = account;
      const name = vault.open('house', `account:name:${id}`, account.name);
      const path = await invite(
        { store, vault, clock, random },
        { name, role, pilots, counsellor, account: id, by: null },
      );
      say(config.publicUrl + path);
      say(
        'It is shown once, works once, and ends after 72 hours. The old password and passkeys count until it is used.',
      );
    });
  },
});

export const staffList = command({
  async run({ env, root, say }) {
    await withData({ env, root }, async ({ store, vault }) => {
      const accounts = await listAccounts(store.read);
      if (accounts.length === 0) say('Nobody has an account yet. The first: staff add NAME --role admin --pilot PILOT');
      for (const { id, name, role, pilots, disabledAt } of accounts) {
        const state = disabledAt === null ? '' : `  disabled ${new Date(disabledAt).toISOString()}`;
        say(`${id}  ${vault.open('house', `account:name:${id}`, name)}  ${role}  ${pilots.join(',')}${state}`);
      }
    });
  },
});

/** The rights that the options name. A counsellor's account has the pilots whose people may book the counsellor. */
async function accessOf(
  { content, store }: Opened,
  options: { role?: string; pilot?: string[]; counsellor?: string },
): Promise<Access> {
  const role = oneOf('--role', options.role, ROLES);
  if (role !== 'counsellor') {
    if (options.counsellor !== undefined) throw new UsageError('--counsellor is for the role counsellor only');
    return { role, pilots: (options.pilot ?? ['']).map((one) => pilotNamed(content, one)), counsellor: null };
  }
  const all = await presentCounsellors(store.read);
  const id = oneOf(
    '--counsellor',
    options.counsellor,
    all.map((one) => one.id),
  );
  const found = all.find((one) => one.id === id);
  return { role, pilots: found === undefined ? [] : [found.pilot, ...found.guests], counsellor: id };
}
