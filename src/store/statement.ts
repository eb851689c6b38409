import { Column, is, Param, Placeholder } from 'drizzle-orm';
import type { SelectedFieldsOrdered as PgFields } from 'drizzle-orm/pg-core';
import type { SelectedFieldsOrdered as SqliteFields } from 'drizzle-orm/sqlite-core';
import { mapResultRow } from 'drizzle-orm/utils';

// Drizzle exports this function, but its types leave it out. The contract test covers joins, which need it.
declare module 'drizzle-orm/utils' {
  export function mapResultRow(fields: Fields, row: unknown[], joins: Joins): unknown;
}

export type Fields = PgFields | SqliteFields;
/**
 * Whether the rows of each joined table are always there; drizzle needs it to tell a missing row from empty columns.
 */
export type Joins = Record<string, boolean> | undefined;
export type Values = Record<string, unknown>;

/**
 * Turns placeholder values into a statement's parameters. It finds the placeholders once; drizzle does so at every
 * execution.
 */
export function binder(params: unknown[]): (values: Values | undefined) => unknown[] {
  const holes: { at: number; name: string; encode: ((value: unknown) => unknown) | undefined }[] = [];
  for (const [at, param] of params.entries()) {
    if (is(param, Placeholder)) holes.push({ at, name: param.name, encode: undefined });
    else if (is(param, Param) && is(param.value, Placeholder)) {
      const { encoder } = param;
      holes.push({ at, name: param.value.name, encode: (value) => encoder.mapToDriverValue(value) });
    }
  }
  if (holes.length === 0) return () => params;
  return (values = {}) => {
    const bound = params.slice();
    for (const { at, name, encode } of holes) {
      const value = values[name];
      if (value === undefined) throw new Error(`No value for placeholder "${name}"`);
      bound[at] = encode && value !== null ? encode(value) : value;
    }
    return bound;
  };
}

/** Turns a row of driver values into the object that was selected; a row of plain columns takes the short way. */
export function decoder(fields: Fields): (row: unknown[], joins: Joins) => unknown {
  const columns: { key: string; column: Column }[] = [];
  for (const { path, field } of fields) {
    const [key, ...rest] = path;
    if (key === undefined || rest.length > 0 || !is(field, Column)) {
      return (row, joins) => mapResultRow(fields, row, joins);
    }
    columns.push({ key, column: field });
  }
  return (row) => {
    const result: Record<string, unknown> = {};
    for (let i = 0; i < columns.length; i++) {
      const value = row[i];
      const { key, column } = columns[i] as (typeof columns)[number];
      result[key] = value === null ? null : column.mapFromDriverValue(value);
    }
    return result;
  };
}
