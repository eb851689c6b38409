import ICAL from 'ical.js';
import { expect } from 'vitest';
import { createMailer } from '../../src/mail.ts';
import { setDetails } from '../../src/store/counsellors.ts';
import type { Principal } from '../../src/store/principal.ts';
import { cancelByStaff, moveByStaff } from '../../src/turn/appointments/by-staff.ts';
import { runJobs, scheduleJobs } from '../../src/turn/due/jobs.ts';
import { HOUR, MINUTE } from '../fakes/clock.ts';
import { mailServer, type Taken } from '../fakes/mail-server.ts';
import { testVault } from '../fakes/parts.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { JOIN, referenceIn, TO_TIMES } from './support.ts';

/** A letter's parts, decoded. */
function read({ raw }: Taken) {
  const subject = decodeWords(/^Subject: ((?:.*\r\n[ \t])*.*)\r\n/m.exec(raw)?.[1] ?? '');
  const [, calendar = ''] = /Content-Type: text\/calendar[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(raw) ?? [];
  const encoded = /Content-Type: text\/calendar[\s\S]*?Content-Transfer-Encoding: (\S+)/.exec(raw)?.[1];
  const file = encoded === 'base64' ? Buffer.from(calendar, 'base64').toString('utf8') : calendar;
  return { subject, file, method: /text\/calendar;[\s\S]*?method=(\w+)/.exec(raw)?.[1] };
}

/** The words of a letter without parts. */
function plain(raw: string): string {
  const [head = '', ...body] = raw.split('\r\n\r\n');
  const text = body.join('\r\n\r\n');
  return /transfer-encoding: base64/i.test(head)
    ? Buffer.from(text, 'base64').toString('utf8')
    : text.replace(/=\r\n/g, '');
}

const decodeWords = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?([QB])\?(.*?)\?=/gi, (_, kind: string, body: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(body, 'base64').toString('utf8')
        : Buffer.from(body.replaceAll('_', ' ').replace(/=([0-9A-F]{2})/g, (__, hex) => `\\x${hex}`)).toString('utf8'),
    )
    .replace(/\r\n\s/g, ' ');

/** The same instance with a mail server, and a counsellor who wants mail. */
async function withMail(stage: Stage, url: string, counsellor = 'serbia-demo-1') {
  const { world } = stage.beside({ mailer: createMailer(url, 'saputnik@example.org') });
  const mail = testVault().seal('house', `counsellor:mail:${counsellor}`, 'ana@example.org');
  await stage.store.tx((q) => setDetails(q, counsellor, { mail }, stage.clock.now));
  return world;
}

onBoth('what counsellors are told, on %s', (dialect, test) => {
  test('new, moved and cancelled ones come by mail, with time, place and reference, and nothing else', async () => {
    await using mail = await mailServer();
    await using stage = await openStage(dialect);
    await stage.execute(`delete from hours where counsellor = 'serbia-demo-2'`);
    const world = await withMail(stage, mail.url);
    await stage.hear('42', ...JOIN, ...TO_TIMES, '09:00', 'Yes, book it');
    const reference = referenceIn(stage.texts('42'));
    expect(await runJobs(world)).toBe(1);
    await stage.hear('42', { kind: 'tap', button: `s.move.${reference}` }, 'Thu 26 Nov', '09:00', 'Yes, move it');
    stage.clock.now += MINUTE;
    await runJobs(world);
    await stage.hear('42', { kind: 'tap', button: `s.cancel.${reference}` }, 'Yes, cancel it');
    stage.clock.now += MINUTE;
    await runJobs(world);
    expect(mail.taken.map(({ to }) => to)).toEqual(Array(3).fill(['ana@example.org']));
    const letters = mail.taken.map(read);
    expect(letters.map(({ method }) => method)).toEqual(['REQUEST', 'REQUEST', 'CANCEL']);
    const events = letters.map(({ file }) => {
      const [event] = new ICAL.Component(ICAL.parse(file) as [string, unknown[], unknown[]]).getAllSubcomponents(
        'vevent',
      );
      return ['uid', 'sequence', 'summary', 'location', 'status'].map((name) => event?.getFirstPropertyValue(name));
    });
    expect(new Set(events.map(([uid]) => uid)).size).toBe(1);
    expect(events.map(([, ...rest]) => rest)).toEqual([
      [0, reference, 'Info point Belgrade', 'CONFIRMED'],
      [1, reference, 'Info point Belgrade', 'CONFIRMED'],
      [2, reference, 'Info point Belgrade', 'CANCELLED'],
    ]);
    for (const { raw } of mail.taken) expect(raw).not.toMatch(/Finding a job|job|Посао|\b42\b.*telegram/i);
    expect(await stage.rows('notice')).toEqual([]);
    // Nothing is left to do, so nothing is on the list.
    expect((await stage.rows('job')).map(({ kind }) => kind)).not.toContain('notices');
  });

  test('what somebody else of the staff moves or calls off comes by mail too', async () => {
    await using mail = await mailServer();
    await using stage = await openStage(dialect);
    await stage.execute(`delete from hours where counsellor = 'serbia-demo-2'`);
    await stage.hear('42', ...JOIN, ...TO_TIMES, '09:00', 'Yes, book it');
    const world = await withMail(stage, mail.url);
    const by: Principal = { role: 'coordinator', pilots: ['serbia'], who: 'account:ana' };
    const [{ id, reference } = { id: '', reference: '' }] = await stage.rows('appointment');
    const thursday = Date.UTC(2026, 10, 26, 8);
    expect(await moveByStaff(world, by, id, `${thursday / (5 * MINUTE)}-serbia-demo-1`, 'other')).toBe('done');
    await runJobs(world);
    expect(await cancelByStaff(world, by, id)).toBe('done');
    stage.clock.now += MINUTE;
    await runJobs(world);
    const letters = mail.taken.map(read);
    expect(letters.map(({ method }) => method)).toEqual(['REQUEST', 'CANCEL']);
    expect(letters.map(({ file }) => /^SEQUENCE:(\d+)/m.exec(file)?.[1])).toEqual(['1', '2']);
    for (const { subject } of letters) expect(subject).toContain(reference);
  });

  test('a counsellor whom a talk leaves is told of the time that they know, and one it comes back to of both', async () => {
    await using mail = await mailServer();
    await using stage = await openStage(dialect);
    // Ana works on Wednesdays, the other counsellor on Thursdays.
    await stage.execute(`delete from hours where (counsellor = 'serbia-demo-2' and weekday <> 4)
      or (counsellor = 'serbia-demo-1' and weekday <> 3)`);
    const world = await withMail(stage, mail.url);
    await withMail(stage, mail.url, 'serbia-demo-2');
    await stage.hear('42', ...JOIN, ...TO_TIMES, '09:00', 'Yes, book it');
    const reference = referenceIn(stage.texts('42'));
    const move = (day: string, time: string) =>
      stage.hear('42', { kind: 'tap', button: `s.move.${reference}` }, day, time, 'Yes, move it');
    const letters = async () => {
      stage.clock.now += MINUTE;
      await runJobs(world);
      return mail.taken.splice(0).map((letter) => {
        const { subject, file, method } = read(letter);
        expect(subject).toContain(reference);
        return [/\d\d:\d\d/.exec(subject)?.[0], /^DTSTART:(\w+)/m.exec(file)?.[1], method];
      });
    };
    await letters();
    await move('Thu 26 Nov', '14:20');
    expect((await letters()).sort()).toEqual([
      ['09:00', '20261125T080000Z', 'CANCEL'],
      ['14:20', '20261126T132000Z', 'REQUEST'],
    ]);
    // To the other counsellor and back before a letter is sent: only the new time is news.
    await move('Wed 25 Nov', '10:20');
    await move('Thu 26 Nov', '09:00');
    expect((await letters()).sort()).toEqual([
      ['09:00', '20261126T080000Z', 'REQUEST'],
      ['14:20', '20261126T132000Z', 'CANCEL'],
    ]);
  });

  test('an appointment whose person is erased is cancelled by mail, though its row is gone', async () => {
    await using mail = await mailServer();
    await using stage = await openStage(dialect);
    await stage.execute(`delete from hours where counsellor = 'serbia-demo-2'`);
    const world = await withMail(stage, mail.url);
    await stage.hear('42', ...JOIN, ...TO_TIMES, '09:00', 'Yes, book it');
    const reference = referenceIn(stage.texts('42'));
    await runJobs(world);
    await stage.hear('42', 'menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
    expect([await stage.rows('person'), await stage.rows('appointment')]).toEqual([[], []]);
    stage.clock.now += MINUTE;
    await runJobs(world);
    const [booked, cancelled] = mail.taken.map(read);
    expect([booked?.method, cancelled?.method]).toEqual(['REQUEST', 'CANCEL']);
    const uid = (letter: typeof booked) => /^UID:(.*)$/m.exec(letter?.file ?? '')?.[1];
    expect(uid(cancelled)).toBe(uid(booked));
    expect(cancelled?.subject).toContain(reference);
    expect(await stage.rows('notice')).toEqual([]);
  });

  test('what a server does not take is tried again, later and later, and goes out once', async () => {
    await using mail = await mailServer();
    await using stage = await openStage(dialect);
    await stage.execute(`delete from hours where counsellor = 'serbia-demo-2'`);
    const world = await withMail(stage, mail.url);
    mail.state.refuses = true;
    await stage.hear('42', ...JOIN, ...TO_TIMES, '09:00', 'Yes, book it');
    for (const minutes of [1, 2, 4]) {
      await runJobs(world);
      const [notice] = await stage.rows('notice');
      expect(notice?.due).toBe(stage.clock.now + minutes * MINUTE);
      stage.clock.now += minutes * MINUTE;
    }
    mail.state.refuses = false;
    await runJobs(world);
    stage.clock.now += MINUTE;
    await runJobs(world);
    expect(mail.taken).toHaveLength(1);
  });

  test('the list of the day comes once in the morning', async () => {
    await using mail = await mailServer();
    await using stage = await openStage(dialect);
    await stage.execute(`delete from hours where counsellor = 'serbia-demo-2'`);
    await stage.hear('42', ...JOIN, ...TO_TIMES, '09:00', 'Yes, book it');
    const reference = referenceIn(stage.texts('42'));
    const world = await withMail(stage, mail.url);
    await scheduleJobs(world);
    await runJobs(world);
    expect(mail.taken).toEqual([]);
    stage.clock.now = Date.UTC(2026, 10, 25, 6);
    for (let i = 0; i < 5; i += 1) {
      await runJobs(world);
      stage.clock.now += HOUR;
    }
    expect(mail.taken).toHaveLength(1);
    expect(plain(mail.taken[0]?.raw ?? '')).toContain(reference);
  });

  test.each([
    ['comes', 'at seven', 6, 0, 1],
    ['comes', 'just before noon', 10, 59, 1],
    ['does not come', 'at noon', 11, 0, 0],
    ['does not come', 'in the evening', 17, 0, 0],
  ])('the list of the day %s where the server is back only %s', async (_, __, hour, minute, letters) => {
    await using mail = await mailServer();
    await using stage = await openStage(dialect);
    await stage.execute(`delete from hours where counsellor = 'serbia-demo-2'`);
    await stage.hear('42', ...JOIN, ...TO_TIMES, '15:40', 'Yes, book it');
    const world = await withMail(stage, mail.url);
    await scheduleJobs(world);
    // In UTC: it is an hour later in Belgrade.
    stage.clock.now = Date.UTC(2026, 10, 25, hour, minute);
    for (let i = 0; i < 3; i += 1) {
      await runJobs(world);
      stage.clock.now += MINUTE;
    }
    expect(mail.taken).toHaveLength(letters);
  });
});
