/** A file is larger than its receiver takes. */
export class TooLargeError extends Error {
  override name = 'TooLargeError';
}

/** Reads a body to its end; throws `TooLargeError` as soon as it is more than `most` bytes. */
export async function readAtMost(body: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > most) throw new TooLargeError('too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
