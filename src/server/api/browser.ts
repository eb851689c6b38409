import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { asset } from '../http/assets.ts';

const TYPES: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};
/**
 * Pages on which to read and try the API in a browser. All files come from this server, so that no third party learns
 * who looks.
 */
export function apiBrowser() {
  const files = createRequire(import.meta.url);
  return new Hono()
    .get('/api/docs', (c) => {
      return c.html(html`<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Saputnik: API</title>
<link rel="icon" href="${asset('icon.svg')}">
<link rel="stylesheet" href="/assets/api/swagger-ui.css">
<link rel="stylesheet" href="${asset('api.css')}">
<script src="/assets/api/swagger-ui-bundle.js" defer></script>
<script type="module" src="${asset('api.js')}"></script>
</head>
<body><div id="api"></div></body>
</html>
`);
    })
    .get('/assets/api/:file{swagger-ui\\.css|swagger-ui-bundle\\.js}', (c) => {
      const name = c.req.param('file');
      return c.body(readFileSync(files.resolve(`swagger-ui-dist/${name}`), 'utf8'), 200, {
        'content-type': TYPES[name] ?? 'text/plain',
        'cache-control': 'public, max-age=86400',
      });
    });
}
