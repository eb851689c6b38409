import { readFileSync } from 'node:fs';
import type { Dice } from './dice.ts';

/** One thing that was done to a file. */
export interface Entry {
  kind: 'W' | 'S' | 'T';
  file: string;
  offset: number;
  data: Buffer;
}

// As `struct entry` of recorder.c: kind 1, name 47, offset 8, length 8.
const HEADER = 64;

export function readRecord(path: string): Entry[] {
  const bytes = readFileSync(path);
  const entries: Entry[] = [];
  for (let at = 0; at + HEADER <= bytes.length; ) {
    const kind = String.fromCharCode(bytes[at] ?? 0) as Entry['kind'];
    const name = bytes.subarray(at + 1, at + 48);
    const file = name.subarray(0, name.indexOf(0)).toString();
    const offset = Number(bytes.readBigInt64LE(at + 48));
    const length = Number(bytes.readBigInt64LE(at + 56));
    at += HEADER;
    entries.push({ kind, file, offset, data: bytes.subarray(at, at + length) });
    at += length;
  }
  return entries;
}

const SECTOR = 512;

/** A file as it is on the disk for certain, and what was written since, of which any part may be there. */
export class Disk {
  #bytes: Buffer = Buffer.alloc(1024 * 1024);
  #length = 0;
  #pending: Entry[] = [];

  take(entry: Entry): void {
    if (entry.kind !== 'S') {
      this.#pending.push(entry);
      return;
    }
    for (const write of this.#pending) this.#apply(write);
    this.#pending = [];
  }

  /** What a power cut leaves: of what was not synced each write with this probability, some of them torn at a sector. */
  cut(dice: Dice, probability: number): Buffer {
    const left = new Disk();
    left.#bytes = Buffer.from(this.#bytes);
    left.#length = this.#length;
    for (const write of this.#pending) {
      if (!dice.chance(probability)) continue;
      const sectors = Math.floor(write.data.length / SECTOR);
      const isTorn = sectors > 0 && dice.chance(0.2);
      left.#apply(isTorn ? { ...write, data: write.data.subarray(0, dice.int(sectors) * SECTOR) } : write);
    }
    return left.#bytes.subarray(0, left.#length);
  }

  #apply({ kind, offset, data }: Entry): void {
    const end = kind === 'T' ? offset : Math.max(this.#length, offset + data.length);
    if (end > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], end * 2);
    if (end < this.#length) this.#bytes.fill(0, end, this.#length);
    data.copy(this.#bytes, offset);
    this.#length = end;
  }
}
