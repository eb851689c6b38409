import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sealed } from '../fakes/sealed.ts';

/** How a PDF begins, and the part that every DOCX has, whose name is not packed. */
const FILES = ['%PDF-1.', 'word/document.xml'];

/** Everything that stands in some folders, as somebody finds it who takes the disk. */
export function bytesIn(...folders: string[]): Buffer {
  const files = folders.flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }));
  return Buffer.concat(
    files.filter((file) => file.isFile()).map((file) => readFileSync(join(file.parentPath, file.name))),
  );
}

/** Those words that stand there in plain, and the marks of files that were made of them. */
export const plainIn = (bytes: Buffer, words: readonly string[]): string[] =>
  [...words, ...FILES].filter((one) => bytes.includes(one));

/** By so many bytes a sealed value is told from every other; a longer one may be spread over several pages. */
const BEGINNING = 40;
/** A sealed value begins with the name of its key. */
const KEY = 5;

/** Those of the sealed values that stand there. */
export function leftIn(bytes: Buffer, values: readonly Sealed[]): Sealed[] {
  const beginning = (from: Buffer, at: number, length: number) => from.toString('latin1', at, at + length);
  const byKey = Map.groupBy(values, (value) => beginning(value.bytes, 0, KEY));
  return [...byKey].flatMap(([key, all]) => {
    const found = new Set<string>();
    for (let at = bytes.indexOf(key, 0, 'latin1'); at >= 0; at = bytes.indexOf(key, at + 1, 'latin1'))
      found.add(beginning(bytes, at, BEGINNING));
    return all.filter((value) => found.has(beginning(value.bytes, 0, BEGINNING)));
  });
}
