import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { html, raw } from 'hono/html';
import { z } from 'zod';
import type { WebChat } from '../../channels/web-chat.ts';
import { LONGEST_TEXT, MEDIA, MOST_FILE_BYTES } from '../../conversation/message.ts';
import { EUROPE } from '../../pilot/shown.ts';
import { isSameSecret } from '../../same-secret.ts';
import { withFirst } from '../../text/languages.ts';
import type { Texts } from '../../text/texts.ts';
import type { Receive, SentFile } from '../../turn/channel.ts';
import type { Limits } from '../../turn/limits.ts';
import type { Refusals } from '../../turn/refusals.ts';
import type { Uploaded } from '../../turn/requests/files.ts';
import type { News } from '../../turn/send/transcript.ts';
import { type Html, layout } from '../html/layout.ts';
import { problem } from '../http/answer.ts';
import { assetRoutes } from '../http/assets.ts';
import { download } from '../http/download.ts';
import { securityHeaders } from '../http/headers.ts';
import { askedFor, preferred } from '../http/language.ts';
import { fetchedByPage, sameOrigin } from '../http/same-origin.ts';
import { createHeldPolls } from './held-polls.ts';
import { admitSessions, networkHash } from './session-limit.ts';

export interface WebChatDeps {
  texts: Pick<Texts, 'languages' | 'language' | 'say'>;
  receive: Receive;
  channel: WebChat;
  /**
   * The replies newer than `after`, and no older than 30 minutes unless the page has been open since (`isOpen`). By
   * `after` the page also confirms that all replies up to it were shown: a card may be cleared after this confirmation,
   * not before. With null, the latest turn, if it is under 30 minutes old.
   */
  replies(handle: string, after: number | null, isOpen: boolean): Promise<News>;
  /** Proves that a page of this session was given the replies up to a number: nobody else can make it. */
  proofOf(handle: string, now: number): string;
  /** Keeps a file for staff, until the message comes that names it. */
  keepUpload(handle: string, bytes: Uint8Array): Promise<Uploaded>;
  /** The file of a reply of this session. */
  fileFor(handle: string, id: string): Promise<SentFile | undefined>;
  /** Forgets the session, so that its handle leads nowhere. */
  endSession(handle: string): Promise<void>;
  limits: Limits;
  refusals: Pick<Refusals, 'note'>;
  random(bytes: number): Buffer;
  /** Epoch ms. */
  clock(): number;
  /** Whether people reach us by https. */
  secure: boolean;
  /** Whether there are recordings: only then the page loads the player. */
  speaks: boolean;
}

/**
 * How long a request waits for news: long enough to save traffic, short enough for proxies and mobile networks, which
 * cut at 30 s.
 */
const POLL_MS = 25_000;
/** After how many seconds a page asks again whose request is not held: too many wait already. */
const AGAIN_SECONDS = 5;
const BODY_BYTES = 16 * 1024;

const HANDLE = /^[\w-]{43}$/;
const AFTER = /^\d{1,15}$/;
const MESSAGE = z.strictObject({
  /** Made by the page. A message with a known id is the same message, sent again. */
  id: z.string().regex(/^[\w-]{16,64}$/),
  content: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('open'),
      start: z
        .string()
        .regex(/^[\w-]{1,64}$/)
        .exactOptional(),
    }),
    z.strictObject({ kind: z.literal('text'), text: z.string().min(1).max(LONGEST_TEXT) }),
    z.strictObject({ kind: z.literal('tap'), button: z.string().min(1).max(64) }),
    z.strictObject({
      kind: z.literal('media'),
      media: z.enum(MEDIA),
      file: z.strictObject({ ref: z.string().regex(/^[\w-]{1,40}$/) }).exactOptional(),
    }),
  ]),
});

/** The web chat: its page at `/`, the routes for that page under `/chat`, and the assets of all pages. */
export function webChatRoutes(deps: WebChatDeps) {
  const { channel, texts, secure } = deps;
  // A __Host- cookie can't be set from a neighbouring subdomain; it needs https. It ends with the browser, since the
  // next person on a shared phone must not find it.
  const cookie = secure ? '__Host-chat' : 'chat';
  const attributes = { path: '/', httpOnly: true, sameSite: 'Strict', secure } as const;
  const networkIn = networkHash(deps.random);
  const admit = admitSessions(deps.limits);
  const held = createHeldPolls(deps.refusals);

  const sessionOf = (c: Context): string | undefined => {
    const value = getCookie(c, cookie);
    return value !== undefined && HANDLE.test(value) ? value : undefined;
  };
  /**
   * Begins a session where there is none. The page itself never does: a browser opens it from another site without the
   * cookie, and a session that is replaced is lost to its person.
   */
  const begin = (c: Context): string => {
    const handle = deps.random(32).toString('base64url');
    setCookie(c, cookie, handle, attributes);
    return handle;
  };
  const inSession = createMiddleware<{ Variables: { handle: string } }>(async (c, next) => {
    const handle = sessionOf(c);
    if (handle === undefined) return problem(c, 401, 'no-session');
    c.set('handle', handle);
    return next();
  });
  const later = (c: Context, status: 429 | 503, code: string, seconds: number) => {
    c.header('retry-after', String(seconds));
    return problem(c, status, code);
  };
  /**
   * The replies newer than `after`. A number from before the person was forgotten is too high for the new contact: it
   * then gets all recent replies.
   */
  const newsSince = async (handle: string, after: number, isOpen: boolean): Promise<News> => {
    const news = await deps.replies(handle, after, isOpen);
    return news.now < after ? deps.replies(handle, 0, false) : news;
  };
  const proven = (handle: string, news: News) => ({ ...news, proof: deps.proofOf(handle, news.now) });

  return (
    new Hono()
      .use(securityHeaders(secure))
      .use('/chat/*', sameOrigin)
      .route('/', assetRoutes())
      // The page holds nothing of anybody, so compressing it gives nothing away.
      .get('/', compress(), (c) => c.html(chatPage(texts, preferred(c, texts), deps.speaks)))
      .post(
        '/chat/messages',
        bodyLimit({ maxSize: BODY_BYTES, onError: (c) => problem(c, 413, 'too-large') }),
        inSession,
        async (c) => {
          const handle = c.get('handle');
          const message = MESSAGE.safeParse(await c.req.json().catch(() => null));
          if (!message.success) return problem(c, 400, 'bad-message');
          const network = networkIn(c);
          if (!admit(handle, network)) return later(c, 429, 'too-many', 10);
          if (!deps.limits.take('message', { person: handle, network })) return later(c, 429, 'too-fast', 10);
          const { id, content } = message.data;
          const language = askedFor(c, texts);
          const from = { ...(network !== undefined && { network }), ...(language !== undefined && { language }) };
          try {
            await deps.receive([{ channel: 'web-chat', externalId: id, handle, content, at: deps.clock(), ...from }]);
          } catch {
            // `receive` has logged the reason. The page keeps the message and sends it again with the same id.
            return later(c, 503, 'not-stored', 2);
          }
          return c.body(null, 204);
        },
      )
      .post(
        '/chat/files',
        bodyLimit({ maxSize: MOST_FILE_BYTES, onError: (c) => problem(c, 413, 'too-large') }),
        inSession,
        async (c) => {
          const handle = c.get('handle');
          if (!admit(handle, networkIn(c))) return later(c, 429, 'too-many', 10);
          const kept = await deps.keepUpload(handle, new Uint8Array(await c.req.arrayBuffer()));
          if (kept === 'refused') return problem(c, 415, 'other-kind');
          return typeof kept === 'string' ? problem(c, 409, kept) : c.json(kept, 201);
        },
      )
      .post('/chat/documents/:id', inSession, async (c) => {
        const file = await deps.fileFor(c.get('handle'), c.req.param('id'));
        return file === undefined ? problem(c, 404, 'gone') : download(c, file);
      })
      .get('/chat/replies', fetchedByPage, async (c) => {
        const query = c.req.query('after');
        if (query === undefined) {
          const handle = sessionOf(c) ?? begin(c);
          const news = await deps.replies(handle, null, false);
          // The person who loads the page may not be the one who read the card, so cards are left out.
          return c.json(proven(handle, { ...news, replies: news.replies.filter(({ reply }) => !reply.card) }));
        }
        const handle = sessionOf(c);
        if (handle === undefined) return problem(c, 401, 'no-session');
        if (!AFTER.test(query)) return problem(c, 400, 'bad-after');
        const after = Number(query);
        const isOpen = isSameSecret(c.req.query('proof') ?? '', deps.proofOf(handle, after));
        const gone = c.req.raw.signal;
        const enough = new AbortController();
        const place = held.hold(handle, networkIn(c));
        const until = AbortSignal.any([gone, enough.signal, ...(place === undefined ? [] : [place.replaced])]);
        try {
          // Waiting begins before the replies are read, so that no reply in between is missed.
          const woken = place && channel.waitForNews(handle, POLL_MS, until);
          const news = await newsSince(handle, after, isOpen);
          if (news.replies.length > 0) return c.json(proven(handle, news));
          await woken;
          if (place === undefined || place.replaced.aborted)
            return c.json({ ...proven(handle, news), again: AGAIN_SECONDS });
          return c.json(proven(handle, gone.aborted ? news : await newsSince(handle, after, isOpen)));
        } finally {
          enough.abort();
          place?.release();
        }
      })
      .post('/chat/exit', async (c) => {
        const handle = sessionOf(c);
        if (handle !== undefined) {
          try {
            await deps.endSession(handle);
          } catch {
            // The browser keeps its note that the person left, and asks again before it shows anything.
            return later(c, 503, 'not-ended', 2);
          }
        }
        deleteCookie(c, cookie, attributes);
        c.header('clear-site-data', '"cache", "storage"');
        return c.body(null, 204);
      })
  );
}

const CHROME = [
  'title',
  'exit',
  'exitHint',
  'messages',
  'skip',
  'you',
  'write',
  'send',
  'attach',
  'photo',
  'voice',
  'document',
  'refused',
  'download',
  'gone',
  'sending',
  'sent',
  'waiting',
  'offline',
  'failed',
  'retry',
  'loading',
  'broken',
] as const;
const LISTENING = ['listen', 'listenStop'] as const;

/**
 * The page of the chat. It carries its own words in every language, because the conversation chooses the language
 * later.
 */
export function chatPage(texts: WebChatDeps['texts'], language: string, speaks: boolean): Html {
  const say = (key: (typeof CHROME)[number]) => texts.say(language, `chat:${key}`);
  const chrome = texts.languages.map(({ tag, direction }) => {
    const words = [...CHROME, ...(speaks ? LISTENING : [])].map((key) => [key, texts.say(tag, `chat:${key}`)]);
    return [tag, { direction, ...Object.fromEntries(words) }];
  });
  const tags = texts.languages.map(({ tag }) => tag);
  const body = html`<a class="skip" href="#messages" data-text="skip">${say('skip')}</a>
<header class="bar">
<a class="button exit" id="exit" role="button" href="https://www.wikipedia.org/" rel="noreferrer" aria-describedby="exit-hint" data-text="exit">${say('exit')}</a>
<span id="exit-hint" hidden data-text="exitHint">${say('exitHint')}</span>
<h1 data-text="title">${say('title')}</h1>
</header>
<main>
<noscript>${withFirst(tags, language).map((tag) => withoutScript(texts, tag))}</noscript>
<div id="messages" role="log" aria-live="polite" tabindex="-1" aria-label="${say('messages')}"><ol role="list"></ol></div>
<div class="foot">
<p id="status" role="status" data-state="loading" data-text="loading">${say('loading')}</p>
<form id="compose" hidden>
<label class="attach" id="attach" hidden><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M16.5 6v11a4.5 4.5 0 0 1-9 0V5a3 3 0 0 1 6 0v10.5a1.5 1.5 0 0 1-3 0V6H9v9.5a3 3 0 0 0 6 0V5a4.500 4.500 0 0 0-9 0v12a6 6 0 0 0 12 0V6z"/></svg><span class="unseen" data-text="attach">${say('attach')}</span><input class="unseen" type="file" id="file" accept="image/jpeg,image/png,image/webp,audio/*,application/pdf" data-most="${MOST_FILE_BYTES}"></label>
<label class="unseen" for="text" data-text="write">${say('write')}</label>
<textarea id="text" rows="1" maxlength="${LONGEST_TEXT}" autocomplete="off" spellcheck="false" enterkeyhint="send" placeholder="${say('write')}"></textarea>
<button class="send"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 20.5 21 12 3 3.5V10l11 2-11 2z"/></svg><span class="unseen" data-text="send">${say('send')}</span></button>
</form>
</div>
</main>
<script type="application/json" id="words">${raw(JSON.stringify(Object.fromEntries(chrome)).replaceAll('<', '\\u003c'))}</script>`;
  return layout({
    language,
    direction: texts.language(language).direction,
    title: say('title'),
    body,
    scripts: speaks ? ['listen.js', 'chat.js'] : ['chat.js'],
    styles: speaks ? ['chat.css', 'listen.css'] : ['chat.css'],
  });
}

/** What the page says where no script runs: why there is no chat, and whom a person in danger can call all the same. */
const withoutScript = (texts: WebChatDeps['texts'], tag: string): Html =>
  html`<p lang="${tag}" dir="${texts.language(tag).direction}">${texts.say(tag, 'chat:noScript')}
<a href="tel:${EUROPE}">${texts.say(tag, 'chat:emergency')}: <bdi>${EUROPE}</bdi></a></p>`;
