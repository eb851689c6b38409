import { and, eq, ne } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { renewFeed } from '../../src/store/counsellors.ts';
import { hashSecret } from '../../src/store/principal.ts';
import { purge } from '../../src/store/retention.ts';
import { openShell } from '../commands/shell.ts';
import { DAY, START } from '../fakes/clock.ts';
import { openStage } from '../fakes/stage.ts';
import { openTestFile } from '../fakes/store.ts';
import { type Office, openOffice } from './office.ts';

const SECRET = 'a'.repeat(43);

/** Ana works on Wednesdays, the other counsellor on Thursdays. */
async function shareOut({ store }: Office) {
  const { hours } = store.read.t;
  await store.tx(async (q) => {
    for (const [counsellor, weekday] of [
      ['serbia-demo-1', 3],
      ['serbia-demo-2', 4],
    ] as const)
      await q.db.delete(hours).where(and(eq(hours.counsellor, counsellor), ne(hours.weekday, weekday)));
  });
}

/** Gives Imaginary Ana's calendar an address. */
const renew = (office: Office, secret: string) =>
  office.store.tx((q) => renewFeed(q, 'serbia-demo-1', hashSecret(secret), false));

async function feed(office: Office, secret = SECRET) {
  const answer = await office.routes.request(`/calendar/${secret}.ics`);
  const text = await answer.text();
  const unfolded = text.replaceAll('\r\n ', '').split('\r\n');
  const events = unfolded.join('\n').split('BEGIN:VEVENT').slice(1);
  const property = (name: string) =>
    unfolded.filter((line) => line.startsWith(`${name}:`)).map((l) => l.slice(name.length + 1));
  return { answer, text, events, property };
}

describe("a counsellor's calendar", () => {
  test('is a file of their talks, with reference, time and office and nothing else', async () => {
    await using office = await openOffice();
    await renew(office, SECRET);
    const reference = await office.book('amal', { language: 'العربية', wish: 0 });
    const { answer, text, events, property } = await feed(office);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(property('SUMMARY')).toEqual([reference]);
    expect(property('LOCATION')).toEqual(['Info point Belgrade']);
    expect(property('DTSTART')).toEqual(['20261125T080000Z']);
    expect(property('DTEND')).toEqual(['20261125T083000Z']);
    expect(property('STATUS')).toEqual(['CONFIRMED']);
    const fields = [...(events[0] ?? '').matchAll(/^([A-Z-]+)[;:]/gm)].map(([, name]) => name);
    expect(fields.sort()).toEqual(
      ['UID', 'SEQUENCE', 'DTSTAMP', 'DTSTART', 'DTEND', 'SUMMARY', 'LOCATION', 'STATUS', 'END', 'END'].sort(),
    );
    for (const telling of ['amal', 'job', 'عرب', 'ar', 'woman', 'nterpreter', 'Ana', 'telegram'])
      expect(text.match(new RegExp(`\\b${telling}\\b`, 'i')), telling).toBeNull();
  });

  test('keeps what was cancelled, as cancelled', async () => {
    await using office = await openOffice();
    await renew(office, SECRET);
    const reference = await office.book('amal');
    const before = await feed(office);
    await office.hear('amal', reference, 'Cancel it', 'Yes, cancel it');
    const { property } = await feed(office);
    expect(property('SUMMARY')).toEqual([reference]);
    expect(property('STATUS')).toEqual(['CANCELLED']);
    expect(property('UID')).toEqual(before.property('UID'));
    expect(Number(property('SEQUENCE')[0])).toBeGreaterThan(Number(before.property('SEQUENCE')[0]));
  });

  test('cancels, at its old time, what went to another counsellor, and has it anew when it comes back', async () => {
    await using office = await openOffice();
    await renew(office, SECRET);
    await shareOut(office);
    const reference = await office.book('amal', { day: 0 });
    const first = (await feed(office)).property;
    await office.hear('amal', reference, 'Change the time', 'Thu 26 Nov', '14:20', 'Yes, move it');
    const gone = (await feed(office)).property;
    expect(gone('UID')).toEqual(first('UID'));
    expect([gone('STATUS'), gone('DTSTART'), gone('SEQUENCE')]).toEqual([['CANCELLED'], ['20261125T080000Z'], ['1']]);
    await office.hear('amal', reference, 'Change the time', 'Wed 25 Nov', '10:20', 'Yes, move it');
    const back = (await feed(office)).property;
    expect([back('STATUS'), back('DTSTART'), back('SEQUENCE')]).toEqual([['CONFIRMED'], ['20261125T092000Z'], ['2']]);
  });

  test('keeps what an erasure cancelled for a week, as cancelled', async () => {
    await using office = await openOffice();
    await renew(office, SECRET);
    const reference = await office.book('amal');
    const before = await feed(office);
    await office.hear('amal', 'menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
    expect(await office.store.read.db.select().from(office.store.read.t.appointment)).toEqual([]);
    const { property } = await feed(office);
    expect(property('SUMMARY')).toEqual([reference]);
    expect(property('STATUS')).toEqual(['CANCELLED']);
    for (const name of ['UID', 'DTSTART', 'DTEND', 'LOCATION']) expect(property(name)).toEqual(before.property(name));
    expect(Number(property('SEQUENCE')[0])).toBeGreaterThan(Number(before.property('SEQUENCE')[0]));
    await office.store.tx((q) => purge(q, START + 9 * DAY));
    expect((await feed(office)).events).toEqual([]);
  });

  test('still cancels, at its old time, what went to another counsellor before its person was erased', async () => {
    await using office = await openOffice();
    await renew(office, SECRET);
    await shareOut(office);
    const reference = await office.book('amal', { day: 0 });
    const { property: first } = await feed(office);
    await office.hear('amal', reference, 'Change the time', 'Thu 26 Nov', '14:20', 'Yes, move it');
    await office.hear('amal', 'menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
    const { property: gone } = await feed(office);
    expect([gone('UID'), gone('DTSTART')]).toEqual([first('UID'), first('DTSTART')]);
    expect([gone('STATUS'), gone('SEQUENCE')]).toEqual([['CANCELLED'], ['1']]);
  });

  test("holds nobody else's talks, and none that is long over", async () => {
    await using office = await openOffice();
    await renew(office, SECRET);
    await office.book('amal');
    const { appointment } = office.store.read.t;
    await office.store.tx((q) => q.db.update(appointment).set({ counsellor: 'serbia-demo-2' }));
    expect((await feed(office)).events).toEqual([]);
    await office.store.tx((q) => q.db.update(appointment).set({ counsellor: 'serbia-demo-1' }));
    office.clock.now = START + 30 * DAY;
    expect((await feed(office)).events).toHaveLength(1);
    office.clock.now = START + 32 * DAY;
    expect((await feed(office)).events).toEqual([]);
  });

  test('has one address, which no other opens', async () => {
    await using office = await openOffice();
    const other = 'b'.repeat(43);
    expect((await feed(office)).answer.status).toBe(404);
    await renew(office, SECRET);
    expect((await feed(office)).answer.status).toBe(200);
    await renew(office, other);
    expect((await feed(office)).answer.status).toBe(404);
    expect((await feed(office, other)).answer.status).toBe(200);
    for (const path of ['/calendar/', '/calendar/x.ics', `/calendar/${other}`, `/calendar/${other}a.ics`]) {
      const answer = await office.routes.request(path);
      expect([path, answer.status]).toEqual([path, 404]);
    }
  });

  test('is opened by the address that the command line gives, until it gives another', async () => {
    using shell = openShell();
    const address = async () =>
      new URL((await shell.run('counsellor', 'calendar', 'serbia-demo-1')).out.trim()).pathname;
    const [old, current] = [await address(), await address()];
    await using file = openTestFile(shell.folder.in('data/saputnik.db'));
    await using stage = await openStage(file);
    expect((await stage.routes.request(old)).status).toBe(404);
    expect((await stage.routes.request(current)).status).toBe(200);
  });
});
