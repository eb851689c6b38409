import { Temporal } from 'temporal-polyfill';
import type { Content } from '../../content.ts';
import type { Fact, Office, Pilot, Service } from '../../pilot/pilot.ts';
import { Office as OfficeShape } from '../../pilot/pilot.ts';
import type { EditedKind, Row } from '../../store/holdings.ts';
import { readFact, typedFact, withFactFields } from './read-fact.ts';
import { readOffice, typedOffice, withOfficeFields } from './read-office.ts';
import { readService, typedService, withServiceFields } from './read-service.ts';
import { type Faults, fieldsOf, type Read, type Typed } from './typed.ts';

/** What the fields of a row are read by. */
export interface RowContext {
  content: Content;
  pilot: Pilot;
  /** Epoch ms. */
  now: number;
  /** A new office of a demonstration is marked as one. */
  demo: boolean;
}

/** Makes a row of the present one; of a new one there is none yet. */
export type MakeRow = (id: string, now: Row | undefined) => Row;

/** Reads what staff typed about a fact, a service or an office. `row`: the present one. */
export function readRow(
  kind: EditedKind,
  typed: Typed,
  { content, pilot, now, demo }: RowContext,
  row?: Row,
): Read<MakeRow> {
  const kept = row !== undefined && 'contacts' in row ? row.contacts : [];
  const way = content.model.wayOf(pilot.pilot);
  const { year } = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(pilot.zone);
  switch (kind) {
    case 'facts':
      return made(readFact(typed, { way, year }), (fields) => (id, row) => withFactFields(asFact(id, row), fields));
    case 'services':
      return made(
        readService(typed, { way, year, country: pilot.country, kept }),
        (fields) => (id, row) => withServiceFields(asService(id, row), fields),
      );
    case 'offices':
      return made(
        readOffice(typed, { places: pilot.places }),
        (fields) => (id, row) => withOfficeFields(asOffice(id, row, demo), fields),
      );
  }
}

/** The short name of a new row. */
export function readId(typed: Typed): Read<string> {
  const fields = fieldsOf(typed);
  const isId = (id: string) => id !== NEW && id.length <= MOST_ID && OfficeShape.shape.id.safeParse(id).success;
  const id = fields.parsed('id', (said) => (isId(said) ? said : undefined), { text: 'faults:code' });
  return fields.done(() => id);
}

/** No row has this short name: it stands in the address of the page that adds one. */
export const NEW = 'new';
/** The longest short name. */
export const MOST_ID = 40;

/** The fields of a row as a form holds them. */
export function typedRow(row: Row): Typed {
  if ('contacts' in row) return typedService(row);
  return 'address' in row ? typedOffice(row) : typedFact(row);
}

/** What is wrong with a new row's short name and its fields together. */
export const faultsIn = (...read: Read<unknown>[]): Faults =>
  Object.assign({}, ...read.map((one) => ('faults' in one ? one.faults : {})));

const made = <T>(read: Read<T>, make: (fields: T) => MakeRow): Read<MakeRow> =>
  'faults' in read ? read : { value: make(read.value) };

const asFact = (id: string, row: Row | undefined): Fact =>
  row !== undefined && 'step' in row ? row : { id, step: '', state: 'U' };
const asService = (id: string, row: Row | undefined): Service =>
  row !== undefined && 'contacts' in row ? row : { id, needs: [], state: 'U', contacts: [] };
const asOffice = (id: string, row: Row | undefined, demo: boolean): Office =>
  row !== undefined && 'address' in row ? row : { id, name: '', place: '', address: null, ...(demo && { demo: true }) };
