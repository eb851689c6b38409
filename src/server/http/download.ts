import type { Context } from 'hono';
import type { SentFile } from '../../turn/channel.ts';

/** A file to save, which nothing keeps on the way. A browser that opens it all the same lets it load and run nothing. */
export const download = (c: Context, { name, type, bytes }: SentFile): Response =>
  c.body(Buffer.from(bytes), 200, {
    'content-type': type,
    'content-disposition': `attachment; filename="${name}"`,
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  });
