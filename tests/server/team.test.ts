import { expect, test } from 'vitest';
import type { Mode } from '../../src/booking/slots.ts';
import { insertAppointment } from '../../src/store/booking.ts';
import { claim } from '../../src/store/claims.ts';
import { updateCounsellor } from '../../src/store/counsellor-changes.ts';
import { renewFeed } from '../../src/store/counsellors.ts';
import { addMeetings, openGroups } from '../../src/store/groups.ts';
import { hashSecret } from '../../src/store/principal.ts';
import { topicsOf } from '../../src/store/supply.ts';
import { ChangedError, findCounsellor, profileChange, profileVersion } from '../../src/turn/office/counsellors.ts';
import { DAY, HOUR, MINUTE } from '../fakes/clock.ts';
import { faultsOf, type Office, openOffice } from './office.ts';

const TEAM = '/staff/team';
const COUNSELLOR = {
  ...{ pilot: 'serbia', name: 'Vesna', office: 'serbia-belgrade', gender: 'woman', languages: 'sr-Latn, ti' },
  ...{ modes: 'in-person', mail: 'vesna@example.org', video: 'https://meet.example.org/v' },
};

/** What the log says of one kind of things, in the order of the alphabet. */
const deeds = async (office: Office, kind: string) =>
  (await office.rows('log'))
    .filter(({ what }) => what.startsWith(kind))
    .map(({ what, target, pilot }) => [what, target, pilot])
    .sort();
const faults = (html: string) =>
  Object.fromEntries(
    [...html.matchAll(/class="fault" id="([\w-]+)-fault">([^<]*)</g)].map(([, id, words]) => [id, words]),
  );
const idIn = (answer: Response) => /\/counsellors\/(\w+)\?/.exec(answer.headers.get('location') ?? '')?.[1] ?? '';

/** Sends a form of a page, and returns what it answers. */
async function send(office: Office, cookie: string, path: string, form: Record<string, string>) {
  const answer = await office.send(`${TEAM}${path}`, form, cookie);
  const html = await answer.text();
  if (html !== '') expect(faultsOf(html)).toEqual([]);
  return { status: answer.status, location: answer.headers.get('location'), html, answer };
}

/** The fields of a counsellor's form as they stand. */
async function formOf(office: Office, id: string): Promise<Record<string, string>> {
  const known = await findCounsellor(office.world, id);
  if (known === undefined) throw new Error(`no counsellor ${id}`);
  const { name, office: place, gender, languages, modes, mail, video } = known;
  return {
    ...{ do: 'edit', name, office: place, gender, languages: languages.join(','), modes: modes[0] ?? '' },
    ...{ mail: mail ?? '', video: video ?? '', version: profileVersion(known) },
  };
}

/** An appointment for `amal` with its counsellor, and what the office knows of it. */
async function booked(office: Office) {
  const reference = await office.book('amal');
  const found = (await office.rows('appointment')).find((one) => one.reference === reference);
  if (found === undefined) throw new Error('nothing is booked');
  return found;
}
const appointmentIn = async (office: Office) => (await office.rows('appointment'))[0];

test('a counsellor is added with all that the form says; what is wrong stands at its field, and is kept', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('coordinator');
  const { html: empty } = await office.page(`${TEAM}/add-counsellor?pilot=serbia`, cookie);
  expect(empty).toContain('action="/staff/team/add-counsellor"');
  const wrong = {
    name: ' ',
    office: 'milan-office',
    gender: '',
    languages: 'Tigrinya',
    mail: 'vesna',
    video: 'http://x',
  };
  const refused = await send(office, cookie, '/add-counsellor', { ...COUNSELLOR, ...wrong, modes: 'pigeon' });
  expect(refused.status).toBe(422);
  expect(faults(refused.html)).toEqual({
    ...{ name: 'Please fill this in.', office: 'Please choose from: serbia-belgrade.' },
    gender: 'Please choose from: woman, man and other.',
    'more-languages': 'Language codes with commas between, such as sr, en, ar.',
    modes: 'Please choose from: in-person, phone and video.',
    mail: 'A whole mail address, with an @ in it.',
    video: 'An address that begins with https://.',
  });
  for (const typed of ['Tigrinya', 'http://x']) expect(refused.html).toContain(`value="${typed}"`);
  expect(await deeds(office, 'counsellor')).toEqual([]);
  const { status, answer } = await send(office, cookie, '/add-counsellor', COUNSELLOR);
  const id = idIn(answer);
  expect([status, await findCounsellor(office.world, id)]).toEqual([
    303,
    {
      ...{ id, pilot: 'serbia', name: 'Vesna', office: 'serbia-belgrade', gender: 'woman', languages: ['sr', 'ti'] },
      ...{ topics: [], modes: ['in-person'], guests: [], mail: COUNSELLOR.mail, video: COUNSELLOR.video },
      ...{ endedAt: null, demo: true },
    },
  ]);
  expect(await deeds(office, 'counsellor')).toEqual([['counsellor-added', id, 'serbia']]);
  const { html: list } = await office.page(TEAM, cookie);
  expect(list).toContain(`href="/staff/team/counsellors/${id}"`);
  expect(list).toContain('Tigrinya');
});

test('what is of another pilot is not there, and that somebody asked for it is noted', async () => {
  await using office = await openOffice();
  const [admin, cookie] = [await office.cookie('admin', ['serbia']), await office.cookie('coordinator', ['milan'])];
  await send(office, admin, '/add-resource', {
    pilot: 'serbia',
    kind: 'room',
    name: 'Room 3',
    office: 'serbia-belgrade',
  });
  const [room] = await office.rows('resource');
  for (const path of [
    '/counsellors/serbia-demo-1',
    `/resources/${room?.id}`,
    '/topics/serbia',
    '/add-counsellor?pilot=serbia',
  ])
    expect([path, (await office.page(TEAM + path, cookie)).status]).toEqual([path, 404]);
  expect((await send(office, cookie, '/counsellors/serbia-demo-1', { do: 'end' })).status).toBe(404);
  expect((await send(office, cookie, '/topics/serbia', { do: 'end', topic: 'job' })).status).toBe(404);
  expect((await send(office, cookie, `/resources/${room?.id}`, { do: 'remove' })).status).toBe(404);
  expect((await send(office, cookie, '/add-counsellor', COUNSELLOR)).status).toBe(404);
  const refused = (await deeds(office, 'refused-other')).map(([, target]) => target);
  expect(refused.sort()).toEqual([TEAM, room?.id, 'serbia-demo-1'].sort());
  const { html } = await office.page(TEAM, cookie);
  expect(html).not.toContain('serbia-demo-1');
});

test('what somebody else has changed of a counsellor meanwhile is shown beside what was typed, and not written over', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('coordinator');
  const path = '/counsellors/serbia-demo-1';
  const read = await formOf(office, 'serbia-demo-1');
  const version = /name="version" value="([^"]+)"/.exec((await office.page(`${TEAM}${path}`, cookie)).html)?.[1];
  expect(version).toBe(read.version);
  expect((await send(office, cookie, path, { ...read, name: 'Vesna' })).status).toBe(303);
  const late = { ...read, mail: 'late@example.org' };
  const refused = await send(office, cookie, path, late);
  expect(refused.status).toBe(409);
  expect(refused.html).toContain('somebody else has changed it meanwhile');
  expect(faults(refused.html)).toMatchObject({ name: expect.stringContaining('Vesna') });
  expect(refused.html).toContain('value="late@example.org"');
  expect(await findCounsellor(office.world, 'serbia-demo-1')).toMatchObject({ name: 'Vesna', mail: read.mail || null });
  const now = /name="version" value="([^"]+)"/.exec(refused.html)?.[1] ?? '';
  expect((await send(office, cookie, path, { ...late, version: now })).status).toBe(303);
  expect((await findCounsellor(office.world, 'serbia-demo-1'))?.mail).toBe('late@example.org');
});

test('a counsellor who was changed while a change was made keeps the other one', async () => {
  await using office = await openOffice();
  const known = await findCounsellor(office.world, 'serbia-demo-1');
  if (known === undefined) throw new Error('no counsellor');
  await office.store.tx((q) => updateCounsellor(q, known.id, { gender: 'other' }));
  const { save } = profileChange(office.world, known, { ...known, languages: ['sr'] });
  await expect(office.store.tx(save)).rejects.toThrow(ChangedError);
  expect(await findCounsellor(office.world, known.id)).toMatchObject({ gender: 'other', languages: known.languages });
});

test('guests are people of pilots that are theirs to choose; others stay as they are', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('coordinator', ['serbia', 'vienna']);
  await office.store.tx((q) => updateCounsellor(q, 'serbia-demo-1', { guests: ['milan'] }));
  const form = await formOf(office, 'serbia-demo-1');
  expect((await send(office, cookie, '/counsellors/serbia-demo-1', { ...form, guests: 'berlin' })).status).toBe(422);
  expect((await send(office, cookie, '/counsellors/serbia-demo-1', { ...form, guests: 'vienna' })).status).toBe(303);
  expect((await findCounsellor(office.world, 'serbia-demo-1'))?.guests).toEqual(['milan', 'vienna']);
});

test('a language that is taken from a counsellor names the appointments in it; one that is kept needs an interpreter', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('coordinator');
  const a = await booked(office);
  const path = `/counsellors/${a.counsellor}`;
  const form = { ...(await formOf(office, a.counsellor)), languages: 'sr' };
  const asked = await send(office, cookie, path, form);
  expect([asked.status, (await findCounsellor(office.world, a.counsellor))?.languages.includes('en')]).toEqual([
    409,
    true,
  ]);
  expect(asked.html).toContain(`href="/staff/appointments/${a.id}"`);
  expect(asked.html).toContain('1 appointment to come does not suit this change.');
  const saved = await send(office, cookie, path, { ...form, decided: 'yes', [`of-${a.id}`]: 'keep' });
  expect([saved.status, saved.location]).toEqual([303, expect.stringContaining('kept=1')]);
  expect(await appointmentIn(office)).toMatchObject({
    status: 'scheduled',
    interpreter: true,
    counsellor: a.counsellor,
  });
  expect((await findCounsellor(office.world, a.counsellor))?.languages).toEqual(['sr']);
  expect(await deeds(office, 'counsellor-changed')).toEqual([['counsellor-changed', a.counsellor, 'serbia']]);
});

test('another video link is told to those who have an appointment by video, and to nobody else', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('coordinator');
  const a = await booked(office);
  const path = `/counsellors/${a.counsellor}`;
  const change = async (video: string) => {
    const form = { ...(await formOf(office, a.counsellor)), modes: 'video', video };
    const before = office.texts('amal').length;
    expect((await send(office, cookie, path, form)).status).toBe(303);
    await office.pump.settle();
    return office.texts('amal').slice(before);
  };
  await office.execute(`update counsellor set modes = '["video"]'`);
  expect(await change('https://meet.example.org/1')).toEqual([]);
  await office.execute(`update appointment set mode = 'video'`);
  expect(await change('https://meet.example.org/1')).toEqual([]);
  const [told, ...more] = await change('https://meet.example.org/2');
  expect(told).toContain('takes place somewhere else');
  expect(told).toContain('https://meet.example.org/2');
  expect(more).toEqual([]);
  expect((await change('')).at(-1)).toContain('the link is not there yet');
});

const LOST: Record<string, [change: Record<string, string>, appointment: { mode?: Mode; wishes?: ['woman'] }]> = {
  'a way': [{ modes: 'phone' }, {}],
  'the topic': [{ topics: 'papers' }, {}],
  'a woman': [{ gender: 'man' }, { wishes: ['woman'] }],
};
test.each(Object.entries(LOST))(
  '%s that goes names the appointments that were booked with it',
  async (_, [change, more]) => {
    await using office = await openOffice();
    const cookie = await office.cookie('coordinator');
    const a = await booked(office);
    await office.store.tx(async (q) => {
      await q.db.update(q.t.appointment).set(more.wishes ? { wishes: more.wishes } : { mode: 'in-person' });
      await updateCounsellor(q, a.counsellor, { gender: 'woman' });
    });
    const form = await formOf(office, a.counsellor);
    // A change of something else hits nobody.
    expect((await send(office, cookie, `/counsellors/${a.counsellor}`, { ...form, name: 'X' })).status).toBe(303);
    expect((await send(office, cookie, `/counsellors/${a.counsellor}`, { ...form, ...change })).status).toBe(409);
  },
);

test('another office is told to people who come in person and are kept', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('coordinator');
  const a = await booked(office);
  await office.store.tx((q) =>
    q.db
      .insert(q.t.office)
      .values({ id: 'serbia-new', pilot: 'serbia', name: 'New Street', place: 'Belgrade', demo: true }),
  );
  const form = { ...(await formOf(office, a.counsellor)), office: 'serbia-new' };
  const path = `/counsellors/${a.counsellor}`;
  expect((await send(office, cookie, path, form)).status).toBe(409);
  await send(office, cookie, path, { ...form, decided: 'yes', [`of-${a.id}`]: 'keep' });
  await office.pump.settle();
  expect(office.texts('amal').at(-1)).toContain('takes place somewhere else');
  expect(office.texts('amal').at(-1)).toContain('New place: New Street');
  expect(await appointmentIn(office)).toMatchObject({ status: 'scheduled', startAt: a.startAt, sequence: 1 });
});

test('a counsellor who ends: appointments are named first, then moved or called off; nobody is offered to them', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('coordinator');
  const a = await booked(office);
  const path = `/counsellors/${a.counsellor}`;
  await office.store.tx((q) => renewFeed(q, a.counsellor, hashSecret('f'.repeat(43)), false));
  const feed = async () => (await office.routes.request(`/calendar/${'f'.repeat(43)}.ics`)).status;
  expect(await feed()).toBe(200);
  const asked = await send(office, cookie, path, { do: 'end' });
  expect([asked.status, (await findCounsellor(office.world, a.counsellor))?.endedAt]).toEqual([409, null]);
  const other = a.counsellor === 'serbia-demo-1' ? 'serbia-demo-2' : 'serbia-demo-1';
  const [slot] = [...asked.html.matchAll(/<option value="(\d+-[\w-]+)"/g)].map(([, value = '']) => value);
  expect(slot).toContain(other);
  await send(office, cookie, path, { do: 'end', decided: 'yes', [`of-${a.id}`]: slot ?? '' });
  await office.pump.settle();
  expect(await appointmentIn(office)).toMatchObject({ status: 'scheduled', counsellor: other });
  expect(office.texts('amal').at(-1)).toContain('Your counsellor cannot be there');
  expect([await feed(), (await findCounsellor(office.world, a.counsellor))?.endedAt]).toEqual([404, office.clock.now]);
  expect(await deeds(office, 'counsellor-ended')).toEqual([['counsellor-ended', a.counsellor, 'serbia']]);
  // The other one ends too, and nobody is left: it is called off.
  const last = await send(office, cookie, `/counsellors/${other}`, { do: 'end' });
  expect(last.html).not.toMatch(/<option value="\d+-/);
  await send(office, cookie, `/counsellors/${other}`, { do: 'end', decided: 'yes', [`of-${a.id}`]: 'call-off' });
  await office.pump.settle();
  expect((await appointmentIn(office))?.status).toBe('cancelled');
  expect(office.texts('amal').at(-1)).toContain('so your appointment cannot take place');
  // Past appointments stay readable.
  expect((await office.page(`/staff/appointments/${a.id}`, cookie)).status).toBe(200);
});

test('a counsellor who has nothing to come ends at once; their account is named, and they can come back', async () => {
  await using office = await openOffice();
  const admin = await office.cookie('admin');
  const own = await office.cookie('counsellor', ['serbia'], 'serbia-demo-1');
  const path = '/counsellors/serbia-demo-1';
  expect((await send(office, admin, path, { do: 'end' })).location).toBe(`${TEAM}${path}?notice=saved`);
  const { html } = await office.page(TEAM + path, admin);
  expect(html).toContain('href="/staff/accounts#of-serbia-demo-1"');
  expect(html).toContain('Ended on');
  const { html: asCoordinator } = await office.page(TEAM + path, await office.cookie('coordinator'));
  expect(asCoordinator).toContain('An admin can do this.');
  expect((await office.page('/staff/times/serbia-demo-1', own)).status).toBe(404);
  expect((await send(office, admin, path, { do: 'end' })).location).toContain('notice=gone');
  await send(office, admin, path, { do: 'resume' });
  expect((await findCounsellor(office.world, 'serbia-demo-1'))?.endedAt).toBeNull();
  expect((await deeds(office, 'counsellor')).map(([what]) => what)).toEqual(['counsellor-ended', 'counsellor-resumed']);
});

test('a group that an ended counsellor would lead takes nobody any more, and is named like their appointments', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('coordinator');
  const startAt = office.clock.now + 2 * DAY;
  await office.store.tx(async (q) => {
    const group = {
      id: 'g',
      pilot: 'serbia',
      kind: 'course' as const,
      counsellor: 'serbia-demo-1',
      titles: { en: 'A1' },
    };
    const when = { startAt, endAt: startAt + HOUR, places: 9, womenOnly: false, demo: true };
    await q.db.insert(q.t.groupOffer).values({ ...group, ...when });
    // Nobody comes to this one.
    const empty = { ...group, ...when, id: 'empty', course: null, room: null, cancelled: false };
    expect(await addMeetings(q, [empty], office.clock.now)).toEqual([]);
    await insertAppointment(q, {
      ...{ id: 'a', pilot: 'serbia', reference: 'KQ7M-2XPD', counsellor: 'serbia-demo-1', topic: 'course', startAt },
      ...{ endAt: startAt + HOUR, status: 'scheduled', language: 'en', interpreter: false, wishes: [] },
      ...{ canRemind: false, groupOffer: 'g', demo: true },
    });
  });
  const path = '/counsellors/serbia-demo-1';
  expect((await send(office, cookie, path, { do: 'end' })).html).toContain('KQ7M-2XPD');
  const off = async () => (await office.rows('groupOffer')).filter(({ cancelled }) => cancelled).map(({ id }) => id);
  expect(await off()).toEqual([]);
  await send(office, cookie, path, { do: 'end', decided: 'yes', 'of-a': 'keep' });
  expect(await off()).toEqual(['empty']);
  expect(await office.rows('claim')).toEqual([]);
  expect(await openGroups(office.store.read, ['serbia'], office.clock.now)).toEqual([]);
  // What is decided later stands on the page of the day.
  expect((await office.page('/staff/today', cookie)).html).toContain('KQ7M-2XPD');
});

test('a counsellor is removed only where nothing hangs on them', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('coordinator');
  const id = idIn((await send(office, cookie, '/add-counsellor', COUNSELLOR)).answer);
  const { html } = await office.page(`${TEAM}/counsellors/serbia-demo-1`, cookie);
  expect(html).toContain('an account');
  expect(html).not.toContain('value="remove"');
  expect((await send(office, cookie, '/counsellors/serbia-demo-1', { do: 'remove' })).location).toContain('hangs');
  expect((await send(office, cookie, `/counsellors/${id}`, { do: 'remove' })).location).toBe(`${TEAM}?notice=removed`);
  expect((await office.rows('counsellor')).map((one) => one.id)).not.toContain(id);
  expect((await office.rows('counsellor')).map((one) => one.id)).toContain('serbia-demo-1');
  expect(await deeds(office, 'counsellor-removed')).toEqual([['counsellor-removed', id, 'serbia']]);
});

/** An interpreter, or a room, whose id is returned. */
async function addResource(office: Office, cookie: string, form: Record<string, string>): Promise<string> {
  const before = new Set((await office.rows('resource')).map(({ id }) => id));
  expect((await send(office, cookie, '/add-resource', { pilot: 'serbia', ...form })).status).toBe(303);
  return (await office.rows('resource')).find(({ id }) => !before.has(id))?.id ?? '';
}
const INTERPRETER = { kind: 'interpreter', name: 'Samira', languages: 'ar', gender: 'woman' };

/** Gives the appointment of `amal` an interpreter of Arabic. */
async function interpret(office: Office, interpretedBy: string) {
  const a = await booked(office);
  await office.store.tx(async (q) => {
    await q.db.update(q.t.appointment).set({ interpreter: true, interpretedBy, language: 'ar' });
    const wanted = { resource: `interpreter:${interpretedBy}`, fromAt: a.startAt, toAt: a.endAt + 10 * MINUTE };
    await claim(q, [wanted], { owner: a.id }, office.clock.now);
  });
  return a;
}

test('rooms and interpreters are added and changed; what is wrong stands at its field', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('coordinator');
  for (const kind of ['room', 'interpreter']) {
    expect((await office.page(`${TEAM}/add-resource?pilot=serbia&kind=${kind}`, cookie)).status).toBe(200);
    const wrong = await send(office, cookie, '/add-resource', { pilot: 'serbia', kind, name: '', office: 'x' });
    expect(wrong.status).toBe(422);
    expect(Object.keys(faults(wrong.html))).toEqual(
      kind === 'room' ? ['name', 'office'] : ['name', 'languages', 'gender'],
    );
  }
  expect((await send(office, cookie, '/add-resource', { pilot: 'serbia', kind: 'car', name: 'x' })).status).toBe(404);
  const room = await addResource(office, cookie, { kind: 'room', name: 'Room 3', office: 'serbia-belgrade' });
  const edited = await send(office, cookie, `/resources/${room}`, {
    do: 'edit',
    name: 'Room 4',
    office: 'serbia-belgrade',
  });
  expect(edited.location).toContain('notice=saved');
  expect((await office.page(TEAM, cookie)).html).toContain('Room 4');
  expect((await send(office, cookie, `/resources/${room}`, { do: 'edit', name: '' })).status).toBe(422);
  expect((await deeds(office, 'resource')).map(([what]) => what)).toEqual(['resource-added', 'resource-changed']);
});

test('an interpreter who goes is replaced by another who is free, or by nobody, after the appointments were named', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('coordinator');
  const samira = await addResource(office, cookie, INTERPRETER);
  const yara = await addResource(office, cookie, { ...INTERPRETER, name: 'Yara' });
  await addResource(office, cookie, { ...INTERPRETER, name: 'Farida', languages: 'fa' });
  const a = await interpret(office, samira);
  const asked = await send(office, cookie, `/resources/${samira}`, { do: 'remove' });
  expect(asked.status).toBe(409);
  expect(asked.html).toContain(`href="/staff/appointments/${a.id}"`);
  const names = [...asked.html.matchAll(/>(\w+) \(free then\)</g)].map(([, name]) => name);
  expect(names).toEqual(['Yara']);
  expect(await office.rows('resource')).toHaveLength(3);
  const done = await send(office, cookie, `/resources/${samira}`, { do: 'remove', [`use-${a.id}`]: yara });
  expect(done.location).toBe(`${TEAM}?notice=removed&other=1&none=0&kept=0`);
  expect((await appointmentIn(office))?.interpretedBy).toBe(yara);
  expect((await office.rows('claim')).filter(({ resource }) => resource === `interpreter:${yara}`)).toHaveLength(8);
  const next = await send(office, cookie, `/resources/${yara}`, { do: 'remove' });
  expect(next.html).toContain('No other interpreter who suits is free then.');
  await send(office, cookie, `/resources/${yara}`, { do: 'remove', [`use-${a.id}`]: 'none' });
  expect(await appointmentIn(office)).toMatchObject({ interpretedBy: null, interpreter: true });
  expect((await office.rows('claim')).filter(({ resource }) => resource.startsWith('interpreter:'))).toEqual([]);
});

test('a language that is taken from an interpreter names the appointments in it, which may stay', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('coordinator');
  const samira = await addResource(office, cookie, INTERPRETER);
  const a = await interpret(office, samira);
  const edit = { ...INTERPRETER, do: 'edit', languages: 'fa' };
  expect((await send(office, cookie, `/resources/${samira}`, edit)).status).toBe(409);
  const kept = await send(office, cookie, `/resources/${samira}`, { ...edit, [`use-${a.id}`]: 'keep' });
  expect(kept.location).toContain('kept=1');
  expect((await appointmentIn(office))?.interpretedBy).toBe(samira);
  // Who goes cannot keep anything.
  expect((await send(office, cookie, `/resources/${samira}`, { do: 'remove', [`use-${a.id}`]: 'keep' })).status).toBe(
    409,
  );
});

test('a room of a session that people share is named once, and they all go to another one', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('coordinator');
  const room = (name: string) => addResource(office, cookie, { kind: 'room', name, office: 'serbia-belgrade' });
  const [one, other] = [await room('Room 3'), await room('Room 4')];
  await office.store.tx((q) => q.db.update(q.t.topic).set({ capacity: 3 }));
  // Both book the same time of the same counsellor.
  await office.store.tx((q) => updateCounsellor(q, 'serbia-demo-2', { endedAt: office.clock.now }));
  await office.book('amal');
  await office.book('zahra');
  const owners = new Set(
    (await office.rows('claim')).filter(({ resource }) => resource.startsWith('room:')).map((c) => c.appointment),
  );
  const [owner = ''] = owners;
  const taken = (await office.rows('appointment')).find(({ room }) => room !== null)?.room;
  const asked = await send(office, cookie, `/resources/${taken}`, { do: 'remove' });
  expect([asked.html.match(/<li class="card">/g)?.length, owners.size]).toEqual([1, 1]);
  expect(asked.html.match(/href="\/staff\/appointments\//g)).toHaveLength(2);
  const free = taken === one ? other : one;
  await send(office, cookie, `/resources/${taken}`, { do: 'remove', [`use-${owner}`]: free });
  expect((await office.rows('appointment')).map(({ room }) => room).filter((id) => id !== null)).toEqual([free]);
});

test('a room that meetings of a course claim is named with them, and they go to another one or to none', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('coordinator');
  const room = (name: string) => addResource(office, cookie, { kind: 'room', name, office: 'serbia-belgrade' });
  const [one, other] = [await room('Room 3'), await room('Room 4')];
  const course = {
    ...{ kind: 'course', counsellor: 'serbia-demo-1', room: one, places: '2', 'title-en': 'Serbian' },
    ...{ date: '2026-12-02', last: '2026-12-09', weekday: '3', from: '10:00', to: '12:00', except: '' },
  };
  expect((await office.send('/staff/groups/new/serbia', course, cookie)).status).toBe(303);
  const meetings = (await office.rows('groupOffer')).toSorted((a, b) => a.startAt - b.startAt);
  const [first = '', second = ''] = meetings.map(({ id }) => id);
  await office.hear('amal', 'hello', 'English', 'Serbia', 'Yes, I agree', 'Woman');
  await office.hear('amal', 'Book an appointment', 'Courses and groups', 'Serbian 2.12.', 'Yes, keep a place');
  const asked = await send(office, cookie, `/resources/${one}`, { do: 'remove' });
  expect([asked.status, asked.html.match(/<li class="card">/g)?.length]).toEqual([409, 2]);
  expect(asked.html).toContain(`<a href="/staff/groups/${meetings[0]?.course}"><bdi>Serbian</bdi></a>`);
  expect(asked.html.match(/A meeting of a group: 1 person is signed up/g)).toHaveLength(2);
  const decided = { do: 'remove', [`use-${first}`]: other, [`use-${second}`]: 'none' };
  const done = await send(office, cookie, `/resources/${one}`, decided);
  expect(done.answer.headers.get('location')).toContain('other=1&none=1');
  const inRooms = async (table: 'groupOffer' | 'appointment') =>
    (await office.rows(table)).toSorted((a, b) => a.startAt - b.startAt).map((row) => row.room);
  expect([await inRooms('groupOffer'), await inRooms('appointment')]).toEqual([
    [other, null],
    [other, null],
  ]);
  const claims = (await office.rows('claim')).filter(({ resource }) => resource.startsWith('room:'));
  expect(new Set(claims.map(({ resource, appointment }) => `${resource} ${appointment}`))).toEqual(
    new Set([`room:${other} ${first}`]),
  );
});

const ids = async (office: Office) => (await topicsOf(office.store.read, 'serbia')).map(({ id }) => id);
const TOPIC = { minutes: '45', gap: '15', noticeMinutes: '60', horizonDays: '30', capacity: '4' };

test('topics are changed, ordered, ended and added back; wrong numbers stand at their fields', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('coordinator');
  const act = (form: Record<string, string>) => send(office, cookie, '/topics/serbia', form);
  const wrong = { minutes: '7', gap: '-5', noticeMinutes: 'x', horizonDays: '91', capacity: '0' };
  const refused = await act({ do: 'edit', topic: 'job', ...wrong });
  expect([refused.status, Object.keys(faults(refused.html)).sort()]).toEqual([
    422,
    ['capacity-job', 'gap-job', 'horizonDays-job', 'minutes-job', 'noticeMinutes-job'],
  ]);
  expect(faults(refused.html)['minutes-job']).toBe('A multiple of 5 from 5 to 480.');
  expect(refused.html).toContain('value="91"');
  await act({ do: 'edit', topic: 'job', ...TOPIC });
  const [job] = await topicsOf(office.store.read, 'serbia');
  expect(job).toEqual({ id: 'job', minutes: 45, gap: 15, noticeMinutes: 60, horizonDays: 30, capacity: 4 });
  await act({ do: 'down', topic: 'job' });
  expect(await ids(office)).toEqual(['papers', 'job', 'training', 'children']);
  expect((await act({ do: 'up', topic: 'papers' })).location).toContain('gone');
  expect((await act({ do: 'end', topic: 'job' })).location).toContain('saved');
  expect(await ids(office)).toEqual(['papers', 'training', 'children']);
  expect((await act({ do: 'end', topic: 'job' })).location).toContain('gone');
  expect((await act({ do: 'add', topic: 'nonsense', ...TOPIC })).location).toContain('gone');
  await act({ do: 'add', topic: 'job', ...TOPIC });
  expect(await ids(office)).toEqual(['papers', 'training', 'children', 'job']);
  expect((await deeds(office, 'topic')).map(([what]) => what)).toEqual([
    ...['topic-added', 'topic-changed', 'topic-ended', 'topic-moved'],
  ]);
});

test('a changed length counts for new bookings alone', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('coordinator');
  const a = await booked(office);
  await send(office, cookie, '/topics/serbia', { do: 'edit', topic: a.topic, ...TOPIC, capacity: '1' });
  expect(await appointmentIn(office)).toMatchObject({ startAt: a.startAt, endAt: a.endAt });
  await office.book('zahra', { day: 2 });
  const lengths = (await office.rows('appointment')).map(({ startAt, endAt }) => (endAt - startAt) / MINUTE);
  expect(lengths.sort()).toEqual([30, 45]);
});

test('a topic that ends names the appointments about it, which take place or are called off', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('coordinator');
  const a = await booked(office);
  const end = { do: 'end', topic: a.topic };
  const asked = await send(office, cookie, '/topics/serbia', end);
  expect([asked.status, await ids(office)]).toEqual([409, expect.arrayContaining([a.topic])]);
  expect(asked.html).toContain(a.reference);
  await send(office, cookie, '/topics/serbia', { ...end, decided: 'yes', [`of-${a.id}`]: 'call-off' });
  await office.pump.settle();
  expect(await ids(office)).not.toContain(a.topic);
  expect((await appointmentIn(office))?.status).toBe('cancelled');
  expect(office.texts('amal').at(-1)).toContain('cannot take place');
});
