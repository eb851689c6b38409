import { createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { FetchedFile } from '../turn/channel.ts';
import { readAtMost, TooLargeError } from './read-at-most.ts';
import { readWebFile, type WebFile } from './whatsapp-web-read.ts';

/** The bytes of the code that proves a file, at its end. */
const MAC = 10;
/** A file grows by its padding and its code. */
const GROWTH = 16 + MAC;
/** The file is not kept any more, or is none of ours. */
const GONE: readonly number[] = [403, 404, 410];

/**
 * Fetches a file of a message and decrypts it, from WhatsApp's own servers (`root`) alone: where else it may lie, the
 * sender's device says. The library's own way leaves a connection that breaks off to end the process.
 */
export async function fetchWebFile(root: string, ref: string, most: number, signal: AbortSignal): Promise<FetchedFile> {
  const file = readWebFile(ref);
  if (file === undefined) return { result: 'never', why: 'no file' };
  try {
    const response = await fetch(new URL(file.path, root), { signal, headers: { origin: 'https://web.whatsapp.com' } });
    if (GONE.includes(response.status)) return { result: 'never', why: `WhatsApp ${response.status}` };
    if (!response.ok || response.body === null) return { result: 'retry', why: `WhatsApp ${response.status}` };
    const enclosed = Buffer.from(await readAtMost(response.body, most + GROWTH));
    const bytes = opened(enclosed, keysOf(file));
    return bytes === undefined ? { result: 'never', why: 'altered' } : { result: 'got', bytes };
  } catch (error) {
    if (error instanceof TooLargeError) return { result: 'never', why: 'too large' };
    return { result: 'retry', why: 'network' };
  }
}

/** WhatsApp's names of the kinds of files, from which the keys are made. */
const KINDS = { audio: 'Audio', image: 'Image', document: 'Document' } as const satisfies Record<
  WebFile['kind'],
  string
>;

/** The keys to open and to prove a file, made of the key in its message. */
function keysOf({ key, kind }: WebFile) {
  const made = hkdfSync('sha256', Buffer.from(key, 'base64'), '', `WhatsApp ${KINDS[kind]} Keys`, 80);
  const bytes = Buffer.from(made);
  return { iv: bytes.subarray(0, 16), cipherKey: bytes.subarray(16, 48), macKey: bytes.subarray(48) };
}

/** A file that its key has enclosed; undefined where a bit of it was changed. */
function opened(enclosed: Buffer, { iv, cipherKey, macKey }: ReturnType<typeof keysOf>): Buffer | undefined {
  const [sealed, mac] = [enclosed.subarray(0, -MAC), enclosed.subarray(-MAC)];
  const proof = createHmac('sha256', macKey).update(iv).update(sealed).digest().subarray(0, MAC);
  if (mac.length !== MAC || !timingSafeEqual(mac, proof)) return undefined;
  const decipher = createDecipheriv('aes-256-cbc', cipherKey, iv);
  return Buffer.concat([decipher.update(sealed), decipher.final()]);
}
