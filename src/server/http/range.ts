import type { Context } from 'hono';

/**
 * A single range: first and last byte, all from a byte on, or the last bytes (RFC 9110, 14.1.2). Any other range is
 * answered with the whole file.
 */
const RANGE = /^bytes=(?:(\d{1,9})-(\d{1,9})?|-(\d{1,9}))$/;

/** Answers with a file, whole or by range: some browsers play nothing without ranges. */
export function answerBytes(c: Context, bytes: Buffer<ArrayBuffer>): Response {
  c.header('accept-ranges', 'bytes');
  const range = RANGE.exec(c.req.header('range') ?? '');
  if (range === null) return c.body(bytes);
  const [, first, last, end] = range;
  const from = first === undefined ? Math.max(0, bytes.length - Number(end)) : Number(first);
  const to = Math.min(last === undefined ? bytes.length : Number(last) + 1, bytes.length);
  if (from >= to) return c.body(null, 416, { 'content-range': `bytes */${bytes.length}` });
  return c.body(bytes.subarray(from, to), 206, { 'content-range': `bytes ${from}-${to - 1}/${bytes.length}` });
}
