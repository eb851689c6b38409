import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';

/** The recorded texts by their names, `<language>/<flow>.<step>.ogg` or `.mp3`. */
export type Recorded = ReadonlyMap<string, { path: string; type: string; version: string }>;

/**
 * A single range: first and last byte, all from a byte on, or the last bytes (RFC 9110, 14.1.2). Any other range is
 * answered with the whole file.
 */
const RANGE = /^bytes=(?:(\d{1,9})-(\d{1,9})?|-(\d{1,9}))$/;

/** Serves recorded texts at `/audio` to everyone, whole or by range: some browsers play nothing without ranges. */
export function audioRoutes(recorded: Recorded): Hono {
  return new Hono().get('/audio/:language/:file', async (c) => {
    const { language, file } = c.req.param();
    const recording = recorded.get(`${language}/${file}`);
    if (recording === undefined) return c.notFound();
    const bytes = await readFile(recording.path);
    c.header('content-type', recording.type);
    c.header('accept-ranges', 'bytes');
    // An old address must not pin a new recording.
    const isCurrent = c.req.query('v') === recording.version;
    c.header('cache-control', isCurrent ? 'public, max-age=31536000, immutable' : 'no-cache');
    const range = RANGE.exec(c.req.header('range') ?? '');
    if (range === null) return c.body(bytes);
    const [, first, last, end] = range;
    const from = first === undefined ? Math.max(0, bytes.length - Number(end)) : Number(first);
    const to = Math.min(last === undefined ? bytes.length : Number(last) + 1, bytes.length);
    if (from >= to) return c.body(null, 416, { 'content-range': `bytes */${bytes.length}` });
    return c.body(bytes.subarray(from, to), 206, { 'content-range': `bytes ${from}-${to - 1}/${bytes.length}` });
  });
}
