import type { Context } from 'hono';

/** A refusal as RFC 9457 has it; `code` is for the script that asked. */
export function problem(c: Context, status: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 503, code: string): Response {
  return c.json({ status, code }, status, { 'content-type': 'application/problem+json' });
}

/** A sheet (CSV) to save under a name. */
export function sheet(c: Context, name: string, csv: string): Response {
  return c.body(csv, 200, {
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': `attachment; filename="${name}"`,
  });
}
