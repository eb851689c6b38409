/** The first bytes of files that people send. */
export const JPEG = Buffer.from('ffd8ffe000104a464946', 'hex');
export const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF\n');
export const ZIP = Buffer.from('PK\x03\x04\x14\x00', 'latin1');
export const EXE = Buffer.from('MZ\x90\x00\x03\x00', 'latin1');

/** A file as a person picks it on a phone: what its app says of it, and the words that the person writes beneath it. */
export interface SentDocument {
  type: string;
  name: string;
  caption?: string | undefined;
}

/** The most characters that the apps let people write beneath a file. */
const LONGEST_CAPTION = 1024;

/** Throws where no app sends a file so: a test that passes then proves nothing. */
export function refuseUnless(isSent: boolean, why: string): void {
  if (!isSent) throw new Error(`no app sends this: ${why}`);
}

export const refuseLong = (caption: string | undefined): void =>
  refuseUnless(caption === undefined || (caption !== '' && caption.length <= LONGEST_CAPTION), 'its caption');

export const isJpeg = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 3)).equals(JPEG.subarray(0, 3));
export const isOgg = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 4)).toString('latin1') === 'OggS';
