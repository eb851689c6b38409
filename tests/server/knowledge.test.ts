import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { Service } from '../../src/pilot/pilot.ts';
import { describePlan, planImport } from '../../src/pilot/plan.ts';
import { withServices } from '../../src/pilot/yaml.ts';
import { countTally } from '../../src/store/events.ts';
import { type EditedKind, holdingsOf, type Row, rowOf } from '../../src/store/holdings.ts';
import { addResource } from '../../src/store/resources.ts';
import type { Q } from '../../src/store/store.ts';
import { readRow, typedRow } from '../../src/turn/office/read-row.ts';
import { removeEdited, versionOf } from '../../src/turn/office/rows.ts';
import { START } from '../fakes/clock.ts';
import { content } from '../fakes/parts.ts';
import { JOIN, press } from '../turn/support.ts';
import { accountOf, faultsOf, type Office, OWN, openOffice } from './office.ts';

const TODAY = '2026-11-24';
type Form = Record<string, string | readonly string[]>;

const words = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/[\u2066-\u2069]/g, '')
    .replace(/\s+/g, ' ');

/** A member of staff at these pages. */
async function sit(office: Office, pilots = ['serbia']) {
  const cookie = await office.cookie('coordinator', pilots);
  const post = async (path: string, form: Form) => {
    const body = new URLSearchParams(
      Object.entries(form).flatMap(([name, of]) => [of].flat().map((one) => [name, one])) as [string, string][],
    );
    const answer = await office.routes.request(path, { method: 'POST', headers: { ...OWN, cookie }, body });
    const html = await answer.text();
    if (html.includes('<html')) expect(faultsOf(html)).toEqual([]);
    return { status: answer.status, html, location: answer.headers.get('location') };
  };
  const read = async (path: string) => {
    const { status, html } = await office.page(path, cookie);
    expect([path, status, faultsOf(html)]).toEqual([path, 200, []]);
    return html;
  };
  return {
    cookie,
    post,
    read,
    /** What the page of a row would post when nothing is changed on it. */
    async formAt(path: string): Promise<Form> {
      const [, kind, pilot, id] = path.split('/').slice(1);
      const row = await rowAt(office, kind as EditedKind, id ?? '', pilot);
      return { ...typedRow(row), version: versionsIn(await read(path)).edit, do: 'save' };
    },
  };
}

/** The versions that the forms of a page hold: the one that confirms, and the one that changes. */
function versionsIn(html: string) {
  const [told = '', edit = ''] = html.split('<section aria-labelledby="edit">');
  const versionIn = (part: string) => /name="version" value="([^"]+)"/.exec(part)?.[1] ?? '';
  return { confirm: versionIn(told), edit: versionIn(edit) };
}

async function rowAt(office: Office, kind: EditedKind, id: string, pilot = 'serbia'): Promise<Row> {
  const row = await rowOf(office.store.read, pilot, kind, id);
  if (row === undefined) throw new Error(`no ${kind}/${id}`);
  return row;
}
/** The entries of the log of one member of staff, sorted: their ids are random. */
const deedsOf = async (office: Office, cookie: string) =>
  (await office.rows('log'))
    .filter(({ who }) => who === `account:${accountOf(cookie)}`)
    .map(({ what, target, pilot }) => [what, target, pilot])
    .toSorted();

/** The card of an item on the list of what is to be checked, with its words. */
function cardIn(html: string, name: string): { html: string; says: string } | undefined {
  const cards = [...html.matchAll(/<li class="card"><h2.*?(?=<li class="card"><h2|<\/main>)/gs)].map(([card]) => card);
  const card = cards.find((one) => words(one).trim().startsWith(name));
  return card === undefined ? undefined : { html: card, says: words(card) };
}
const reported = (office: Office, kind: string, period = '2026-H2') =>
  office.store.tx((q) => countTally(q, { pilot: 'serbia', period, kind, demo: true }));

describe('the list of what is to be checked', () => {
  test('says why, what people are told, and where it is from; once confirmed it is gone', async () => {
    await using office = await openOffice();
    const { cookie, read, post } = await sit(office);
    const card = cardIn(await read('/staff/outdated'), 'NSZ');
    expect(card?.says).toContain('Never confirmed');
    expect(card?.says).toContain('Phone: +381 11 2929000 old or partial not told');
    expect(card?.html).toContain('href="https://ozon.rs"');
    const version = /name="version" value="([^"]+)"/.exec(card?.html ?? '')?.[1] ?? '';
    const form = { pilot: 'serbia', kind: 'services', id: 'nsz', version, do: 'confirm' };
    const without = await post('/staff/outdated', { ...form, by: ' ' });
    expect(without.status).toBe(422);
    expect(cardIn(without.html, 'NSZ')?.says).toContain('Please fill this in.');
    expect((await post('/staff/outdated', { ...form, by: 'Eva', version: 'another' })).status).toBe(409);
    expect(await rowAt(office, 'services', 'nsz')).not.toHaveProperty('confirmedBy');
    const done = await post('/staff/outdated', { ...form, by: ' Eva ' });
    expect(done).toMatchObject({ status: 303, location: '/staff/outdated?pilot=serbia&notice=confirmed' });
    expect(await rowAt(office, 'services', 'nsz')).toMatchObject({ confirmedBy: 'Eva', confirmedOn: TODAY });
    expect(cardIn(await read('/staff/outdated'), 'NSZ')).toBeUndefined();
    expect(await deedsOf(office, cookie)).toEqual([['row-confirmed', 'serbia/services/nsz', 'serbia']]);
  });

  test('shows the command for what the folder says, and no form', async () => {
    await using office = await openOffice();
    const { read, post } = await sit(office);
    const html = await read('/staff/outdated');
    for (const [name, kind] of [
      ['Emergency numbers', 'emergency'],
      ['Authority that answers', 'controller'],
    ] as const) {
      const card = cardIn(html, name);
      expect(card?.says).toContain(`facts confirm serbia/${kind} --by NAME`);
      expect(card?.html).not.toContain('<form');
    }
    const form = { pilot: 'serbia', kind: 'controller', id: '', version: 'x', by: 'Eva', do: 'confirm' };
    expect((await post('/staff/outdated', form)).status).toBe(409);
  });

  test('names what was reported, of every half-year, until somebody has dealt with it; newer reports show again', async () => {
    await using office = await openOffice();
    const { cookie, read, post } = await sit(office);
    for (const kind of ['wrong-service.ar.nsz', 'wrong-service.ar.nsz', 'not-found.fa.rights', 'wrong-fact.en.gone'])
      await reported(office, kind);
    await reported(office, 'wrong-service.en.nsz', '2026-H1');
    expect(await read('/staff/setup')).toContain('5 reports of people to look at');
    const html = await read('/staff/outdated');
    const card = cardIn(html, 'NSZ');
    expect(card?.says).toContain('Reported to be wrong: 2 times Arabic · 2026-H2');
    expect(card?.says).toContain('Reported to be wrong: 1 time English · 2026-H1');
    expect(cardIn(html, 'My right to work')?.says).toContain('Not found: 1 time Persian');
    expect(cardIn(html, 'gone')?.says).toContain('Reported to be wrong');
    const seen = [...(card?.html ?? '').matchAll(/name="seen" value="([^"]+)"/g)].map(([, one = '']) => one);
    // Somebody reports it once more while the coordinator reads.
    await reported(office, 'wrong-service.ar.nsz');
    const form = { pilot: 'serbia', do: 'done', seen };
    expect((await post('/staff/outdated', form)).location).toBe('/staff/outdated?pilot=serbia&notice=dealt');
    const after = cardIn(await read('/staff/outdated'), 'NSZ');
    expect(after?.says).toContain('Reported to be wrong: 1 time Arabic · 2026-H2');
    expect(after?.says).not.toContain('2026-H1');
    expect(await deedsOf(office, cookie)).toEqual([['reports-done', 'nsz', 'serbia']]);
    // A forged number marks no report that is not there yet.
    await post('/staff/outdated', { ...form, seen: '2026-H2 wrong-service ar nsz 1000000' });
    expect(cardIn(await read('/staff/outdated'), 'NSZ')?.says).not.toContain('Reported');
    await reported(office, 'wrong-service.ar.nsz');
    expect(cardIn(await read('/staff/outdated'), 'NSZ')?.says).toContain('Reported to be wrong: 1 time Arabic');
  });

  test('is that of another pilot for nobody else, which is noted', async () => {
    await using office = await openOffice();
    const { cookie, read, post } = await sit(office, ['milan']);
    await reported(office, 'not-found.fa.rights');
    expect(await read('/staff/outdated?pilot=serbia')).not.toContain('NSZ');
    const form = { pilot: 'serbia', do: 'done', seen: '2026-H2 not-found fa rights 1' };
    expect((await post('/staff/outdated', form)).status).toBe(404);
    expect((await office.rows('tally')).map(({ kind }) => kind)).toEqual(['not-found.fa.rights']);
    for (const kind of ['facts/bank', 'services/nsz', 'offices/belgrade']) {
      const [of = '', id = ''] = kind.split('/');
      const path = `/staff/${of}/serbia/${id}`;
      const before = await rowAt(office, of as EditedKind, id);
      expect((await office.page(path, cookie)).status).toBe(404);
      for (const act of ['save', 'confirm', 'end', 'remove'])
        expect((await post(path, { do: act, by: 'Eva', version: 'x' })).status).toBe(404);
      expect(await rowAt(office, of as EditedKind, id)).toEqual(before);
    }
    const refused = await deedsOf(office, cookie);
    expect(refused).toContainEqual(['refused-other', 'serbia/services/nsz', 'serbia']);
    expect(refused).toContainEqual(['refused-other', '/staff/outdated', 'serbia']);
  });
});

test.each(Object.values(content.pilots).map((pilot) => [pilot.pilot, pilot] as const))(
  'a form that nobody changes changes nothing, of every row of %s',
  (_, pilot) => {
    const context = { content, pilot, now: START, demo: true };
    for (const kind of ['facts', 'services', 'offices'] as const)
      for (const row of pilot[kind] as readonly Row[]) {
        const read = readRow(kind, typedRow(row), context, row);
        if ('faults' in read) throw new Error(`${row.id}: ${JSON.stringify(read.faults)}`);
        expect(read.value(row.id, row)).toEqual(row);
      }
  },
);

describe('a service', () => {
  const NSZ = '/staff/services/serbia/nsz';

  test('is listed by what it helps with', async () => {
    await using office = await openOffice();
    const { read } = await sit(office);
    const says = words(await read('/staff/services'));
    expect(says).toMatch(/Legal aid APC .* Work CRPC .*NSZ .* Language courses KIRS/);
  });

  test('loses the confirmation of a contact that is changed, and of no other', async () => {
    await using office = await openOffice();
    const { cookie, post, read, formAt } = await sit(office);
    const { confirm } = versionsIn(await read(NSZ));
    expect((await post(NSZ, { do: 'confirm', version: confirm, by: 'Eva' })).status).toBe(303);
    const form = { ...(await formAt(NSZ)), 'value-1': '011 2929 111' };
    expect(await post(NSZ, form)).toMatchObject({ status: 303, location: `${NSZ}?notice=saved` });
    const service = Service.parse(await rowAt(office, 'services', 'nsz'));
    expect(service).toMatchObject({ confirmedBy: 'Eva', confirmedOn: TODAY });
    expect(service.contacts.map(({ value, confirmedOn }) => [value, confirmedOn])).toEqual([
      ['Gundulićev venac 23-25', TODAY],
      ['011 2929 111', undefined],
    ]);
    const card = cardIn(await read('/staff/outdated'), 'NSZ');
    expect(card?.says).toContain('Not in the last confirmation: 011 2929 111');
    expect(card?.says).toContain('Phone: +381 11 2929111 old or partial not told');
    expect((await deedsOf(office, cookie)).map(([what]) => what)).toEqual(['row-changed', 'row-confirmed']);
  });

  test.each([
    ['phone', '12345678901234567', 'This number cannot be called from here.'],
    ['phone', 'call us', 'This number cannot be called from here.'],
    ['mail', 'nobody', 'A whole mail address, with an @ in it.'],
    ['mail', 'a@b', 'A whole mail address, with an @ in it.'],
    ['link', 'javascript:alert(1)', 'This is not a web address'],
    ['link', 'https://x', 'This is not a web address'],
    ['pigeon', '1', 'Please choose from'],
  ])('takes no %s such as %s; what was typed stays', async (kind, value, fault) => {
    await using office = await openOffice();
    const { post, formAt } = await sit(office);
    const before = await rowAt(office, 'services', 'nsz');
    const typed = { 'kind-2': kind, 'value-2': value, 'state-2': 'V', source: 'My own words', asOf: '2099' };
    const { status, html } = await post(NSZ, { ...(await formAt(NSZ)), ...typed });
    expect(status).toBe(422);
    expect(/id="(kind|value)-2-fault">([^<]*)/.exec(html)?.[2]).toContain(fault);
    expect(html).toContain('id="asOf-fault">A year such as 2026');
    for (const kept of [value, 'My own words', '2099']) expect(html).toContain(`value="${kept}"`);
    expect(await rowAt(office, 'services', 'nsz')).toEqual(before);
  });

  test.each(['0800 222 003', '116 016', '192', '+381 (0) 64 828 3171', '+49 30 614 94 00'])(
    'takes a number such as %s',
    async (value) => {
      await using office = await openOffice();
      const { post, formAt } = await sit(office);
      const form = { ...(await formAt(NSZ)), 'kind-2': 'phone', 'value-2': value, 'state-2': 'V' };
      expect((await post(NSZ, form)).status).toBe(303);
    },
  );

  test('that two edit at once keeps the first change, and shows it beside what the second typed', async () => {
    await using office = await openOffice();
    const [one, other] = [await sit(office), await sit(office)];
    const [first, second] = [await one.formAt(NSZ), await other.formAt(NSZ)];
    await one.post(NSZ, { ...first, source: 'nsz.gov.rs', state: 'V' });
    const { status, html } = await other.post(NSZ, { ...second, source: 'My own words' });
    expect(status).toBe(409);
    expect(await rowAt(office, 'services', 'nsz')).toMatchObject({ source: 'nsz.gov.rs', state: 'V' });
    expect(html).toContain('value="My own words"');
    expect(/id="source-fault">([^<]*)/.exec(html)?.[1]).toBe('Somebody else has saved meanwhile: nsz.gov.rs');
    expect(/id="state-fault">([^<]*)/.exec(html)?.[1]).toBe('Somebody else has saved meanwhile: read in the source');
    expect(html).not.toContain('id="asOf-fault"');
    // Now the second has seen it.
    const again = { ...second, source: 'My own words', state: 'V', version: versionsIn(html).edit };
    expect((await other.post(NSZ, again)).status).toBe(303);
    expect(await rowAt(office, 'services', 'nsz')).toMatchObject({ source: 'My own words', state: 'V' });
  });

  test('is not confirmed when its row has changed since it was read', async () => {
    await using office = await openOffice();
    const { post, read, formAt } = await sit(office);
    const { confirm } = versionsIn(await read(NSZ));
    await post(NSZ, { ...(await formAt(NSZ)), 'value-1': '011 2929 111' });
    const { status, html } = await post(NSZ, { do: 'confirm', version: confirm, by: 'Eva' });
    expect([status, await rowAt(office, 'services', 'nsz')]).not.toEqual([303, expect.anything()]);
    expect(status).toBe(409);
    expect(html).toContain('value="Eva"');
    expect(await rowAt(office, 'services', 'nsz')).not.toHaveProperty('confirmedBy');
  });

  test('that is added is kept, and shown to nobody before it has its texts', async () => {
    await using office = await openOffice();
    const { cookie, post, read } = await sit(office);
    const path = '/staff/services/serbia/new';
    expect(await read(path)).toContain('locales/en/serbia.json');
    const typed = { id: 'red-cross', needs: 'work', state: 'V', 'kind-0': 'link', 'value-0': 'x.rs', 'state-0': 'V' };
    const wrong = await post(path, { ...typed, id: 'Red Cross', needs: [], do: 'save' });
    expect([wrong.status, wrong.html.includes('value="Red Cross"')]).toEqual([422, true]);
    for (const name of ['id', 'needs']) expect(wrong.html).toContain(`id="${name}-fault"`);
    const added = await post(path, { ...typed, do: 'save' });
    expect(added.location).toBe('/staff/services/serbia/red-cross?notice=added');
    const twice = await post(path, { ...typed, do: 'save' });
    expect([twice.status, twice.html.includes('This short name is taken already.')]).toEqual([422, true]);
    expect((await post(path, { ...typed, id: 'new', do: 'save' })).status).toBe(422);
    const html = await read('/staff/services/serbia/red-cross');
    expect(html).toContain('services.red-cross.name\nservices.red-cross.offer');
    expect(words(html)).toContain('Website: https://x.rs not told');
    expect(words(await read('/staff/services'))).toContain('red-cross no text: not shown');
    await office.hear('42', ...JOIN, 'menu', 'Services here', 'Work');
    expect(office.texts('42').join('\n')).not.toContain('red-cross');
    await office.hear('42', press('service', 'red-cross'));
    expect(office.texts('42').at(-1)).not.toContain('x.rs');
    expect((await deedsOf(office, cookie)).map(([what]) => what)).toEqual(['row-added']);
    const { services } = await holdingsOf(office.store.read, 'serbia');
    expect(services.at(-1)).toMatchObject({ id: 'red-cross', needs: ['work'] });
  });

  test('that is ended is shown to nobody and waits for nothing, until it is taken up again', async () => {
    await using office = await openOffice();
    const { cookie, post, read } = await sit(office);
    const APC = '/staff/services/serbia/apc';
    const act = async (what: string) => post(APC, { do: what, version: versionsIn(await read(APC)).edit });
    const told = async (handle: string) => {
      await office.hear(handle, ...JOIN, press('service', 'apc'));
      return office.texts(handle).join('\n').includes('+381 11 2457376');
    };
    expect(await told('1')).toBe(true);
    expect((await act('end')).location).toBe(`${APC}?notice=ended`);
    expect(await told('2')).toBe(false);
    expect(cardIn(await read('/staff/outdated'), 'APC')).toBeUndefined();
    expect(words(await read('/staff/services'))).toContain('APC no longer offered');
    expect((await act('resume')).location).toBe(`${APC}?notice=resumed`);
    expect(await told('3')).toBe(true);
    expect((await deedsOf(office, cookie)).map(([what]) => what)).toEqual(['row-ended', 'row-resumed']);
  });

  test('keeps no message waiting while plans are opened and counted', async () => {
    await using office = await openOffice();
    const toPlan = ['Steps to work', 'Employment service', 'Recognised refugee', 'I look for work', 'Next', 'Next'];
    await office.hear('42', ...JOIN, 'menu', ...toPlan, 'Choose a day', 'Thu 26 Nov');
    const { store, vault } = office.world;
    let isInTransaction = false;
    const opened: boolean[] = [];
    const world = {
      ...office.world,
      store: {
        ...store,
        tx: <T>(work: (q: Q) => Promise<T>) =>
          store.tx(async (q) => {
            isInTransaction = true;
            return work(q).finally(() => {
              isInTransaction = false;
            });
          }),
      },
      vault: {
        ...vault,
        unwrap(...of: Parameters<typeof vault.unwrap>) {
          opened.push(isInTransaction);
          return vault.unwrap(...of);
        },
      },
    };
    const version = versionOf(await rowAt(office, 'services', 'nsz'));
    const edited = { pilot: 'serbia', kind: 'services', id: 'nsz', version, who: null } as const;
    expect(await removeEdited(world, edited)).toMatchObject({ plans: 1 });
    expect(opened).toEqual([false]);
  });

  test('is removed once no plan of a person leads to it', async () => {
    await using office = await openOffice();
    const { cookie, post, read } = await sit(office);
    const toPlan = ['Steps to work', 'Employment service', 'Recognised refugee', 'I look for work', 'Next', 'Next'];
    await office.hear('42', ...JOIN, 'menu', ...toPlan, 'Choose a day', 'Thu 26 Nov');
    const act = async () => post(NSZ, { do: 'remove', version: versionsIn(await read(NSZ)).edit });
    const refused = await act();
    expect(refused.status).toBe(409);
    expect(words(refused.html)).toContain('plans of people lead to it (fewer than 10)');
    expect(await rowAt(office, 'services', 'nsz')).toBeDefined();
    await office.hear('42', 'menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
    expect((await act()).location).toBe('/staff/services?pilot=serbia&notice=removed');
    expect(await rowOf(office.store.read, 'serbia', 'services', 'nsz')).toBeUndefined();
    expect((await office.page(NSZ, cookie)).status).toBe(404);
    expect((await deedsOf(office, cookie)).map(([what]) => what)).toEqual(['row-removed']);
  });

  test('as pages have changed it is a difference to the folder, until an export writes it there', async () => {
    await using office = await openOffice();
    const { post, read, formAt } = await sit(office);
    await post(NSZ, { ...(await formAt(NSZ)), 'value-1': '011 2929 111', needs: ['work', 'language'] });
    await post('/staff/services/serbia/apc', {
      ...{ do: 'end', version: versionsIn(await read('/staff/services/serbia/apc')).edit },
    });
    const held = await holdingsOf(office.store.read, 'serbia');
    const yaml = readFileSync(new URL('../../flows/pilots/serbia/services.yaml', import.meta.url), 'utf8');
    const inFolder = (text: string) => ({ ...held, services: z.array(Service).parse(parse(text)) });
    const lines = describePlan(planImport(held, inFolder(yaml)));
    expect(lines.map((line) => line.split(': ')[0])).toEqual([
      '~ services/apc  ended',
      '~ services/nsz  needs',
      '~ services/nsz  contacts',
    ]);
    expect(planImport(held, inFolder(withServices(yaml, held.services)))).toEqual([]);
  });
});

describe('a fact', () => {
  const BANK = '/staff/facts/serbia/bank';

  test('is changed and confirmed', async () => {
    await using office = await openOffice();
    const { cookie, post, read, formAt } = await sit(office);
    expect(words(await read('/staff/facts'))).toContain('May I open a bank account?');
    const form = { ...(await formAt(BANK)), asOf: '2026', source: 'nbs.rs', for: ['family'], beside: 'pay' };
    expect((await post(BANK, { ...form, step: 'nowhere' })).status).toBe(422);
    expect((await post(BANK, form)).location).toBe(`${BANK}?notice=saved`);
    const changed = { asOf: '2026', source: 'nbs.rs', for: ['family'], beside: 'pay' };
    expect(await rowAt(office, 'facts', 'bank')).toMatchObject(changed);
    const { confirm } = versionsIn(await read(BANK));
    expect((await post(BANK, { do: 'confirm', version: confirm, by: '' })).status).toBe(422);
    expect((await post(BANK, { do: 'confirm', version: confirm, by: 'Eva' })).location).toBe(
      `${BANK}?notice=confirmed`,
    );
    const languages = ['ar', 'de', 'en', 'fa', 'it', 'sr-Cyrl', 'sv'];
    const fact = await rowAt(office, 'facts', 'bank');
    expect(fact).toMatchObject({ ...changed, confirmedBy: 'Eva', confirmedOn: TODAY });
    expect(Object.keys('confirmedTexts' in fact ? (fact.confirmedTexts ?? {}) : {}).sort()).toEqual(languages);
    // Its texts are what was confirmed: another year of the source changes nothing about that.
    await post(BANK, { ...(await formAt(BANK)), asOf: '2025' });
    expect(await rowAt(office, 'facts', 'bank')).toMatchObject({ asOf: '2025', confirmedBy: 'Eva' });
    expect((await deedsOf(office, cookie)).map(([what]) => what)).toEqual([
      ...['row-changed', 'row-changed', 'row-confirmed'],
    ]);
  });

  test('with a question alone has nothing to confirm, and is neither added nor removed on a page', async () => {
    await using office = await openOffice();
    const { cookie, post, read } = await sit(office);
    const html = await read('/staff/facts/serbia/right-family');
    expect(html).not.toContain('value="confirm"');
    expect(words(html)).toContain('Nothing is there to confirm yet');
    expect((await office.page('/staff/facts/serbia/new', cookie)).status).toBe(404);
    const { edit } = versionsIn(html);
    const path = '/staff/facts/serbia/right-family';
    for (const act of ['remove', 'end', 'constructor'])
      expect((await post(path, { do: act, version: edit })).location).toBe(path);
    expect((await post(path, { do: 'confirm', version: edit, by: 'Eva' })).status).toBe(409);
    expect(await deedsOf(office, cookie)).toEqual([]);
  });
});

describe('an office', () => {
  const NIS = '/staff/offices/serbia/nis';
  const typed = { id: 'nis', name: 'Info point Niš', place: 'Belgrade', address: 'Trg 1', pin: '43.32, 21.9' };

  test('is added, changed and removed; a changed address loses its confirmation', async () => {
    await using office = await openOffice();
    const { cookie, post, read, formAt } = await sit(office);
    const add = (more: Form) => post('/staff/offices/serbia/new', { ...typed, do: 'save', ...more });
    const wrong = await add({ name: '', place: 'Atlantis', pin: '1000, 2' });
    expect(wrong.status).toBe(422);
    for (const name of ['name', 'place', 'pin']) expect(wrong.html).toContain(`id="${name}-fault"`);
    expect(wrong.html).toContain('value="Trg 1"');
    expect((await add({ access: ['lift', 'step-free'], childcare: 'yes' })).location).toBe(`${NIS}?notice=added`);
    expect(await rowAt(office, 'offices', 'nis')).toEqual({
      ...{ id: 'nis', name: 'Info point Niš', place: 'Belgrade', address: 'Trg 1', pin: { lat: 43.32, lon: 21.9 } },
      ...{ access: ['step-free', 'lift'], childcare: true, demo: true },
    });
    // A real office is confirmed; those of a demonstration are not asked for.
    await office.store.tx((q) => q.db.update(q.t.office).set({ demo: false }));
    const { confirm } = versionsIn(await read(NIS));
    await post(NIS, { do: 'confirm', version: confirm, by: 'Eva' });
    expect(await rowAt(office, 'offices', 'nis')).toMatchObject({ confirmedBy: 'Eva', confirmedOn: TODAY });
    await post(NIS, { ...(await formAt(NIS)), name: 'Info tačka Niš' });
    expect(await rowAt(office, 'offices', 'nis')).toMatchObject({ name: 'Info tačka Niš', confirmedBy: 'Eva' });
    await post(NIS, { ...(await formAt(NIS)), address: 'Trg 2', pin: '' });
    const moved = await rowAt(office, 'offices', 'nis');
    expect(moved).toMatchObject({ address: 'Trg 2' });
    for (const gone of ['pin', 'confirmedBy', 'confirmedOn']) expect(moved).not.toHaveProperty(gone);
    expect(cardIn(await read('/staff/outdated'), 'Info tačka Niš')?.says).toContain('Never confirmed');
    const { edit } = versionsIn(await read(NIS));
    expect((await post(NIS, { do: 'remove', version: edit })).location).toContain('notice=removed');
    expect((await deedsOf(office, cookie)).map(([what]) => what)).toEqual([
      ...['row-added', 'row-changed', 'row-changed', 'row-confirmed', 'row-removed'],
    ]);
  });

  test('to which counsellors, rooms or appointments belong is not removed; whose they are is not said', async () => {
    await using office = await openOffice();
    const { post, read } = await sit(office);
    const reference = await office.book('amal');
    const room = { id: 'r', pilot: 'serbia', kind: 'room', office: 'serbia-belgrade', languages: [] } as const;
    const more = { name: Buffer.from('x'), languages: [], gender: null, demo: true };
    await office.store.tx((q) => addResource(q, { ...room, ...more }));
    const path = '/staff/offices/serbia/belgrade';
    const { edit } = versionsIn(await read(path));
    const { status, html } = await post(path, { do: 'remove', version: edit });
    expect(status).toBe(409);
    expect(words(html)).toContain('It still has: 2 counsellors, 1 room and appointments to come (fewer than 10).');
    expect(html).not.toContain(reference);
    expect(await rowAt(office, 'offices', 'belgrade')).toBeDefined();
  });
});

test('the targets of a pilot stand on the checklist, with the file that holds them', async () => {
  await using office = await openOffice();
  const { read } = await sit(office);
  const targets = content.pilots.serbia?.targets;
  const says = words(await read('/staff/setup'));
  expect(says).toContain(`Targets: ${targets?.people} people, ${targets?.women} of them women.`);
  expect(says).toContain('flows/pilots/serbia/pilot.yaml');
});
