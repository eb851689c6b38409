import type { Reason } from '../../src/pilot/facts.ts';
import type { Item } from '../../src/server/staff/outdated/query.ts';
import { type Outdated, outdatedPage } from '../../src/server/staff/outdated/view.ts';
import type { RowForm } from '../../src/server/staff/rows/form.ts';
import { listPage } from '../../src/server/staff/rows/list.ts';
import type { ShownRow } from '../../src/server/staff/rows/query.ts';
import { toldNow } from '../../src/server/staff/rows/told.ts';
import { type RowNotice, type RowPage, rowPage } from '../../src/server/staff/rows/view.ts';
import { EDITED, type EditedKind, type Row } from '../../src/store/holdings.ts';
import type { Texts } from '../../src/text/texts.ts';
import type { Report } from '../../src/turn/actions/report.ts';
import type { Hanging } from '../../src/turn/office/hanging.ts';
import { typedRow } from '../../src/turn/office/read-row.ts';
import type { Fault, Faults } from '../../src/turn/office/typed.ts';
import { START } from '../fakes/clock.ts';
import { content } from '../fakes/parts.ts';
import { reader, type State, YES_AND_NO } from './states.ts';

/** The states of the pages of facts, services and offices, and of the list of what is to be checked. */

const { serbia } = content.pilots;
if (serbia === undefined) throw new Error('no Serbia');
const DAY = '2026-11-24';
const OLD = { confirmedBy: '<Ana>', confirmedOn: '2025-01-01' };

const REASONS: Reason[] = [
  { why: 'untexted', by: '<Ana>' },
  { why: 'changed', on: DAY, languages: ['ar', 'sr-Cyrl'] },
  { why: 'others', values: ['011 & 1', 'x.example'] },
  { why: 'nothing' },
  { why: 'never' },
  { why: 'over', by: '<Ana>', on: '2025-01-01' },
  ...(['O', 'U', 'C'] as const).map((state) => ({ why: 'state' as const, state })),
  { why: 'source' },
];
const report = (kind: Report['kind'], what: string, count: number): Report => ({
  ...{ kind, what, count, all: count + 1, period: '2026-H2' },
  language: count === 1 ? '' : 'ar',
});
const COUNTS = [1, 2, 12];

/** The rows of a kind: as the folder has them, and in every other way. */
const ROWS: Record<EditedKind, Row[]> = {
  facts: serbia.facts.flatMap((fact, i) => [{ ...fact, ...(i === 0 && { beside: 'pay' }), ...(i === 1 && OLD) }]),
  services: serbia.services.map((service, i) => ({
    ...service,
    ...(i === 0 && { ended: true }),
    ...(i === 1 && { helpline: true, audience: 'professionals' }),
    ...(i === 2 && { id: 'not-in-git', source: 'https://x.example/a?b=1&c=2' }),
  })),
  offices: [
    { id: 'a', name: '<Krnjača> & Co.', place: 'Beograd', address: null, pin: { lat: 44.8, lon: -20.4 } },
    { id: 'b', name: 'B', place: 'Gone', address: 'Trg 1', access: ['lift'], childcare: true, ...OLD },
  ],
};

const shownRow = (texts: Texts, language: string, row: Row, i: number): ShownRow => ({
  ...{ id: row.id, row, version: 'v', textVersion: 'w', hashes: {}, isToConfirm: i % 3 !== 2 },
  told: toldNow({ texts, language, pilot: serbia, day: DAY }, row, {}),
  reasons: i % 2 === 0 ? REASONS.slice(i % REASONS.length) : [],
});
const readers = (['coordinator', 'admin'] as const).map((role) => reader(role));
const places = { now: START, pilots: ['serbia', 'milan'] };
const NOTICES: RowNotice[] = [
  ...(['saved', 'added', 'confirmed', 'ended', 'resumed', 'removed'] as const),
  ...(['changed', 'faults'] as const),
];

const lists = EDITED.flatMap((kind): State[] =>
  [null, ...NOTICES].map(
    (notice, i): State =>
      ({ model: { texts } }, language) => {
        const principal = reader(i % 2 === 0 ? 'coordinator' : 'admin');
        const rows = i === 0 ? [] : ROWS[kind].map((row, at) => shownRow(texts, language, row, at));
        const own = i === 1 ? { pilot: null, pilots: [] } : { pilot: 'serbia', pilots: places.pilots };
        return listPage(texts, language, { principal, now: START, kind, rows, notice, ...own });
      },
  ),
);

/** Everything that can be wrong with a field. */
const FAULTS: Fault[] = [
  { text: 'faults:year', params: { year: '2026' } },
  ...(['phone', 'mail', 'link', 'address', 'code', 'taken', 'pin', 'empty'] as const).map((name) => ({
    text: `faults:${name}` as const,
  })),
];
const FIELDS = ['state', 'asOf', 'value-0', 'value-1', 'needs', 'pin', 'name', 'id', 'step', 'childcare'];
const faults: Faults = Object.fromEntries(FIELDS.flatMap((name, i) => (FAULTS[i] ? [[name, FAULTS[i]]] : [])));
const nothing = { plans: 0, counsellors: 0, rooms: 0, appointments: 0 };
const HANGING: (Hanging | null)[] = [
  null,
  { ...nothing, plans: 1 },
  { ...nothing, plans: 34 },
  { plans: 0, counsellors: 1, rooms: 1, appointments: 2 },
  { plans: 0, counsellors: 3, rooms: 2, appointments: 21 },
];

const onePage = (kind: EditedKind, row: Row | null, i: number): State[] =>
  [null, ...NOTICES].map(
    (notice, n): State =>
      ({ model }, language) => {
        const hanging = HANGING[n % HANGING.length] ?? null;
        const form: RowForm = {
          ...{ typed: row === null ? { id: ['<x>'] } : typedRow(row), way: model.wayOf('serbia') },
          ...{ faults: n % 3 === 1 ? faults : {}, places: ['Beograd', 'Niš'] },
          theirs: notice === 'changed' && row !== null ? typedRow(ROWS[kind].at(i - 1) ?? row) : null,
        };
        const shown: RowPage = {
          ...{ principal: reader('coordinator'), now: START, kind, pilot: 'serbia', form, notice },
          shown: row === null ? null : shownRow(model.texts, language, row, i + n),
          ...{ by: '<Ana>', isByMissing: n % 2 === 1, hanging: row === null || kind === 'facts' ? null : hanging },
        };
        return rowPage(model.texts, language, shown);
      },
  );

const pages = EDITED.flatMap((kind) => [
  ...ROWS[kind].slice(0, 3).flatMap((row, i) => onePage(kind, row, i)),
  ...(kind === 'facts' ? [] : onePage(kind, null, 0)),
]);

const itemsIn = (texts: Texts, language: string): Item[] => [
  ...EDITED.flatMap((kind) =>
    ROWS[kind].map((row, i): Item => {
      const { told, reasons, hashes } = shownRow(texts, language, row, i);
      const reports = i % 2 === 0 ? [] : [report(kind === 'facts' ? 'wrong-fact' : 'wrong-service', row.id, i)];
      const source = 'state' in row ? row : {};
      return { in: 'database', kind, id: row.id, told, source, version: i % 3 ? 'v' : null, hashes, reasons, reports };
    }),
  ),
  ...(['emergency', 'controller', 'contact', 'consentAge', 'childProtection'] as const).flatMap((kind) =>
    YES_AND_NO.map(
      (isThere): Item => ({
        ...{ in: 'folder', kind, isThere, source: { state: 'O' }, reasons: [{ why: 'never' }], reports: [] },
        lines: isThere ? [{ says: { text: 'knowledge:fromAge', params: { years: 15 } }, isTold: true }] : [],
      }),
    ),
  ),
  {
    ...{ in: 'folder', kind: 'emergency', isThere: true, source: {}, reasons: [], reports: [] },
    lines: (['police', 'fire', 'ambulance'] as const).map((of) => ({
      says: { name: { text: `knowledge:${of}` }, value: '112' },
      isTold: true,
    })),
  },
  ...['rights', 'no-step'].map(
    (at): Item => ({
      ...{ in: 'chat', at, reasons: [] },
      reports: (['not-found', 'wrong-fact', 'wrong-service'] as const).flatMap((kind) =>
        COUNTS.map((count) => report(kind, at, count)),
      ),
    }),
  ),
];

const outdated = ([null, 'confirmed', 'dealt', 'changed', 'faults'] as const).flatMap((notice) =>
  readers.flatMap((principal) =>
    ['all', 'one', 'none', 'no pilot'].map(
      (which): State =>
        ({ model: { texts } }, language) => {
          const all = itemsIn(texts, language);
          const shown: Outdated = {
            ...{ principal, now: START, notice, by: '<Ana>' },
            pilot: which === 'no pilot' ? null : 'serbia',
            pilots: which === 'no pilot' ? [] : places.pilots,
            items: which === 'all' ? all : which === 'one' ? all.slice(1, 2) : [],
            missingAt: notice === 'faults' ? `services/${ROWS.services[1]?.id}` : null,
          };
          return outdatedPage(texts, language, shown);
        },
    ),
  ),
);

const routesOf = (kind: EditedKind) => [
  `GET /staff/${kind}`,
  `GET /staff/${kind}/:pilot/:id`,
  `POST /staff/${kind}/:pilot/:id`,
];
export const KNOWLEDGE_PAGES = {
  outdated: { at: ['GET /staff/outdated', 'POST /staff/outdated'], states: outdated },
  rows: { at: EDITED.flatMap(routesOf), states: [...lists, ...pages] },
};
