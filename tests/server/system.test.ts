import { describe, expect, test } from 'vitest';
import { judgeBackups, judgeChannel, judgeJob } from '../../src/server/staff/system/judge.ts';
import { type Looked, lookedAt, systemOf } from '../../src/server/staff/system/query.ts';
import { createBackups } from '../../src/store/backup/write.ts';
import { runJobs, scheduleJobs } from '../../src/turn/due/jobs.ts';
import { temporaryFolder } from '../commands/process.ts';
import { DAY, HOUR, MINUTE } from '../fakes/clock.ts';
import { content, testVault } from '../fakes/parts.ts';
import { JOIN } from '../turn/support.ts';
import { accountOf, faultsOf, type Office, openOffice } from './office.ts';
import { codeOf, withPhone } from './phone-office.ts';

const REFUSED = { result: 'never', why: 'Bad Request: message is too long' } as const;
const ALL = Object.keys(content.pilots);
const SYSTEM = '/staff/system';
const LETTERS = '/staff/system/letters';
const PHONE = '/staff/system/phone';

const words = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
/** The section of a page that a heading begins, in words. */
async function section(office: Office, id: string, cookie: string): Promise<string> {
  const { status, html } = await office.page(SYSTEM, cookie);
  expect([status, faultsOf(html)]).toEqual([200, []]);
  return words(new RegExp(`<section aria-labelledby="of-${id}">.*?</section>`, 's').exec(html)?.[0] ?? '');
}
const look = (office: Office, more: Partial<Looked> = {}) =>
  systemOf({ ...lookedAt(office.world), ...more }, ['serbia']);

describe('the page of the system', () => {
  test('names every channel, how it is and what turns it on', async () => {
    await using office = await openOffice();
    const said = await section(office, 'channels', await office.cookie('admin'));
    expect(said).toContain('in order Web chat works since Tuesday 24 November at 10:00');
    expect(said).toContain('in order Telegram works');
    expect(said).toContain('WhatsApp (Business Cloud API) started, and nothing has gone through yet');
    expect(said).toMatch(/off WhatsApp \(linked phone\) not configured .* WHATSAPP_WEB=on/);
  });

  test('says what to do where a channel does not send: how many replies wait, and since when', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('admin');
    office.telegram.outcomes.push({ result: 'pause', why: 'Telegram 401' });
    await office.hear('amal', 'hello');
    expect(await section(office, 'channels', cookie)).toContain('1 reply waits to be sent, since');
    office.clock.now += 11 * MINUTE;
    expect(await section(office, 'channels', cookie)).toMatch(/have a look Telegram .* more than ten minutes/);
    const { html } = await office.page(SYSTEM, cookie);
    expect(words(html)).toContain('things need a look: Channels : have a look');
  });

  test('warns of backups: none configured, none made, too old, failed', async () => {
    await using office = await openOffice();
    using folder = temporaryFolder();
    const { world, clock } = office;
    const cookie = await office.cookie('admin');
    expect(await section(office, 'backups', cookie)).toMatch(/^Backups have a look No folder .* BACKUP_DIR$/);
    const backups = createBackups(office.store, testVault(), folder.in('backups'), () => clock.now);
    const judged = async () => {
      const { backups: seen } = await look(office, { backups });
      return [judgeBackups(seen, clock.now), seen === 'none' ? null : (seen.kept?.newest ?? null)];
    };
    expect(await judged()).toEqual(['look', null]);
    await backups.writeAll();
    const madeAt = clock.now;
    expect(await judged()).toEqual(['fine', madeAt]);
    clock.now += 2 * DAY + 1;
    expect(await judged()).toEqual(['broken', madeAt]);
    clock.now = madeAt;
    const failing = { ...world, backups: { ...backups, writeAll: () => Promise.reject(new RangeError('disk')) } };
    await scheduleJobs(failing);
    await runJobs(failing);
    const { backups: seen } = await look(office, { backups });
    expect(seen).toMatchObject({ attempts: 1, reason: 'RangeError' });
    expect(judgeBackups(seen, clock.now)).toBe('look');
    const shut = { ...backups, look: () => Promise.reject(new Error('EACCES')) };
    expect(judgeBackups((await look(office, { backups: shut })).backups, clock.now)).toBe('broken');
  });

  test('says of regular work when it was done, when it comes again, and what fails', async () => {
    await using office = await openOffice();
    const { world, clock } = office;
    const seen = async (more: Partial<Looked> = {}) =>
      (await look(office, more)).jobs.find(({ kind }) => kind === 'retention');
    await scheduleJobs(world);
    expect(await seen()).toMatchObject({ doneAt: null, attempts: 0, due: clock.now });
    await runJobs(world);
    const doneAt = clock.now;
    expect(await seen()).toMatchObject({ doneAt, due: doneAt + 6 * HOUR });
    // Another process, after a restart, knows it too.
    const restarted = { process: { jobsDone: new Map() } };
    expect(await seen(restarted)).toMatchObject({ doneAt });
    clock.now += 6 * HOUR + 16 * MINUTE;
    const late = await seen(restarted);
    expect([late?.doneAt, late && judgeJob(late, clock.now)]).toEqual([null, 'broken']);
    expect(await section(office, 'jobs', await office.cookie('admin'))).toContain(
      'does not work Deleting what is past its time Overdue since',
    );
  });

  test('says which versions run, since when, and when the master keys were made', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('admin');
    const said = await section(office, 'versions', cookie);
    expect(said).toContain(`Node ${process.versions.node}`);
    expect(said).toMatch(/Database SQLite 3\.\d+/);
    expect(said).toContain('The server runs since Tuesday 24 November at 10:00');
    expect(await section(office, 'keys', cookie)).toContain('There is no file of master keys.');
  });

  test("counts a person's key that an older master key still locks", async () => {
    await using office = await openOffice();
    await office.hear('amal', 'hello');
    expect((await look(office)).keys.old).toBe(0);
    const rotated = { ...testVault(), needsRewrap: () => true };
    expect((await look(office, { vault: rotated })).keys.old).toBe(1);
  });
});

test.each([
  ['running', 'fine'],
  ['unlinked', 'look'],
  ['refused', 'broken'],
  ['lost', 'broken'],
] as const)('a channel that is %s is judged: %s', (state, verdict) => {
  const channel = { name: 'telegram', isOn: true, condition: { state, since: 0, why: null } } as const;
  expect(judgeChannel({ ...channel, waiting: { count: 0, since: null } }, 0)).toBe(verdict);
});

/** Somebody of Serbia whose menu was refused, and somebody of no pilot whose greeting was. */
async function withLetters(): Promise<Office> {
  const office = await openOffice();
  await office.hear('amal', ...JOIN);
  office.telegram.outcomes.push(REFUSED, REFUSED);
  await office.hear('amal', 'menu');
  await office.hear('new', 'hello');
  return office;
}
const nameIn = (html: string) => /name="letter" value="([^"]+)"/.exec(html)?.[1] ?? '';
const logOf = async (office: Office) =>
  (await office.rows('log')).map(({ who, what, target, pilot }) => [who, what, target, pilot]).sort();

describe('the page of what was given up', () => {
  test('shows channel, age and reason, and neither words nor people', async () => {
    await using office = await withLetters();
    office.clock.now += 3 * HOUR;
    const { html } = await office.page(LETTERS, await office.cookie('admin'));
    expect(faultsOf(html)).toEqual([]);
    const said = words(html);
    expect(said).toContain('Reply to a person · Telegram: 2 3 hours The provider refuses it.');
    expect(said).toContain('Code: Bad Request: message is too long');
    // The one of no pilot is counted alone.
    expect(html.match(/name="letter"/g)).toHaveLength(2);
    const people = (await office.rows('person')).map(({ id }) => id);
    const contacts = (await office.rows('contact')).map(({ id }) => id);
    for (const secret of [...people, ...contacts, 'amal', 'Serbia']) expect(html).not.toContain(secret);
    expect(await section(office, 'messages', await office.cookie('admin'))).toContain('2 of our replies');
  });

  test('tries one again, and the log says who did', async () => {
    await using office = await withLetters();
    const admin = await office.cookie('admin');
    const letter = nameIn((await office.page(LETTERS, admin)).html);
    const before = office.texts('amal').length;
    const answer = await office.send(`${LETTERS}/retry`, { letter }, admin);
    expect(answer.headers.get('location')).toBe(`${LETTERS}?notice=retried&count=1&left=0`);
    await office.pump.settle();
    expect(office.texts('amal')).toHaveLength(before + 1);
    expect(await logOf(office)).toEqual([
      [`account:${accountOf(admin)}`, 'letters-retried', 'outbox telegram refused', 'serbia'],
    ]);
  });

  test('tries a whole group again, and says how many are not: who has not consented is left alone', async () => {
    await using office = await withLetters();
    const admin = await office.cookie('admin');
    const before = office.texts('new').length;
    const answer = await office.send(`${LETTERS}/retry`, { group: 'outbox telegram refused' }, admin);
    const location = answer.headers.get('location') ?? '';
    expect(location).toBe(`${LETTERS}?notice=retried&count=1&left=1`);
    await office.pump.settle();
    expect(office.texts('new')).toHaveLength(before);
    expect(words((await office.page(location, admin)).html)).toContain('1 is tried again. 1 is not: its person');
  });

  test('puts a group away, with its words', async () => {
    await using office = await withLetters();
    const admin = await office.cookie('admin');
    const answer = await office.send(`${LETTERS}/drop`, { group: 'outbox telegram refused' }, admin);
    const { html } = await office.page(answer.headers.get('location') ?? '', admin);
    expect(words(html)).toContain('2 are put away, and their words are deleted.');
    expect(words(html)).toContain('Nothing was given up.');
    expect((await office.rows('outbox')).filter(({ state }) => state === 'failed')).toMatchObject([
      { body: null },
      { body: null },
    ]);
  });

  test('of another pilot is not there, and that somebody asked is noted', async () => {
    await using office = await withLetters();
    const letter = nameIn((await office.page(LETTERS, await office.cookie('admin'))).html);
    const other = await office.cookie('admin', ['milan']);
    const { html } = await office.page(LETTERS, other);
    expect(nameIn(html)).toBe('');
    expect(words(html)).toContain('Reply to a person · Telegram: 1 less than an hour');
    for (const act of ['retry', 'drop'])
      expect((await office.send(`${LETTERS}/${act}`, { letter }, other)).status).toBe(404);
    expect(await logOf(office)).toEqual([[`account:${accountOf(other)}`, 'refused-other', letter, 'serbia']]);
    // A group is what they may see of it.
    await office.send(`${LETTERS}/drop`, { group: 'outbox telegram refused' }, other);
    expect(nameIn((await office.page(LETTERS, await office.cookie('admin'))).html)).toBe(letter);
  });

  test('is not there where the form names nothing, or what is gone', async () => {
    await using office = await withLetters();
    const admin = await office.cookie('admin');
    for (const form of [{}, { letter: 'x' }, { group: 'outbox telegram' }] as Record<string, string>[])
      expect((await office.send(`${LETTERS}/drop`, form, admin)).status).toBe(404);
  });

  test('goes on page by page', async () => {
    await using office = await openOffice();
    await office.hear('amal', ...JOIN);
    for (let i = 0; i < 30; i++) {
      office.telegram.outcomes.push(REFUSED);
      await office.hear('amal', 'menu');
    }
    const admin = await office.cookie('admin');
    const namesOn = async (page: string) =>
      [...(await office.page(page, admin)).html.matchAll(/id="of-([\w-]{43})"/g)].map(([, name]) => name);
    const [first, second] = [await namesOn(LETTERS), await namesOn(`${LETTERS}?page=2`)];
    expect([first.length, second.length, new Set([...first, ...second]).size]).toEqual([25, 5, 30]);
    expect(await namesOn(`${LETTERS}?page=3`)).toEqual([]);
    expect(await namesOn(`${LETTERS}?page=x`)).toEqual(first);
  });
});

describe('the page of the linked phone', () => {
  test('shows a code that nobody may keep, says that the phone is linked, and unlinks it', async () => {
    await using s = await withPhone();
    const admin = await s.office.cookie('admin', ALL);
    expect(words((await s.office.page(PHONE, admin)).html)).toContain('No phone is linked.');
    const asked = await s.office.send(`${PHONE}/link`, {}, admin);
    expect([asked.status, asked.headers.get('location')]).toEqual([303, PHONE]);
    await s.fake.waitFor(() => codeOf(s.channel) !== null);
    const shown = await s.office.routes.request(PHONE, { headers: { cookie: admin } });
    const html = await shown.text();
    expect(faultsOf(html)).toEqual([]);
    expect(shown.headers.get('cache-control')).toBe('no-store');
    expect(html).toContain('<div class="qr"><svg');
    expect(html).toContain('<noscript><meta http-equiv="refresh"');
    expect(html).not.toContain(codeOf(s.channel));
    s.fake.scan(codeOf(s.channel) ?? '');
    await s.until('running');
    const linked = (await s.office.page(PHONE, admin)).html;
    expect(words(linked)).toContain('in order A phone is linked.');
    expect(linked).not.toContain('http-equiv="refresh"');
    expect(await section(s.office, 'channels', admin)).toContain('in order WhatsApp (linked phone) works since');
    await s.office.send(`${PHONE}/unlink`, {}, admin);
    await s.until('unlinked');
    expect(s.fake.left).toHaveLength(1);
    const who = `account:${accountOf(admin)}`;
    expect(await logOf(s.office)).toEqual([
      [who, 'phone-asked', 'whatsapp-web', null],
      [who, 'phone-unlinked', 'whatsapp-web', null],
    ]);
  });

  test('shows the code to nobody else: not to an admin of one pilot, nor at a session that was left open', async () => {
    await using s = await withPhone();
    const admin = await s.office.cookie('admin', ALL);
    await s.office.send(`${PHONE}/link`, {}, admin);
    await s.fake.waitFor(() => codeOf(s.channel) !== null);
    const ofOne = await s.office.cookie('admin');
    const seen = (await s.office.page(PHONE, ofOne)).html;
    expect(seen).not.toContain('<svg');
    expect(words(seen)).toContain('Only an admin of all pilots of this server can link it.');
    expect((await s.office.send(`${PHONE}/unlink`, {}, ofOne)).headers.get('location')).toBe(PHONE);
    expect(codeOf(s.channel)).not.toBeNull();
    expect(await logOf(s.office)).toContainEqual([`account:${accountOf(ofOne)}`, 'refused', PHONE, null]);
    const { store, clock } = s.office;
    await store.tx((q) => q.db.update(q.t.staffSession).set({ provedAt: clock.now - DAY }));
    const unproved = (await s.office.page(PHONE, admin)).html;
    expect(unproved).not.toContain('<svg');
    expect(unproved).toContain('/staff/prove?to=');
    expect((await s.office.send(`${PHONE}/unlink`, {}, admin)).headers.get('location')).toContain('/staff/prove');
    expect(codeOf(s.channel)).not.toBeNull();
  });

  test('says how to turn the channel on where it is off', async () => {
    await using office = await openOffice();
    const admin = await office.cookie('admin', ALL);
    expect(words((await office.page(PHONE, admin)).html)).toContain('set WHATSAPP_WEB=on in .env');
    expect((await office.send(`${PHONE}/link`, {}, admin)).status).toBe(404);
  });
});
