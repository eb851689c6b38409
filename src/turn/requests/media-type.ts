import type { FileMedia } from '../../store/codes.ts';

/** The kind and the media type of a file that a browser can show or play, or that staff save and open. */
export interface MediaType {
  media: FileMedia;
  type: string;
}

/** The first bytes of each type, in hexadecimal digits. */
const BEGINNINGS: readonly [RegExp, MediaType][] = [
  [/^ffd8ff/, { media: 'photo', type: 'image/jpeg' }],
  [/^89504e470d0a1a0a/, { media: 'photo', type: 'image/png' }],
  // RIFF, four bytes for the size, WEBP.
  [/^52494646.{8}57454250/, { media: 'photo', type: 'image/webp' }],
  // OggS
  [/^4f676753/, { media: 'voice', type: 'audio/ogg' }],
  // ID3, or the first frame of MPEG audio.
  [/^(?:494433|ff(?:e2|e3|f2|f3|fa|fb))/, { media: 'voice', type: 'audio/mpeg' }],
  // Four bytes for the size, ftyp, and a brand that is not one of pictures: heic, heix, mif1, avif.
  [/^.{8}66747970(?!68656963|68656978|6d696631|61766966)/, { media: 'voice', type: 'audio/mp4' }],
  [/^ff(?:f0|f1|f8|f9)/, { media: 'voice', type: 'audio/aac' }],
  // RIFF, four bytes for the size, WAVE.
  [/^52494646.{8}57415645/, { media: 'voice', type: 'audio/wav' }],
  [/^1a45dfa3/, { media: 'voice', type: 'audio/webm' }],
  // #!AMR
  [/^2321414d52/, { media: 'voice', type: 'audio/amr' }],
  // %PDF-, at the very beginning: what hides it behind something else is not taken for one.
  [/^255044462d/, { media: 'document', type: 'application/pdf' }],
];

/**
 * The type of a file by its first bytes (https://mimesniff.spec.whatwg.org/); undefined for all that is neither a picture
 * nor a recording nor a PDF. What a sender says of a file is not believed: staff open it.
 */
export function mediaTypeOf(file: Uint8Array): MediaType | undefined {
  const head = Buffer.from(file.subarray(0, 16)).toString('hex');
  return BEGINNINGS.find(([begin]) => begin.test(head))?.[1];
}
