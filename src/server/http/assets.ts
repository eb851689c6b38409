import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { Hono } from 'hono';
import { compress } from 'hono/compress';

/** The folders of the assets that all pages share, and of the style sheets of single staff pages. */
const FOLDERS = [new URL('../assets/', import.meta.url), new URL('../staff/', import.meta.url)];
const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const files = new Map(
  FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => extname(path) in TYPES)
      .map((path) => {
        const body = readFileSync(new URL(path, folder), 'utf8');
        const version = createHash('sha256').update(body).digest('base64url').slice(0, 12);
        return [basename(path), { body, version, type: TYPES[extname(path)] ?? '' }] as const;
      }),
  ),
);

/**
 * The address of a style sheet, a script or an icon, by its name. It changes with the content, so that browsers may
 * keep the file.
 */
export function asset(name: string): string {
  const file = files.get(name);
  if (file === undefined) throw new Error(`no such asset: ${name}`);
  return `/assets/${name}?v=${file.version}`;
}

/** Serves the assets. */
export function assetRoutes(): Hono {
  return new Hono().get('/assets/:name', compress(), (c) => {
    const file = files.get(c.req.param('name'));
    if (file === undefined) return c.notFound();
    const current = c.req.query('v') === file.version;
    return c.body(file.body, 200, {
      'content-type': file.type,
      // An old address must not pin new content.
      'cache-control': current ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
  });
}
