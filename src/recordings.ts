import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Finding } from './conversation/finding.ts';
import type { Recording } from './conversation/recording.ts';
import type { Language } from './text/texts.ts';

/** A recording, and the path of its file. */
export interface RecordingFile extends Recording {
  path: string;
  /** The media type of the file, for the web. */
  type: string;
}

/**
 * The largest file: a minute or two of speech. On a weak network a longer recording is never heard, and Telegram takes
 * no larger file for a voice message.
 */
const MOST_BYTES = 1024 * 1024;
const NAME = /^([a-z][a-z0-9-]*)\.([a-z][a-z0-9-]*)\.(ogg|mp3)$/;

/** The formats that browsers play and Telegram takes as a voice message, each recognised by its first bytes. */
const KINDS: Readonly<Record<string, { type: string; is(bytes: Buffer): boolean }>> = {
  /** RFC 3533 and RFC 7845: the first page holds the head of the Opus stream. */
  '.ogg': {
    type: 'audio/ogg',
    is: (bytes) => bytes.toString('latin1', 0, 4) === 'OggS' && bytes.toString('latin1', 28, 36) === 'OpusHead',
  },
  /** An ID3v2 tag, or at once a frame of MPEG layer III: eleven bits set, then the version, then the layer, 01. */
  '.mp3': {
    type: 'audio/mpeg',
    is: (bytes) =>
      bytes.toString('latin1', 0, 3) === 'ID3' ||
      (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0b1110_0110) === 0b1110_0010),
  },
};

/**
 * Reads `<language>/audio/` below `locales`. Returns the recordings, and a finding for each file that is not a valid
 * recording.
 */
export function readRecordings(
  locales: string,
  languages: readonly Language[],
): { recordings: RecordingFile[]; findings: Finding[] } {
  const recordings: RecordingFile[] = [];
  const findings: Finding[] = [];
  for (const { name: language } of readdirSync(locales, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  )) {
    const folder = join(locales, language, 'audio');
    if (!existsSync(folder)) continue;
    const known = languages.find(({ tag }) => tag === language);
    for (const name of readdirSync(folder).sort()) {
      const path = join(folder, name);
      const wrong = (what: string) => findings.push({ where: `audio ${language}/${name}`, what });
      const [, flow, step] = NAME.exec(name) ?? [];
      const kind = KINDS[extname(name)];
      if (known === undefined) wrong(`there is no language ${language}`);
      else if (known.derivedFrom !== undefined) wrong(`${language} is heard from locales/${known.derivedFrom}/audio`);
      else if (flow === undefined || step === undefined || kind === undefined)
        wrong('is not called <flow>.<step>.ogg or <flow>.<step>.mp3');
      else if (statSync(path).size > MOST_BYTES) wrong('is larger than 1 MB');
      else {
        const bytes = readFileSync(path);
        if (!kind.is(bytes)) wrong(`does not hold ${extname(name) === '.ogg' ? 'Opus in Ogg' : 'MP3'}`);
        const version = createHash('sha256').update(bytes).digest('base64url').slice(0, 12);
        recordings.push({ language, flow, step, file: `${language}/${name}`, version, path, type: kind.type });
      }
    }
  }
  return { recordings, findings };
}
