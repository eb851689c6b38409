import { cleanInput } from '../../text/clean.ts';
import type { KeyIn } from '../../text/keys.ts';
import type { Param } from '../../text/params.ts';

/** Reads what staff typed into a form or as options of a command: both name what is wrong at its field. */

/** What staff typed, by the names of the fields: all values of each. */
export type Typed = Readonly<Record<string, readonly string[]>>;

/** What is wrong with a field, and what is allowed: a text with its parameters. */
export interface Fault {
  text: `faults:${KeyIn<'faults'>}`;
  params?: Record<string, Param>;
}

/** What is wrong, by the names of the fields. */
export type Faults = Readonly<Record<string, Fault>>;

/** What was typed, ready to be stored; or what is wrong with it. */
export type Read<T> = { value: T } | { faults: Faults };

/** Reads the fields of one form. A field that is wrong is noted, and read as a value that is never stored. */
export interface Fields {
  /** A line or some words of at most `most` UTF-16 units, without control characters; empty only where it is optional. */
  text(name: string, most: number, need?: 'optional'): string;
  /** A whole number. */
  number(name: string, least: number, most: number): number;
  /** One of some codes. */
  one<T extends string>(name: string, allowed: readonly T[]): T;
  /** Any of some codes, in their order; at least one unless it is optional. */
  some<T extends string>(name: string, allowed: readonly T[], need?: 'optional'): T[];
  /** Whether a box is ticked. */
  ticked(name: string): boolean;
  /** A value that `parse` reads; undefined means that it is `fault`. */
  parsed<T>(name: string, parse: (typed: string) => T | undefined, fault: Fault): T;
  /** Notes what is wrong with a field. */
  wrong(name: string, fault: Fault): void;
  /** Notes what is wrong with a field where it is wrong together with others; asked only while all others are right. */
  together(name: string, isWrong: () => boolean, fault: Fault): void;
  /** The value, unless something is wrong. */
  done<T>(value: () => T): Read<T>;
}

/** These codes in the order that they had before; new ones come last. */
export const inOrderOf = <T extends string>(codes: readonly T[], before: readonly T[] = []): T[] => [
  ...before.filter((one) => codes.includes(one)),
  ...codes.filter((one) => !before.includes(one)),
];

export function fieldsOf(typed: Typed): Fields {
  const faults: Record<string, Fault> = {};
  const first = (name: string) => cleanInput(typed[name]?.[0] ?? '');
  const wrong = (name: string, fault: Fault) => {
    faults[name] ??= fault;
  };
  const codes = <T extends string>(allowed: readonly T[]): Fault =>
    allowed.length === 0
      ? { text: 'faults:none' }
      : { text: 'faults:choose', params: { allowed: { list: [...allowed] } } };
  return {
    text(name, most, need) {
      const value = first(name);
      if (value === '' && need !== 'optional') wrong(name, { text: 'faults:empty' });
      if (value.length > most) wrong(name, { text: 'faults:long', params: { most } });
      return value;
    },
    number(name, least, most) {
      const value = first(name);
      const read = /^\d+$/.test(value) ? Number(value) : Number.NaN;
      if (!(read >= least && read <= most)) wrong(name, { text: 'faults:number', params: { least, most } });
      return read;
    },
    one(name, allowed) {
      const value = first(name);
      const found = allowed.find((one) => one === value);
      if (found === undefined) wrong(name, codes(allowed));
      return found ?? (value as (typeof allowed)[number]);
    },
    some(name, allowed, need) {
      const values = (typed[name] ?? []).filter((one) => one !== '');
      const isWrong = values.some((value) => !allowed.some((one) => one === value));
      if (isWrong || (values.length === 0 && need !== 'optional')) wrong(name, codes(allowed));
      return allowed.filter((one) => values.includes(one));
    },
    ticked: (name) => typed[name]?.[0] !== undefined && typed[name][0] !== '',
    parsed(name, parse, fault) {
      const read = parse(first(name));
      if (read === undefined) wrong(name, fault);
      return read as Exclude<typeof read, undefined>;
    },
    wrong,
    together(name, isWrong, fault) {
      if (Object.keys(faults).length === 0 && isWrong()) wrong(name, fault);
    },
    done: (value) => (Object.keys(faults).length === 0 ? { value: value() } : { faults }),
  };
}
