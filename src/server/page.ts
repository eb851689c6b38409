import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';
import type { HtmlEscapedString } from 'hono/utils/html';

/** What `html` makes: text in which everything from outside is escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface Page {
  /** BCP 47. */
  language: string;
  direction: 'ltr' | 'rtl';
  title: string;
  body: Html;
  /** Names of files in `assets/`. */
  scripts: string[];
  /** Names of files in `assets/`, after `base.css`. */
  styles: string[];
}

/** A whole page. Neither its head nor its icon says what the project is for. */
export function layout({ language, direction, title, body, scripts, styles }: Page): Html {
  return html`<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${asset('icon.svg')}">
${['base.css', ...styles].map((name) => html`<link rel="stylesheet" href="${asset(name)}">`)}
${scripts.map((name) => html`<script type="module" src="${asset(name)}"></script>`)}
</head>
<body>
${body}
</body>
</html>
`;
}

const NONE = ["'none'"];
const SELF = ["'self'"];

/**
 * Nothing is loaded from, sent to or framed by anybody else, and nothing is kept in a cache unless the answer says so.
 * `secure`: people reach us by https, and are told to never come by http again.
 */
export function securityHeaders(secure: boolean): MiddlewareHandler {
  const headers = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: NONE,
      scriptSrc: SELF,
      styleSrc: SELF,
      connectSrc: SELF,
      imgSrc: SELF,
      mediaSrc: SELF,
      formAction: SELF,
      baseUri: NONE,
      frameAncestors: NONE,
    },
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [], usb: [], browsingTopics: [] },
    crossOriginOpenerPolicy: 'same-origin',
    referrerPolicy: 'no-referrer',
    strictTransportSecurity: secure ? 'max-age=31536000' : false,
    xFrameOptions: 'DENY',
  });
  return async (c, next) => {
    await headers(c, next);
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
  };
}

/** Refuses (403) whatever changes something and wasn't asked for by one of our own pages. A proxy must keep `Host`. */
export const sameOrigin: MiddlewareHandler = async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD' || ownPage(c)) return next();
  return problem(c, 403, 'cross-site');
};

/** Browsers name the relation over https only, and older ones not at all; all of them name the origin. */
function ownPage(c: Context): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = c.req.header('origin') ?? '';
  return URL.canParse(origin) && new URL(origin).host === new URL(c.req.url).host;
}

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

const FOLDER = new URL('./assets/', import.meta.url);
const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const files = new Map(
  readdirSync(FOLDER).map((name) => {
    const body = readFileSync(new URL(name, FOLDER), 'utf8');
    const version = createHash('sha256').update(body).digest('base64url').slice(0, 12);
    return [name, { body, version, type: TYPES[extname(name)] ?? 'application/octet-stream' }];
  }),
);

/** The address of a file in `assets/`; it changes with the content, so that browsers may keep what they have. */
export function asset(name: string): string {
  const file = files.get(name);
  if (file === undefined) throw new Error(`no such asset: ${name}`);
  return `/assets/${name}?v=${file.version}`;
}

/** Serves `assets/`. */
export function assetRoutes(): Hono {
  return new Hono().get('/assets/:name', (c) => {
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
