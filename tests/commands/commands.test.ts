import { existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { openDays } from '../../src/booking/slots.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { published } from '../../src/evaluation/published.ts';
import { findInvitation, updateAccount } from '../../src/store/accounts.ts';
import { insertAppointment } from '../../src/store/booking.ts';
import { claim } from '../../src/store/claims.ts';
import { findFeed } from '../../src/store/counsellors.ts';
import { hashSecret } from '../../src/store/principal.ts';
import { freeze, freezeEnrolled } from '../../src/store/releases.ts';
import { lockFile, openSqlite } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import { supplyOf, topicsOf } from '../../src/store/supply.ts';
import { findPrincipal } from '../../src/store/tokens.ts';
import { createVault, parseKeys } from '../../src/store/vault.ts';
import { wish } from '../booking/supply.ts';
import { DAY, MINUTE, START } from '../fakes/clock.ts';
import { openShell, type Shell } from './shell.ts';

const fine = { code: 0, err: '' } as const;

/** A look into the data that the commands work on. */
async function data<T>(shell: Shell, look: (store: Store) => Promise<T>): Promise<T> {
  const store = openSqlite(shell.folder.in('data/saputnik.db'));
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

const addCounsellor = async (shell: Shell, name = 'Vesna'): Promise<string> => {
  const [pilot, office] = [
    ['--pilot', 'serbia'],
    ['--office', 'serbia-belgrade'],
  ];
  const said = await shell.run(
    'counsellor',
    'add',
    name,
    ...pilot,
    ...office,
    '--gender',
    'woman',
    '--languages',
    'sr,ar',
  );
  expect(said).toMatchObject(fine);
  return said.out.trim();
};

/** Nothing is seeded from now on. */
function makeProduction(shell: Shell): void {
  shell.env.NODE_ENV = 'production';
  shell.env.PUBLIC_URL = 'https://chat.example.org';
  shell.env.SECRET_KEY_FILE = shell.folder.in('secret.key');
  renameSync(shell.folder.in('data/secret.key'), shell.folder.in('secret.key'));
}

/** Two interpreters of Arabic, by their names. */
async function addInterpreters(shell: Shell): Promise<{ samira: string; yara: string }> {
  const add = async (name: string) => {
    const of = ['--pilot', 'serbia', '--kind', 'interpreter', '--languages', 'ar,fa', '--gender', 'woman'];
    return (await shell.run('resource', 'add', name, ...of)).out.trim();
  };
  return { samira: await add('Samira'), yara: await add('Yara') };
}

/** Books Wednesday from 9:00 to 9:30 for a person who is forgotten, with an interpreter where one is named. */
async function book(shell: Shell, more: Partial<Parameters<typeof insertAppointment>[1]> = {}): Promise<void> {
  const startAt = Date.UTC(2026, 10, 25, 8);
  const row = {
    ...{ id: 'a', pilot: 'serbia', reference: 'KQ7M-2XPD', counsellor: 'serbia-demo-1', topic: 'job', startAt },
    ...{ endAt: startAt + 30 * MINUTE, language: 'en', interpreter: false, wishes: [], canRemind: false },
  };
  await shell.run('counsellor', 'list');
  await data(shell, (store) =>
    store.tx(async (q) => {
      await insertAppointment(q, { ...row, status: 'scheduled', demo: true, ...more });
      const resource = `interpreter:${more.interpretedBy}`;
      if (more.interpretedBy) await claim(q, [{ resource, fromAt: startAt, toAt: row.endAt }], { owner: 'a' }, START);
    }),
  );
}

const interpretedBy = (shell: Shell) =>
  data(shell, async ({ read }) => (await read.db.select().from(read.t.appointment)).map((a) => a.interpretedBy));

/** The first free times of a counsellor, by date, as the chat would offer them. */
const freeDays = (shell: Shell, counsellor: string) =>
  data(shell, async ({ read }) => {
    const [topic] = await topicsOf(read, 'serbia');
    if (topic === undefined) throw new Error('no topics');
    const place = { pilot: 'serbia', country: 'RS' };
    const supply = await supplyOf(read, place, { now: START, toAt: START + 30 * DAY });
    const desks = supply.desks.filter((desk) => desk.counsellor === counsellor);
    return openDays({ ...supply, desks }, wish(), topic, 'Europe/Belgrade', START).map(({ date, slots }) => ({
      date,
      times: slots.map(({ startAt }) => new Date(startAt).toISOString().slice(11, 16)),
    }));
  });

/** A reply to somebody whose key is gone, which was refused. */
async function giveUp(shell: Shell): Promise<void> {
  await shell.run('token', 'list');
  const reply = { person: 'p', seq: 1, contact: 'c', channel: 'telegram', body: Buffer.from('sealed'), card: false };
  const more = { timer: null, unasked: false, at: START, state: 'failed', due: START, reason: 'Telegram 400' } as const;
  await data(shell, ({ tx }) => tx(async (q) => void (await q.db.insert(q.t.outbox).values({ ...reply, ...more }))));
}

/** What every command does; those that hold a process of their own are tested in one. */
const ELSEWHERE: Record<string, string> = {
  serve: 'start.test.ts',
  chat: 'chat.test.ts',
  backup: 'backup.test.ts',
  restore: 'backup.test.ts',
  'keys rotate': 'backup.test.ts',
  'facts pending': 'facts.test.ts',
  'facts confirm': 'facts.test.ts',
  'pilot new': 'pilot.test.ts',
  'whatsapp link': 'whatsapp.test.ts',
  'pilot compare': 'pilot.test.ts',
  'pilot export': 'pilot.test.ts',
  'pilot import': 'pilot.test.ts',
  'translations missing': 'translations.test.ts',
  'translations export': 'translations.test.ts',
  'translations import': 'translations.test.ts',
  'translations stamp': 'translations.test.ts',
};
const CASES: Record<string, (shell: Shell) => Promise<void>> = {
  async check(shell) {
    const { out, ...rest } = await shell.run('check');
    expect(rest).toEqual(fine);
    expect(out).toMatch(/^Flows and texts are in order: \d+ flows, 8 languages\.\n$/);
  },

  async 'counsellor add'(shell) {
    const id = await addCounsellor(shell, '<script>alert(1)</script>');
    // It is typed back as a word of other commands, where a hyphen in front would make an option of it.
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    await data(shell, async ({ read }) => {
      const rows = await read.db.select().from(read.t.counsellor);
      const added = rows.find((row) => row.id === id);
      expect(added).toMatchObject({ pilot: 'serbia', office: 'serbia-belgrade', gender: 'woman', demo: true });
      expect(added?.languages).toEqual(['sr', 'ar']);
      // The name lies in the data locked.
      expect(readFileSync(shell.folder.in('data/saputnik.db')).includes('alert(1)')).toBe(false);
      const vault = createVault(parseKeys(readFileSync(shell.folder.in('data/secret.key'), 'utf8')));
      expect(vault.open('house', `counsellor:name:${id}`, added?.name ?? Buffer.alloc(0))).toBe(
        '<script>alert(1)</script>',
      );
    });
  },

  async 'counsellor list'(shell) {
    const id = await addCounsellor(shell);
    const { out, ...rest } = await shell.run('counsellor', 'list');
    expect(rest).toEqual(fine);
    expect(out.split('\n')).toEqual(
      expect.arrayContaining([
        `${id}  serbia  serbia-belgrade  woman  sr,ar  Vesna`,
        'serbia-demo-1  serbia  serbia-belgrade  woman  sr,en  Imaginary Ana',
      ]),
    );
    await shell.run('counsellor', 'reach', id, '--busy', 'https://example.org/secret.ics');
    const row = `${id}  serbia  serbia-belgrade  woman  sr,ar  Vesna  calendar`;
    expect((await shell.run('counsellor', 'list')).out.split('\n')).toContain(`${row} not read yet`);
    await data(shell, ({ tx }) =>
      tx(async (q) => {
        const read = { busyAt: START, busyFailure: 'unreachable', busySkipped: { start: 2, zone: 1 } } as const;
        await q.db.update(q.t.counsellor).set(read).where(eq(q.t.counsellor.id, id));
      }),
    );
    expect((await shell.run('counsellor', 'list')).out.split('\n')).toContain(
      `${row} read 2026-11-24T09:00:00.000Z; failed: unreachable; skipped: start 2, zone 1`,
    );
  },

  async 'counsellor hours'(shell) {
    const id = await addCounsellor(shell);
    expect(await freeDays(shell, id)).toEqual([]);
    // Wednesday 25 November, on the clock of Belgrade, an hour ahead of UTC.
    expect(await shell.run('counsellor', 'hours', id, 'wed', '13:00-14:00', '09:00-10:00')).toMatchObject(fine);
    const [first] = await freeDays(shell, id);
    expect(first).toEqual({ date: '2026-11-25', times: expect.arrayContaining(['08:00', '12:00']) });
    expect(await shell.run('counsellor', 'hours', id, 'wed', '09:00-10:00')).toMatchObject(fine);
    expect((await freeDays(shell, id))[0]?.times).not.toContain('12:00');
    expect(await shell.run('counsellor', 'hours', id, 'wed')).toEqual({ ...fine, out: `${id}  wed  no hours\n` });
    expect(await freeDays(shell, id)).toEqual([]);
  },

  async 'counsellor absent'(shell) {
    const id = await addCounsellor(shell);
    await shell.run('counsellor', 'hours', id, 'wed', '09:00-10:00');
    await shell.run('counsellor', 'hours', id, 'thu', '09:00-10:00', '13:00-14:00');
    const { out, ...rest } = await shell.run('counsellor', 'absent', id, '2026-11-25', '2026-11-25');
    expect(rest).toEqual(fine);
    expect(out).toBe(`${id}  absent from 2026-11-25 to 2026-11-25 (Europe/Belgrade)\n`);
    expect(await shell.run('counsellor', 'absent', id, '2026-11-26T12:00', '2026-11-26T18:00')).toMatchObject(fine);
    const [first] = await freeDays(shell, id);
    expect(first?.date).toBe('2026-11-26');
    expect(first?.times).toContain('08:00');
    expect(first?.times).not.toContain('12:00');
  },

  async 'counsellor calendar'(shell) {
    const id = await addCounsellor(shell);
    const address = async () => {
      const { out, ...rest } = await shell.run('counsellor', 'calendar', id);
      expect(rest).toEqual(fine);
      return /^http:\/\/localhost:3000\/calendar\/([\w-]{43})\.ics\n$/.exec(out)?.[1] ?? '';
    };
    const [old, current] = [await address(), await address()];
    await data(shell, async ({ read }) => {
      expect(await findFeed(read, hashSecret(current))).toEqual({ id, pilot: 'serbia', discreet: false });
      expect(await findFeed(read, hashSecret(old))).toBeUndefined();
    });
  },

  async 'counsellor day'(shell) {
    const id = await addCounsellor(shell);
    await shell.run('counsellor', 'hours', id, 'wed', '09:00-10:00');
    expect(await shell.run('counsellor', 'day', id, '2026-11-25', '13:00-14:00')).toMatchObject(fine);
    expect((await freeDays(shell, id))[0]).toEqual({ date: '2026-11-25', times: ['12:00'] });
    expect(await shell.run('counsellor', 'day', id, '2026-11-25')).toMatchObject({
      out: `${id}  2026-11-25  day off\n`,
    });
    expect((await freeDays(shell, id))[0]?.date).toBe('2026-12-02');
    await shell.run('counsellor', 'day', id, '2026-11-25', 'weekly');
    expect((await freeDays(shell, id))[0]).toEqual({ date: '2026-11-25', times: ['08:00'] });
    expect((await shell.run('counsellor', 'day', id, 'someday')).code).toBe(1);
    expect((await shell.run('counsellor', 'day', id, '2026-11-25', '09:00-10:00', '09:30-11:00')).code).toBe(1);
  },

  async 'counsellor reach'(shell) {
    const id = await addCounsellor(shell);
    const reach = (...options: string[]) => shell.run('counsellor', 'reach', id, ...options);
    expect(await reach('--mail', 'vesna@example.org', '--video', 'https://meet.example.org/v')).toMatchObject(fine);
    expect(readFileSync(shell.folder.in('data/saputnik.db')).includes('vesna@example.org')).toBe(false);
    await data(shell, async ({ read }) => {
      const [row] = (await read.db.select().from(read.t.counsellor)).filter((one) => one.id === id);
      const vault = createVault(parseKeys(readFileSync(shell.folder.in('data/secret.key'), 'utf8')));
      expect(vault.open('house', `counsellor:mail:${id}`, row?.mail ?? Buffer.alloc(0))).toBe('vesna@example.org');
    });
    expect(await reach('--mail', 'none')).toMatchObject(fine);
    await data(shell, async ({ read }) => {
      const [row] = (await read.db.select().from(read.t.counsellor)).filter((one) => one.id === id);
      expect([row?.mail, row?.video === null]).toEqual([null, false]);
    });
    for (const wrong of [[], ['--mail', 'vesna'], ['--video', 'meet'], ['--busy', 'file:///etc/passwd']])
      expect((await reach(...wrong)).code).toBe(1);
    const inside = await reach('--busy', 'http://mail.city.example/a.ics');
    expect([inside.code, inside.err]).toEqual([1, expect.stringContaining('CALENDAR_HOSTS')]);
    expect(await reach('--busy', 'https://mail.city.example/a.ics')).toMatchObject(fine);
  },

  async 'counsellor edit'(shell) {
    const id = await addCounsellor(shell);
    const edit = (...options: string[]) => shell.run('counsellor', 'edit', id, ...options);
    expect(await edit('--name', 'Vesna B.', '--languages', 'sr-Latn,ar,en', '--modes', 'phone')).toMatchObject(fine);
    expect((await shell.run('counsellor', 'list')).out).toContain(
      `${id}  serbia  serbia-belgrade  woman  sr,ar,en  Vesna B.`,
    );
    expect(await edit()).toMatchObject({ code: 1, err: expect.stringContaining('name what changes') });
    expect(await edit('--modes', 'pigeon', '--gender', 'x')).toMatchObject({
      code: 1,
      err: 'saputnik: --gender: Please choose from: woman, man and other.\n--modes: Please choose from: in-person, phone and video.\n',
    });
    await book(shell, { counsellor: id, language: 'ar', mode: 'phone' });
    const refused = await edit('--languages', 'sr');
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('KQ7M-2XPD  2026-11-25 09:00')]);
    expect(await edit('--languages', 'sr', '--keep')).toMatchObject(fine);
    await data(shell, async ({ read }) => {
      expect(await read.db.select().from(read.t.appointment)).toMatchObject([{ interpreter: true }]);
      const [row] = (await read.db.select().from(read.t.counsellor)).filter((one) => one.id === id);
      expect(row).toMatchObject({ languages: ['sr'], modes: ['phone'] });
      const deeds = (await read.db.select().from(read.t.log)).map(({ what, target, who }) => [what, target, who]);
      expect(deeds.sort()).toEqual([
        ['counsellor-added', id, null],
        ['counsellor-changed', id, null],
        ['counsellor-changed', id, null],
      ]);
    });
  },

  async 'counsellor end'(shell) {
    const id = await addCounsellor(shell);
    await shell.run('counsellor', 'hours', id, 'wed', '09:00-10:00');
    await book(shell, { counsellor: id });
    const refused = await shell.run('counsellor', 'end', id);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('KQ7M-2XPD  2026-11-25 09:00')]);
    expect(await freeDays(shell, id)).not.toEqual([]);
    const ended = await shell.run('counsellor', 'end', id, '--call-off');
    expect(ended).toMatchObject({ ...fine, out: expect.stringContaining('called off\n') });
    expect(await freeDays(shell, id)).toEqual([]);
    expect((await shell.run('counsellor', 'list')).out).toContain('Vesna  ended 2026-11-24');
    expect((await shell.run('counsellor', 'end', id)).err).toContain('has ended already');
    await shell.run('counsellor', 'list');
    expect((await shell.run('counsellor', 'end', 'serbia-demo-1')).out).toContain(
      'their account serbia-demo-1 is open',
    );
    const group = ['group', 'add', '--pilot', 'serbia', '--counsellor', id, '--kind', 'course', '--places', '12'];
    const when = ['--date', '2026-12-01', '--from', '10:00', '--to', '12:00', '--title', 'en=A1'];
    expect((await shell.run(...group, ...when)).err).toContain('--counsellor: Please choose from: serbia-demo-2.');
  },

  async 'counsellor remove'(shell) {
    const id = await addCounsellor(shell);
    await shell.run('counsellor', 'hours', id, 'wed', '09:00-10:00');
    const refused = await shell.run('counsellor', 'remove', 'serbia-demo-1');
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('accounts: 1')]);
    // A demonstration gives every counsellor an account.
    makeProduction(shell);
    await data(shell, ({ tx }) => tx((q) => q.db.delete(q.t.account)));
    expect(await shell.run('counsellor', 'remove', id)).toMatchObject(fine);
    await data(shell, async ({ read }) => {
      const left = [read.t.counsellor, read.t.hours].map((table) => read.db.select().from(table));
      expect(JSON.stringify(await Promise.all(left))).not.toContain(id);
    });
    expect((await shell.run('counsellor', 'remove', id)).err).toContain('no counsellor has the id');
  },

  async 'holiday list'(shell) {
    const { out } = await shell.run('holiday', 'list', '--pilot', 'serbia');
    expect(out.split('\n')).toEqual(
      expect.arrayContaining(['2027-01-07  Orthodox Christmas', expect.stringMatching(/^2027-02-15 {2}\w/)]),
    );
  },

  async 'holiday set'(shell) {
    const days = async () =>
      (await shell.run('holiday', 'list', '--pilot', 'serbia')).out.split('\n').map((line) => line.slice(0, 10));
    expect(await shell.run('holiday', 'set', '2027-01-07', 'open', '--pilot', 'serbia')).toMatchObject(fine);
    expect(await shell.run('holiday', 'set', '2026-12-24', 'closed', '--pilot', 'serbia')).toMatchObject(fine);
    expect(await days()).toContain('2026-12-24');
    expect(await days()).not.toContain('2027-01-07');
    await shell.run('holiday', 'set', '2027-01-07', 'usual', '--pilot', 'serbia');
    expect(await days()).toContain('2027-01-07');
    expect((await shell.run('holiday', 'set', 'someday', 'open', '--pilot', 'serbia')).code).toBe(1);
  },

  async 'resource add'(shell) {
    const add = (...options: string[]) => shell.run('resource', 'add', 'Room 3', '--pilot', 'serbia', ...options);
    expect(await add('--kind', 'room', '--office', 'serbia-belgrade')).toMatchObject(fine);
    expect(await add('--kind', 'interpreter', '--languages', 'ar,fa', '--gender', 'woman')).toMatchObject(fine);
    for (const wrong of [
      ['--kind', 'car'],
      ['--kind', 'room'],
      ['--kind', 'interpreter', '--languages', 'Arabic'],
    ])
      expect((await add(...wrong)).code).toBe(1);
    await data(shell, async ({ read }) => {
      const rows = await read.db.select().from(read.t.resource);
      expect(rows.map(({ kind, office, languages }) => ({ kind, office, languages }))).toEqual(
        expect.arrayContaining([
          { kind: 'room', office: 'serbia-belgrade', languages: [] },
          { kind: 'interpreter', office: null, languages: ['ar', 'fa'] },
        ]),
      );
    });
  },

  async 'resource list'(shell) {
    const { out } = await shell.run(
      ...['resource', 'add', 'Samira', '--pilot', 'serbia', '--kind', 'interpreter', '--languages', 'ar'],
      ...['--gender', 'woman'],
    );
    expect((await shell.run('resource', 'list')).out).toBe(`${out.trim()}  serbia  interpreter  ar woman  Samira\n`);
  },

  async 'office add'(shell) {
    const add = (...more: string[]) => shell.run('office', 'add', 'nis', '--pilot', 'serbia', ...more);
    const typed = ['--name', 'Info point', '--place', 'Belgrade', '--pin', '43.3, 21.9', '--access', 'lift'];
    expect(await add('--place', 'Atlantis')).toEqual({
      code: 1,
      out: '',
      err: 'saputnik: --name: Please fill this in. --place: Please choose from: Belgrade, Krnjača and Banja Koviljača.\n',
    });
    expect(await add(...typed, '--childcare', 'yes')).toEqual({ ...fine, out: 'serbia/nis\n' });
    expect((await add(...typed)).err).toContain('there is an office serbia/nis already');
    await data(shell, async ({ read }) => {
      const office = (await read.db.select().from(read.t.office)).find(({ id }) => id === 'serbia-nis');
      expect(office).toMatchObject({ address: null, pin: { lat: 43.3, lon: 21.9 }, access: ['lift'], childcare: true });
    });
  },

  async 'office edit'(shell) {
    const edit = (...more: string[]) => shell.run('office', 'edit', 'serbia/belgrade', ...more);
    expect(await edit('--address', 'Trg 1')).toMatchObject(fine);
    expect((await edit('--pin', 'here')).err).toContain('--pin: Two numbers in degrees');
    expect((await edit('--childcare', 'perhaps')).code).toBe(1);
    expect((await shell.run('office', 'edit', 'serbia/nowhere')).err).toContain('there is no office serbia/nowhere');
    const held = () =>
      data(shell, async ({ read }) => {
        const [office] = (await read.db.select().from(read.t.office)).filter(({ id }) => id === 'serbia-belgrade');
        return office;
      });
    expect(await held()).toMatchObject({ address: 'Trg 1', name: 'Info point Belgrade', childcare: true });
    await edit('--address', '', '--childcare', 'no');
    expect(await held()).toMatchObject({ address: null, name: 'Info point Belgrade', childcare: false });
  },

  async 'office remove'(shell) {
    const needed = await shell.run('office', 'remove', 'serbia/belgrade');
    expect(needed.err).toBe('saputnik: it is needed: counsellors there: 2, rooms: 0, appointments to come: 0\n');
    await shell.run('office', 'add', 'nis', '--pilot', 'serbia', '--name', 'Info point', '--place', 'Belgrade');
    expect(await shell.run('office', 'remove', 'serbia/nis')).toEqual({ ...fine, out: 'serbia/nis is removed.\n' });
    expect((await shell.run('office', 'remove', 'serbia/nis')).code).toBe(1);
  },

  async 'resource edit'(shell) {
    const ids = await addInterpreters(shell);
    await book(shell, { language: 'ar', interpreter: true, interpretedBy: ids.samira });
    const edit = (...options: string[]) => shell.run('resource', 'edit', ids.samira, ...options);
    expect(await edit('--name', 'Samira K.')).toMatchObject(fine);
    expect((await shell.run('resource', 'list')).out).toContain('ar,fa woman  Samira K.');
    expect((await edit('--gender', 'x')).err).toContain('--gender: Please choose from');
    expect((await edit()).err).toContain('name what changes');
    const refused = await edit('--languages', 'fa');
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('KQ7M-2XPD  2026-11-25 09:00')]);
    expect((await edit('--languages', 'fa', '--keep', '--replace')).err).toContain('not both');
    expect((await edit('--languages', 'fa', '--keep')).out).toContain('1 keep it');
    expect(await interpretedBy(shell)).toEqual([ids.samira]);
    expect(await edit('--languages', 'ar')).toMatchObject(fine);
    expect((await edit('--languages', 'fa', '--replace')).out).toContain('1 have another one');
    expect(await interpretedBy(shell)).toEqual([ids.yara]);
  },

  async 'resource remove'(shell) {
    const ids = await addInterpreters(shell);
    await book(shell, { language: 'ar', interpreter: true, interpretedBy: ids.samira });
    const remove = (id: string, ...options: string[]) => shell.run('resource', 'remove', id, ...options);
    expect((await remove(ids.samira)).err).toContain('KQ7M-2XPD  2026-11-25 09:00');
    expect((await remove(ids.samira, '--replace')).out).toContain('1 have another one');
    expect(await interpretedBy(shell)).toEqual([ids.yara]);
    // Nobody else speaks Arabic.
    expect((await remove(ids.yara, '--without')).out).toContain('1 have none');
    expect(await interpretedBy(shell)).toEqual([null]);
    await data(shell, async ({ read }) => {
      expect(await read.db.select().from(read.t.resource)).toEqual([]);
      expect(await read.db.select().from(read.t.claim)).toEqual([]);
    });
    expect((await remove(ids.yara)).err).toContain('no room and no interpreter has the id');
  },

  async 'group add'(shell) {
    const id = await addCounsellor(shell);
    const add = (...more: string[]) =>
      shell.run(
        ...['group', 'add', '--pilot', 'serbia', '--counsellor', id, '--kind', 'course', '--places', '12'],
        ...['--date', '2026-12-01', '--from', '10:00', '--to', '12:00', '--title', 'en=Serbian A1', ...more],
      );
    expect(await add('--women', '--title', 'ar=صربي ١')).toMatchObject(fine);
    await data(shell, async ({ read }) => {
      const [row] = await read.db.select().from(read.t.groupOffer);
      expect(row).toMatchObject({ places: 12, womenOnly: true, startAt: Date.UTC(2026, 11, 1, 9) });
    });
    // She leads that one already.
    expect(await add()).toMatchObject({
      code: 1,
      err: expect.stringContaining('--date: The counsellor or the room has'),
    });
    // A course: every Wednesday but one that is closed and one that is left out.
    expect(
      await add('--date', '2026-12-02', '--last', '2027-01-31', '--weekdays', 'wed', '--except', '2026-12-16'),
    ).toMatchObject(fine);
    await data(shell, async ({ read }) => {
      const rows = (await read.db.select().from(read.t.groupOffer)).filter(({ course }) => course !== null);
      expect(rows.map(({ startAt }) => new Date(startAt).toISOString().slice(0, 10)).sort()).toEqual([
        ...['2026-12-02', '2026-12-09', '2026-12-23', '2026-12-30'],
        ...['2027-01-06', '2027-01-13', '2027-01-20', '2027-01-27'],
      ]);
    });
    expect((await add('--title', 'ti=x')).code).toBe(1);
    expect((await add('--title', 'sr-Cyrl=много дугачак наслов курса')).code).toBe(1);
  },

  async 'group list'(shell) {
    const id = await addCounsellor(shell);
    const { out } = await shell.run(
      ...['group', 'add', '--pilot', 'serbia', '--counsellor', id, '--kind', 'information', '--places', '30'],
      ...['--date', '2026-12-01', '--from', '10:00', '--to', '12:00', '--title', 'en=Information'],
    );
    expect((await shell.run('group', 'list', '--pilot', 'serbia')).out).toBe(
      `${out.trim()}  2026-12-01T09:00:00.000Z  information  Information  0 of 30\n`,
    );
  },

  async 'staff add'(shell) {
    const link = async (...args: string[]) => {
      const said = await shell.run('staff', 'add', ...args);
      expect(said).toMatchObject(fine);
      expect(said.out).toContain('works once, and ends after 72 hours');
      return /^http:\/\/localhost:3000\/staff\/join\/([\w-]{43})\n/.exec(said.out)?.[1] ?? '';
    };
    const admin = await link('Jelena', '--role', 'admin', '--pilot', 'serbia', '--pilot', 'milan');
    const counsellor = await link('Ana', '--role', 'counsellor', '--counsellor', 'serbia-demo-1');
    await data(shell, async ({ read }) => {
      const until = START + 3 * DAY;
      const found = async (secret: string, at: number) => {
        const invitation = await findInvitation(read, hashSecret(secret), at);
        const { role, pilots, counsellor, account, by, until } = invitation ?? {};
        return { role, pilots, counsellor, account, by, until };
      };
      const fresh = { account: null, by: null, until };
      expect([await found(admin, until - 1), await found(counsellor, START)]).toEqual([
        { ...fresh, role: 'admin', pilots: ['serbia', 'milan'], counsellor: null },
        { ...fresh, role: 'counsellor', pilots: ['serbia'], counsellor: 'serbia-demo-1' },
      ]);
      expect(await findInvitation(read, hashSecret(admin), until)).toBeUndefined();
      const invited = (await read.db.select().from(read.t.log)).map(({ who, what, at }) => [who, what, at]);
      expect(invited).toEqual(Array(2).fill([null, 'invited', START]));
    });
    for (const secret of [admin, counsellor, 'Jelena'])
      expect(readFileSync(shell.folder.in('data/saputnik.db')).includes(secret)).toBe(false);
  },

  async 'staff list'(shell) {
    const { out, ...rest } = await shell.run('staff', 'list');
    expect(rest).toEqual(fine);
    // A demonstration begins with accounts; without any it is said how the first is made.
    expect(out).toContain('serbia-demo-1  Imaginary Ana  counsellor  serbia\n');
    expect(out).toMatch(/^demo-admin {2}Imaginary admin {2}admin {2}[a-z,]+serbia[a-z,]+$/m);
    await data(shell, (store) => store.tx((q) => updateAccount(q, 'demo-admin', { disabledAt: START })));
    expect((await shell.run('staff', 'list')).out).toMatch(/^demo-admin .* {2}disabled 2026-11-24T09:00:00.000Z$/m);
    await data(shell, ({ tx }) => tx((q) => q.db.delete(q.t.account).returning()));
    makeProduction(shell);
    expect((await shell.run('staff', 'list')).out).toBe(
      'Nobody has an account yet. The first: staff add NAME --role admin --pilot PILOT\n',
    );
  },

  async 'staff reset'(shell) {
    await shell.run('staff', 'list');
    await data(shell, ({ tx }) => tx((q) => updateAccount(q, 'demo-evaluator', { demo: false })));
    const said = await shell.run('staff', 'reset', 'demo-evaluator');
    expect(said).toMatchObject(fine);
    const link = /^http:\/\/localhost:3000\/staff\/join\/([\w-]{43})\n/.exec(said.out)?.[1] ?? '';
    await data(shell, async ({ read }) => {
      const row = { account: 'demo-evaluator', role: 'evaluator', by: null, until: START + 3 * DAY };
      expect(await findInvitation(read, hashSecret(link), START)).toMatchObject(row);
      expect(await read.db.select().from(read.t.log)).toMatchObject([
        { who: null, what: 'invited', target: 'demo-evaluator' },
      ]);
    });
  },

  async 'token add'(shell) {
    const said = await shell.run('token', 'add', 'Jelena', '--role', 'coordinator', '--pilot', 'serbia');
    expect(said).toMatchObject(fine);
    const token = /^([\w-]{43})\n/.exec(said.out)?.[1] ?? '';
    await data(shell, async ({ read }) => {
      expect(await findPrincipal(read, hashSecret(token), START)).toMatchObject({
        role: 'coordinator',
        pilots: ['serbia'],
      });
      const [row] = await read.db.select().from(read.t.token);
      expect(row).toMatchObject({ label: 'Jelena', createdAt: START, until: START + 180 * DAY, revokedAt: null });
    });
    expect(said.out).toContain('opens until 2027-05-23T09:00:00.000Z');
    expect(readFileSync(shell.folder.in('data/saputnik.db')).includes(token)).toBe(false);
    expect(said.out).toContain(`curl -H 'Authorization: Bearer ${token}' http://localhost:3000/api/appointments\n`);
    // It opens no page.
    expect(said.out).not.toContain('/staff');
    const evaluator = await shell.run('token', 'add', 'Report', '--role', 'evaluator', '--pilot', 'serbia');
    const bare = /^([\w-]{43})\n/.exec(evaluator.out)?.[1] ?? '';
    expect(evaluator.out).toContain(`curl -H 'Authorization: Bearer ${bare}' http://localhost:3000/api/stats\n`);
    for (const [days, until] of [
      ['1', '2026-11-25'],
      ['366', '2027-11-25'],
    ] as const) {
      const { out } = await shell.run('token', 'add', 'x', '--role', 'admin', '--pilot', 'serbia', '--days', days);
      expect(out).toContain(`opens until ${until}T09:00:00.000Z`);
    }
    for (const days of ['0', '367', '-1', '1.5', '1e2', '', 'many'])
      expect(
        await shell.run('token', 'add', 'x', '--role', 'admin', '--pilot', 'serbia', `--days=${days}`),
      ).toMatchObject({ code: 1, out: '', err: expect.stringContaining('--days must be a number from 1 to 366') });
    await data(shell, async ({ read }) => {
      expect(await findPrincipal(read, hashSecret(bare), START)).toMatchObject({
        role: 'evaluator',
        pilots: ['serbia'],
      });
    });
  },

  async 'token list'(shell) {
    const add = await shell.run('token', 'add', 'Jelena', '--role', 'counsellor', '--pilot', 'serbia');
    const { out, ...rest } = await shell.run('token', 'list');
    expect(rest).toEqual(fine);
    const line = 'Jelena  counsellor  serbia  made 2026-11-24T09:00:00.000Z  ends 2027-05-23T09:00:00.000Z';
    expect(out).toBe(`${line}  valid\n`);
    expect(add.out).not.toContain(out);
    shell.clock.now += 180 * DAY - 1;
    expect((await shell.run('token', 'list')).out).toBe(`${line}  valid\n`);
    shell.clock.now += 1;
    expect((await shell.run('token', 'list')).out).toBe(`${line}  expired\n`);
  },

  async 'token revoke'(shell) {
    for (const role of ['counsellor', 'admin'])
      await shell.run('token', 'add', 'x', '--role', role, '--pilot', 'serbia');
    await shell.run('token', 'add', 'y', '--role', 'admin', '--pilot', 'serbia');
    shell.clock.now += MINUTE;
    expect(await shell.run('token', 'revoke', 'x')).toEqual({ ...fine, out: '2 revoked\n' });
    const { out } = await shell.run('token', 'list');
    expect(out.match(/revoked 2026-11-24T09:01:00.000Z$/gm)).toHaveLength(2);
    expect(out).toMatch(/^y .* valid$/m);
    expect(await shell.run('token', 'revoke', 'x')).toEqual({
      code: 1,
      out: '',
      err: 'saputnik: no valid token is labelled "x"\n',
    });
  },

  async 'keys new'(shell) {
    const file = shell.folder.in('key');
    expect(await shell.run('keys', 'new', file)).toMatchObject(fine);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'utf8');
    expect(parseKeys(text)).toHaveLength(1);
    const again = await shell.run('keys', 'new', file);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('a file that exists is never overwritten') });
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(await shell.run('keys', 'new', '/etc/hostname/key')).toMatchObject({ code: 1 });
    expect(existsSync(shell.env.DATA_DIR ?? '')).toBe(false);
  },

  async stats(shell) {
    await shell.run('token', 'list');
    const ask = (...args: string[]) => shell.run('stats', '--pilot', 'serbia', ...args);
    expect((await ask('--period', '2026-H1')).out).toContain('Nobody came in this half-year.');
    await data(shell, ({ tx }) =>
      tx(async (q) => {
        const whose = { pilot: 'serbia', demo: true };
        const numbers = new Map([
          ['active', published(45)],
          ['gender/woman', published(30)],
        ]);
        await freeze(q, whose, '2026-H1', numbers);
        await freezeEnrolled(q, whose, '2026-H1', { people: 46, women: 31 });
      }),
    );
    const { out, ...rest } = await ask('--period', '2026-H1');
    expect(rest).toEqual(fine);
    const lines = out.split('\n').map((line) => line.split(/ {2,}/));
    expect(lines).toEqual(
      expect.arrayContaining([
        ['Demonstration: these people are imaginary.'],
        ['active', '45'],
        ['gender/woman', '30'],
        ['enrolled (exact)', '46'],
        ['enrolled/women (exact)', '31'],
      ]),
    );
    expect(out).toContain('never by more than 6');
    expect((await ask('--period', '2026-H2')).out).toContain('This half-year is not closed yet');
    expect(await ask('--period', '2026-05')).toMatchObject({
      code: 1,
      err: expect.stringContaining('--period must be a half-year'),
    });
  },

  async 'flows schema'(shell) {
    expect(await shell.run('flows', 'schema')).toMatchObject(fine);
  },

  async 'flows guide'(shell) {
    expect(await shell.run('flows', 'guide')).toMatchObject(fine);
  },

  async 'flows draw'(shell) {
    const draw = (...args: string[]) => shell.run('flows', 'draw', ...args);
    const arabic = await draw('rights', '--language', 'ar');
    expect(arabic).toMatchObject(fine);
    expect(arabic.out).toMatch(/^flowchart TD\n[\s\S]*\p{Script=Arabic}/u);
    expect((await draw('rights', '--pilot', 'milan')).out).toMatch(/s_offer -->\|"Correct my answer"\| s_again\n/);
    expect((await draw()).out).toContain('f_main --> f_way\n');
    // The list of steps leads to each of them.
    expect((await draw()).out).toContain('f_way --> f_first_month\n');
    expect(await draw('nowhere')).toMatchObject({ code: 1, err: expect.stringContaining('there is no flow nowhere') });
    expect((await draw('--pilot', 'atlantis')).err).toContain('there is no pilot atlantis; there is berlin, ');
    expect((await draw('--language', 'tlh')).err).toContain('there is no language tlh; there is en, ');
  },

  async 'broadcast preview'(shell) {
    const preview = (...more: string[]) => shell.run('broadcast', 'preview', '--pilot', 'serbia', ...more);
    expect(await preview('--text', 'en=A course begins.')).toEqual({
      ...fine,
      out: [
        'fewer than 10 people',
        'left out, because they did not ask for news: fewer than 10',
        'left out, because there is no text in their language: fewer than 10',
        'left out, because no app lets us write to them first: fewer than 10\n',
      ].join('\n'),
    });
    expect((await preview()).err).toBe('saputnik: --text is missing\n');
    expect((await preview('--text', 'A course begins.')).err).toContain(
      '--text must be LANGUAGE=WORDS, with 1 to 1000',
    );
    expect((await preview('--text', `en=${'x'.repeat(1001)}`)).err).toContain('1 to 1000 characters');
    expect((await preview('--text', 'tlh=nuqneH')).err).toContain('--text must begin with one of en, ');
    expect((await preview('--text', 'en=x', '--step', 'nowhere.at')).err).toContain('--step must be FLOW.STEP');
  },

  async 'broadcast send'(shell) {
    const sent = await shell.run(
      'broadcast',
      'send',
      '--pilot',
      'serbia',
      '--text',
      'en=A course.',
      '--text',
      'ar=دورة',
    );
    expect(sent).toMatchObject(fine);
    const [broadcast] = await data(shell, ({ read }) => read.db.select().from(read.t.broadcast));
    expect(broadcast).toMatchObject({ pilot: 'serbia', texts: { en: 'A course.', ar: 'دورة' }, state: 'running' });
    expect(sent.out).toContain(`broadcast stop ${broadcast?.id}`);
  },

  async 'broadcast list'(shell) {
    expect((await shell.run('broadcast', 'list')).out).toBe('There is none.\n');
    await shell.run('broadcast', 'send', '--pilot', 'serbia', '--text', 'en=A course.');
    expect((await shell.run('broadcast', 'list')).out).toMatch(
      /^\w{18} {2}2026-11-24T.* serbia {2}running {2}fewer than 10 people {2}en\n$/,
    );
  },

  async 'broadcast stop'(shell) {
    const { out } = await shell.run('broadcast', 'send', '--pilot', 'serbia', '--text', 'en=A course.');
    const id = out.split(' ')[0] ?? '';
    expect(await shell.run('broadcast', 'stop', id)).toMatchObject(fine);
    expect((await shell.run('broadcast', 'stop', id)).err).toContain(
      `there is no broadcast ${id} that could be stopped`,
    );
  },

  async 'broadcast resume'(shell) {
    const { out } = await shell.run('broadcast', 'send', '--pilot', 'serbia', '--text', 'en=A course.');
    const id = out.split(' ')[0] ?? '';
    expect((await shell.run('broadcast', 'resume', id)).code).toBe(1);
    await shell.run('broadcast', 'stop', id);
    expect(await shell.run('broadcast', 'resume', id)).toMatchObject(fine);
  },

  async poster(shell) {
    const file = shell.folder.in('poster.pdf');
    const make = (...more: string[]) => shell.run('poster', '--pilot', 'serbia', ...more);
    const made = await make('--language', 'ar', file);
    expect(made).toMatchObject(fine);
    expect(made.out).toContain('poster.pdf leads to http://localhost:3000/?start=serbia. It is a draft');
    expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-');
    expect((await make('--language', 'de', file)).err).toContain('--language must be one of en, sr-Cyrl, ');
    expect((await make('--language', 'ar', '--source', 'info1', file)).err).toContain('--source must be one of (there');
    expect((await make('--language', 'ar', 'poster.png')).err).toContain('poster.png must end in .pdf');
  },

  async system(shell) {
    shell.env.SECRET_KEY_FILE = shell.folder.in('key');
    await shell.run('keys', 'new', shell.env.SECRET_KEY_FILE);
    const { out, ...rest } = await shell.run('system');
    expect(rest).toEqual(fine);
    expect(out).toMatch(/^Channels\n {2}in order {8}Web chat: configured; only the running server knows how it is\.\n/);
    expect(out).toMatch(/^ {2}off +Telegram: not configured\.$/m);
    expect(out).toMatch(/^ {2}have a look +No folder for backups is set.*BACKUP_DIR$/m);
    expect(out).toContain('Newest key made on: 24 November 2026.');
    Object.assign(shell.env, { BACKUP_DIR: shell.folder.in('backup'), WHATSAPP_WEB: 'on' });
    await shell.run('backup', shell.folder.in('backup'));
    const after = (await shell.run('system')).out;
    expect(after).toMatch(/^ {2}in order +\S+\/backup: Newest data file: Tuesday 24 November at 09:00$/m);
    expect(after).toMatch(/^ {2}in order +WhatsApp \(linked phone\): configured/m);
    shell.clock.now += 2 * DAY + 1;
    expect((await shell.run('system')).out).toMatch(/^ {2}does not work +\S+\/backup/m);
  },

  async 'dead list'(shell) {
    expect(await shell.run('dead', 'list')).toEqual({ ...fine, out: 'Nothing was given up.\n' });
    await giveUp(shell);
    expect((await shell.run('dead', 'list')).out).toBe('outbox telegram refused  1, the newest of 2026-11-24\n');
  },

  async 'dead retry'(shell) {
    await giveUp(shell);
    // Nothing is known of its person any more, so nothing is sent to them.
    expect(await shell.run('dead', 'retry', 'outbox', 'telegram', 'refused')).toEqual({
      ...fine,
      out: '0 are tried again, as the running server gets to it; 1 are not.\n',
    });
    expect((await shell.run('dead', 'retry', 'outbox', 'telegram', 'flow')).err).toBe(
      'saputnik: there is no "outbox telegram flow"; see "dead list"\n',
    );
  },

  async 'dead drop'(shell) {
    await giveUp(shell);
    expect(await shell.run('dead', 'drop', 'outbox', 'telegram', 'refused')).toEqual({
      ...fine,
      out: '1 are put away, and their words are deleted.\n',
    });
    expect((await shell.run('dead', 'list')).out).toBe('Nothing was given up.\n');
    const [entry] = await data(shell, ({ read }) => read.db.select().from(read.t.log));
    expect(entry).toMatchObject({ who: null, what: 'letters-dropped', pilot: null });
  },

  async simulate(shell) {
    Object.assign(shell.env, { PILOTS: 'serbia' });
    const simulate = (...more: string[]) => shell.run('simulate', '--people', '2', '--months', '1', ...more);
    expect((await simulate('--people', 'many')).err).toContain('--people must be a whole number from 1 to 5000');
    expect((await simulate('--months', '0')).err).toContain('--months must be a whole number from 1 to 24');
    Object.assign(shell.env, {
      ...{ NODE_ENV: 'production', SECRET_KEY_FILE: shell.folder.in('key'), PUBLIC_URL: 'https://chat.example.org' },
    });
    expect((await simulate()).err).toContain('imaginary people live in demonstrations alone');
    expect(existsSync(shell.folder.in('data'))).toBe(false);
    Object.assign(shell.env, { NODE_ENV: 'test' });
    mkdirSync(shell.folder.in('data'));
    {
      using _ = lockFile(shell.folder.in('data'));
      expect((await simulate()).err).toContain('already running');
    }
    const { out, ...rest } = await simulate();
    expect(rest).toEqual(fine);
    expect(out).toMatch(/^2026-10\n2026-11\n2 imaginary people wrote \d+ messages\. "npm start" shows them\.\n$/);
    expect(await data(shell, ({ read }) => read.db.select().from(read.t.person))).toHaveLength(2);
    expect((await simulate()).err).toContain('somebody has written here already');
  },

  async stranded(shell) {
    expect(await shell.run('stranded')).toMatchObject(fine);
  },
};

describe('commands', () => {
  test('are all tested', () => {
    expect(Object.keys({ ...CASES, ...ELSEWHERE }).sort()).toEqual(Object.keys(COMMANDS).sort());
    for (const [name, file] of Object.entries(ELSEWHERE))
      expect(readFileSync(new URL(file, import.meta.url), 'utf8')).toContain(`'${name}'`);
  });

  test.each(Object.entries(CASES))('%s', async (_, work) => {
    using shell = openShell();
    await work(shell);
  });

  test('are listed by help, and without a word', async () => {
    using shell = openShell();
    for (const args of [['help'], ['--help'], []]) {
      const { out, ...rest } = await shell.run(...args);
      expect(rest).toEqual(fine);
      for (const [name, { usage, about }] of Object.entries(COMMANDS)) {
        expect(usage.startsWith(name)).toBe(true);
        expect(out).toContain(usage);
        expect(out).toContain(about);
      }
    }
    expect(existsSync(shell.env.DATA_DIR ?? '')).toBe(false);
  });
});

const OFFICE = ['--pilot', 'serbia', '--office', 'serbia-belgrade'];
const WRONG: Record<string, [args: string[], says: string]> = {
  'an account without a role': [
    ['staff', 'add', 'x', '--pilot', 'serbia'],
    '--role must be one of counsellor, coordinator, evaluator, admin',
  ],
  'an account of no pilot': [
    ['staff', 'add', 'x', '--role', 'admin'],
    '--pilot must be one of berlin, milan, serbia, stockholm, vienna',
  ],
  'an account of an unknown counsellor': [
    ['staff', 'add', 'x', '--role', 'counsellor', '--counsellor', 'nobody'],
    '--counsellor must be one of',
  ],
  'a counsellor for another role': [
    ['staff', 'add', 'x', '--role', 'admin', '--pilot', 'serbia', '--counsellor', 'serbia-demo-1'],
    '--counsellor is for the role counsellor only',
  ],
  'an account of nobody': [['staff', 'reset', 'nobody'], 'no account has the id nobody; see "staff list"'],
  'an account of the demonstration': [['staff', 'reset', 'demo-admin'], 'no account has the id demo-admin'],
  'an unknown command': [['dance'], 'there is no command "dance"; "help" lists them'],
  'half a command': [['token'], 'there is no command "token"'],
  'an unknown option': [['token', 'list', '--all'], "Unknown option '--all'"],
  'an option without its value': [['stats', '--pilot'], "Option '--pilot <value>' argument missing"],
  'a word too many': [['token', 'list', 'all'], 'usage: token list'],
  'a word too few': [['token', 'revoke'], 'usage: token revoke LABEL'],
  'a name that is not quoted': [['counsellor', 'add', 'Ana', 'Maria', ...OFFICE], 'usage: counsellor add NAME'],
  'no role': [
    ['token', 'add', 'x', '--pilot', 'serbia'],
    '--role must be one of counsellor, coordinator, evaluator, admin',
  ],
  'no pilot': [
    ['token', 'add', 'x', '--role', 'admin'],
    '--pilot must be one of berlin, milan, serbia, stockholm, vienna',
  ],
  'an unknown pilot': [
    ['token', 'add', 'x', '--role', 'admin', '--pilot', 'serbia', '--pilot', 'atlantis'],
    '--pilot must be one of berlin, milan, serbia, stockholm, vienna',
  ],
  'no gender': [
    ['counsellor', 'add', 'x', ...OFFICE, '--languages', 'sr'],
    '--gender: Please choose from: woman, man and other.',
  ],
  'no languages': [['counsellor', 'add', 'x', ...OFFICE, '--gender', 'man'], '--languages: Language codes with commas'],
  'languages by name': [
    ['counsellor', 'add', 'x', ...OFFICE, '--gender', 'man', '--languages', 'Serbian'],
    '--languages: Language codes with commas',
  ],
  'an unknown office': [
    ['counsellor', 'add', 'x', '--pilot', 'serbia', '--office', 'x', '--gender', 'man', '--languages', 'sr'],
    '--office: Please choose from: serbia-belgrade.',
  ],
  'an unknown counsellor': [['counsellor', 'calendar', 'nobody'], 'no counsellor has the id nobody'],
  'an unknown day': [['counsellor', 'hours', 'x', 'someday'], 'DAY must be one of mon, tue'],
  'hours that end before they begin': [
    ['counsellor', 'hours', 'x', 'mon', '12:00-09:00'],
    '"12:00-09:00": hours are stretches',
  ],
  'hours past midnight': [['counsellor', 'hours', 'x', 'mon', '20:00-24:05'], '"20:00-24:05": hours are stretches'],
  'hours by the minute': [['counsellor', 'hours', 'x', 'mon', '09:00-09:31'], 'in steps of 5 minutes'],
  'minutes that no hour has': [
    ['counsellor', 'hours', 'x', 'mon', '09:75-11:00'],
    '"09:75-11:00": hours are stretches',
  ],
  'hours that overlap': [['counsellor', 'hours', 'x', 'mon', '09:00-12:00', '09:00-10:00'], 'none meets another'],
  'an absence without its end': [['counsellor', 'absent', 'serbia-demo-1', '2026-12-01'], 'usage: counsellor absent'],
  'an absence backwards': [
    ['counsellor', 'absent', 'serbia-demo-1', '2026-12-02', '2026-12-01'],
    'the absence ends before it begins',
  ],
  'a day that no year has': [
    ['counsellor', 'absent', 'serbia-demo-1', '2027-02-29', '2027-03-01'],
    '"2027-02-29" is not a date or time',
  ],
  'a file for a key that has none': [['keys', 'new'], 'usage: keys new FILE'],
};

describe('a change of working times over an appointment', () => {
  const CHANGES: Record<string, string[]> = {
    'counsellor absent': ['counsellor', 'absent', 'serbia-demo-1', '2026-11-25', '2026-11-25'],
    'counsellor day': ['counsellor', 'day', 'serbia-demo-1', '2026-11-25'],
    'counsellor hours': ['counsellor', 'hours', 'serbia-demo-1', 'wed'],
    'holiday set': ['holiday', 'set', '2026-11-25', 'closed', '--pilot', 'serbia'],
  };
  /** A shell whose data hold an appointment on Wednesday from 9:00 to 9:30. */
  async function withAppointment(shell: Shell): Promise<void> {
    await shell.run('counsellor', 'list');
    const startAt = Date.UTC(2026, 10, 25, 8);
    const row = {
      id: 'a',
      pilot: 'serbia',
      reference: 'KQ7M-2XPD',
      counsellor: 'serbia-demo-1',
      topic: 'job',
      startAt,
    };
    const more = { endAt: startAt + DAY / 48, language: 'en', interpreter: false, wishes: [], canRemind: false };
    await data(shell, (store) =>
      store.tx((q) => insertAppointment(q, { ...row, ...more, status: 'scheduled', demo: true })),
    );
  }
  const statusOf = (shell: Shell) =>
    data(shell, async ({ read }) => (await read.db.select().from(read.t.appointment)).map(({ status }) => status));

  test.each(Object.entries(CHANGES))('%s: is named first, kept or called off', async (name, args) => {
    using shell = openShell();
    await withAppointment(shell);
    const refused = await shell.run(...args);
    expect(refused.code).toBe(1);
    expect(refused.err).toBe(
      'saputnik: appointments are booked then:\nKQ7M-2XPD  2026-11-25 09:00 (Europe/Belgrade)\n' +
        'say --keep (they stay, and staff see them listed) or --call-off (their people are told)\n',
    );
    expect((await shell.run(...args, '--keep', '--call-off')).err).toContain('--keep or --call-off, not both');
    const kept = await shell.run(...args, '--keep');
    expect(kept).toMatchObject({
      ...fine,
      out: expect.stringContaining('KQ7M-2XPD  2026-11-25 09:00 (Europe/Belgrade)  stays\n'),
    });
    expect(await statusOf(shell)).toEqual(['scheduled']);
    using other = openShell();
    await withAppointment(other);
    const off = await other.run(...args, '--call-off');
    expect(off).toMatchObject({
      ...fine,
      out: expect.stringContaining('KQ7M-2XPD  2026-11-25 09:00 (Europe/Belgrade)  called off\n'),
    });
    expect(await statusOf(other)).toEqual(['cancelled']);
    const changes = await data(other, ({ read }) => read.db.select().from(read.t.change));
    const kind = name === 'holiday set' ? 'called-off-closed' : 'called-off-away';
    expect(changes).toMatchObject([{ appointment: 'a', kind, person: null, toldAt: null }]);
  });
});

describe('wrong usage is told in one line, with exit code 1', () => {
  test.each(Object.entries(WRONG))('%s', async (_, [args, says]) => {
    using shell = openShell();
    const { code, out, err } = await shell.run(...args);
    expect(err).toMatch(/^saputnik: [^\n]+\n$/);
    expect(err).toContain(says);
    expect({ code, out }).toEqual({ code: 1, out: '' });
  });
});
