import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Content, loadContent } from '../../src/content.ts';

/** A frame of MPEG 1 layer III: 128 kbit/s, 44.1 kHz, one channel; 26 ms in which nothing is said. */
const FRAME = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0xc4]), Buffer.alloc(413)]);

/** An MP3 of about so many seconds of silence. */
export const mp3 = (seconds = 1): Buffer =>
  Buffer.concat(Array.from({ length: Math.ceil(seconds / 0.026) }, () => FRAME));

/** The first page of an Ogg stream with the head of Opus: enough to know it by. */
export const ogg = (): Buffer =>
  Buffer.concat([
    Buffer.from('OggS\0\x02', 'latin1'),
    Buffer.alloc(20),
    Buffer.from([1, 19]),
    Buffer.from('OpusHead\x01\x01', 'latin1'),
    Buffer.alloc(9),
  ]);

/** The project's flows and texts in a folder of their own, with these files (`<language>/audio/<name>`) in `locales/`. */
export async function withAudio(files: Record<string, Buffer>): Promise<AsyncDisposable & { content: Content }> {
  const root = await mkdtemp(join(tmpdir(), 'saputnik-audio-'));
  for (const folder of ['flows', 'locales'])
    await cp(fileURLToPath(new URL(`../../${folder}`, import.meta.url)), join(root, folder), { recursive: true });
  for (const [name, bytes] of Object.entries(files)) {
    const file = join(root, 'locales', name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
  return {
    content: loadContent(root),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}
