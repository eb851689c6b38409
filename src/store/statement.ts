import { Column, fillPlaceholders, is, Param, Placeholder } from 'drizzle-orm';
import type { SelectedFieldsOrdered as PgFields } from 'drizzle-orm/pg-core';
import type { SelectedFieldsOrdered as SqliteFields } from 'drizzle-orm/sqlite-core';
import { mapResultRow } from 'drizzle-orm/utils';

// Exported by drizzle, but left out of its types. The contract test covers joins, which need it.
declare module 'drizzle-orm/utils' {
  export function mapResultRow(fields: Fields, row: unknown[], joins: Joins): unknown;
}

export type Fields = PgFields | SqliteFields;
/** Whether the rows of each joined table are always there; drizzle needs it to tell a missing row from empty columns. */
export type Joins = Record<string, boolean> | undefined;
export type Values = Record<string, unknown>;

/** Turns placeholder values into a statement's parameters. What drizzle finds out at every execution is found out once. */
export function binder(params: unknown[]): (values: Values | undefined) => unknown[] {
  if (!params.some((param) => is(param, Placeholder) || is(param, Param))) return () => params;
  const sources = params.map((param) =>
    is(param, Param) && is(param.value, Placeholder) ? { name: param.value.name, encoder: param.encoder } : undefined,
  );
  return (values = {}) => {
    const bound = new Array<unknown>(params.length);
    for (let i = 0; i < sources.length; i++) {
      const source = sources[i];
      const value = source && values[source.name];
      // Whatever is unusual, a missing value among it, takes drizzle's own way.
      if (!source || value === undefined) return fillPlaceholders(params, values);
      bound[i] = source.encoder.mapToDriverValue(value);
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
