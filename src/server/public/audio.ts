import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import { answerBytes } from '../http/range.ts';

/** The recorded texts by their names, `<language>/<flow>.<step>.ogg` or `.mp3`. */
export type Recorded = ReadonlyMap<string, { path: string; type: string; version: string }>;

/** Serves recorded texts at `/audio` to everyone, whole or by range: some browsers play nothing without ranges. */
export function audioRoutes(recorded: Recorded): Hono {
  return new Hono().get('/audio/:language/:file', async (c) => {
    const { language, file } = c.req.param();
    const recording = recorded.get(`${language}/${file}`);
    if (recording === undefined) return c.notFound();
    const bytes = await readFile(recording.path);
    c.header('content-type', recording.type);
    // An old address must not pin a new recording.
    const isCurrent = c.req.query('v') === recording.version;
    c.header('cache-control', isCurrent ? 'public, max-age=31536000, immutable' : 'no-cache');
    return answerBytes(c, bytes);
  });
}
