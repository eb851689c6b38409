import type { Context } from 'hono';

/** A refusal as RFC 9457 has it; `code` is for the script that asked, and `more` says what it is about. */
export function problem(
  c: Context,
  status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 429 | 503,
  code: string,
  more: Record<string, unknown> = {},
): Response {
  return c.json({ status, code, ...more }, status, { 'content-type': 'application/problem+json' });
}

/** A sheet (CSV) to save under a name. */
export function sheet(c: Context, name: string, csv: string): Response {
  return c.body(csv, 200, {
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': `attachment; filename="${name}"`,
  });
}
