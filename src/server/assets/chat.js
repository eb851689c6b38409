// @ts-check
/**
 * The page of the web chat. The person's messages wait in a queue in memory until the server has stored them. Replies
 * are fetched by number, one request at a time, so that each is shown once and in order. Nothing is kept on the device.
 *
 * @typedef {import('../../conversation/message.ts').Content} Content
 * @typedef {import('../../conversation/message.ts').Option} Option
 * @typedef {import('../../conversation/message.ts').Reply} Reply
 * @typedef {{ replies: { seq: number, reply: Reply }[], now: number, proof: string, isClosed?: true, again?: number }} News
 * @typedef {'sending' | 'sent' | 'waiting' | 'failed' | 'refused'} State
 * @typedef {{ id: string, content: Content, item: HTMLElement | null, file?: File | undefined }} Message
 * @typedef {Record<string, string>} Words
 */

const ELSEWHERE = 'https://www.wikipedia.org/';
const LEFT = 'left';
/** Labels of up to so many characters stand two beside each other. */
const SHORT = 20;
/** Three stand beside each other where no word is longer, so that none is broken on a small phone. */
const NARROW = 10;
const SEND_MS = 20_000;
/** Ten megabytes on a slow line. */
const UPLOAD_MS = 150_000;
/** Longer than the server holds a request. */
const POLL_MS = 40_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;
const BREATH_MS = 250;
/** Half an hour, as on the server. */
const IDLE_MS = 30 * 60_000;
const ESCAPES = 3;
const ESCAPES_MS = 5000;

/** @param {string} id */
const find = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const log = find('messages');
const list = /** @type {HTMLElement} */ (log.firstElementChild);
const status = find('status');
const bar = /** @type {HTMLElement} */ (find('exit').parentElement);
const foot = /** @type {HTMLElement} */ (status.parentElement);
const form = find('compose');
const box = /** @type {HTMLTextAreaElement} */ (find('text'));
const attach = find('attach');
const picker = /** @type {HTMLInputElement} */ (find('file'));
/** @type {Record<string, Words>} */
const languages = JSON.parse(find('words').textContent ?? '');
const page = document.documentElement;

/** The server refuses the request, and would refuse it again. */
class Refused extends Error {}

/** The server or the network asks for patience. */
class Later extends Error {
  /** @param {number} ms */
  constructor(ms) {
    super();
    this.ms = ms;
  }
}

// Words

/** @param {string} key */
const word = (key) => languages[page.lang]?.[key] ?? '';

/** @param {string} language */
const directionOf = (language) => languages[language]?.direction ?? 'ltr';

/** The page speaks the language of the newest reply. @param {string} language */
function speak(language) {
  if (language === page.lang || !languages[language]) return;
  page.lang = language;
  page.dir = directionOf(language);
  document.title = word('title');
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-text]'))) {
    element.textContent = word(element.dataset.text ?? '');
  }
  log.setAttribute('aria-label', word('messages'));
  box.placeholder = word('write');
}

/**
 * An element whose text follows the language of the page.
 * @param {string} tag @param {string} key
 */
function spoken(tag, key) {
  const element = document.createElement(tag);
  element.dataset.text = key;
  element.textContent = word(key);
  return element;
}

/** @param {'' | 'loading' | 'offline' | 'broken'} state */
function announce(state) {
  const { state: before } = status.dataset;
  // Once broken, only another page load helps.
  if (before === state || before === 'broken') return;
  status.dataset.state = state;
  status.dataset.text = state;
  status.textContent = state && word(state);
}

/** Whether a reply was shown yet. */
let begun = false;
/** Which of the two fail at present: sending, fetching. @type {Set<string>} */
const troubled = new Set();
const settle = () => announce(troubled.size > 0 ? 'offline' : begun ? '' : 'loading');

// Requests

/** The number of the newest reply that was shown. */
let newest = 0;
/** The server's proof that this page was given the replies up to `newest`: then it also gets later ones that are old. */
let proof = '';
/** @type {Set<AbortController>} */
const underway = new Set();

/** @param {string} path @param {RequestInit} options @param {number} ms */
async function ask(path, options, ms) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), ms);
  underway.add(giveUp);
  try {
    const answer = await fetch(path, { ...options, cache: 'no-store', redirect: 'error', signal: giveUp.signal });
    // Read here, while the timer runs: a weak network stops in the middle, too.
    const body = await answer.text();
    if (answer.ok) return { status: answer.status, body };
    if (![401, 408, 429].includes(answer.status) && answer.status < 500) throw new Refused();
    if (answer.status === 401) await renew();
    throw new Later(Number(answer.headers.get('retry-after')) * 1000 || 0);
  } finally {
    clearTimeout(timer);
    underway.delete(giveUp);
  }
}

let renewals = 0;
/** The session is gone: the first request of a page brings a new one. When it doesn't stay, the browser refuses cookies. */
async function renew() {
  renewals += 1;
  if (renewals > 4) throw new Refused();
  await ask('/chat/replies', {}, SEND_MS);
  newest = 0;
  proof = '';
  // The requests under way belong to the session that is gone.
  for (const request of underway) request.abort();
}

/**
 * Repeats `work` until it succeeds, ever more slowly, and at once when the network comes back.
 * @template T
 * @param {string} name @param {() => Promise<T>} work @param {() => void} [failed]
 * @returns {Promise<T>}
 */
async function patiently(name, work, failed) {
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
    try {
      const result = await work();
      // When one of the two works again, the other tries again too.
      if (troubled.delete(name) && troubled.size > 0) dispatchEvent(new Event('online'));
      settle();
      renewals = 0;
      return result;
    } catch (error) {
      if (error instanceof Refused) throw error;
      troubled.add(name);
      settle();
      failed?.();
      await pause(Math.max(wait, error instanceof Later ? error.ms : 0));
    }
  }
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((done) => {
    const timer = setTimeout(end, ms);
    addEventListener('online', end);
    function end() {
      clearTimeout(timer);
      removeEventListener('online', end);
      done(undefined);
    }
  });
}

/** @param {string} query @returns {Promise<News>} */
const fetchNews = async (query) => JSON.parse((await ask(`/chat/replies${query}`, {}, POLL_MS)).body);

/** Sends the file of a message, which then names it. @param {Message} message @param {File} file */
async function upload(message, file) {
  // Not one byte of it is worth its way.
  if (file.size > Number(picker.dataset.most)) throw new Refused();
  const answer = await ask('/chat/files', { method: 'POST', body: file }, UPLOAD_MS);
  if (answer.status !== 201 || message.content.kind !== 'media') throw new Later(0);
  message.content = { ...message.content, file: { ref: JSON.parse(answer.body).id } };
  message.file = undefined;
}

/** @param {Message} message */
async function post(message) {
  if (message.file) await upload(message, message.file);
  const { id, content } = message;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ id, content });
  const answer = await ask('/chat/messages', { method: 'POST', headers, body }, SEND_MS);
  // Any other status comes from a server in between, such as the sign-in page of a public network.
  if (answer.status !== 204) throw new Later(0);
}

// The person's messages

/** @type {Message[]} */
const queue = [];
let flushing = false;

/** @param {Message} message */
function send(message) {
  queue.push(message);
  if (!flushing) flush();
}

async function flush() {
  flushing = true;
  for (let message = queue[0]; message; message = queue[0]) {
    const { item } = message;
    const current = message;
    mark(item, 'sending');
    try {
      await patiently(
        'send',
        () => post(current),
        () => mark(item, 'waiting'),
      );
      mark(item, 'sent');
    } catch {
      // A file that is too large, or no picture, recording or PDF, would be refused again.
      if (current.file) mark(item, 'refused');
      else mark(item, 'failed', current);
      if (!item) announce('broken');
      troubled.delete('send');
      settle();
    }
    queue.shift();
  }
  flushing = false;
}

/** @param {HTMLElement | null} item @param {State} state @param {Message} [again] */
function mark(item, state, again) {
  if (!item || item.dataset.state === state) return;
  item.dataset.state = state;
  const line = /** @type {HTMLElement} */ (item.lastElementChild);
  line.replaceChildren(spoken('span', state));
  if (!again) return;
  const retry = spoken('button', 'retry');
  retry.className = 'retry';
  retry.addEventListener('click', () => send(again), { once: true });
  line.append(retry);
}

/**
 * @param {Content} content @param {string} text
 * @param {string} [language] absent for text that the person wrote
 * @param {File} [file]
 */
function say(content, text, language, file) {
  const item = document.createElement('li');
  item.className = 'message mine';
  const said = document.createElement('div');
  said.className = 'said';
  const words = document.createElement('span');
  words.className = 'line';
  words.dir = 'auto';
  if (language) setLanguage(words, language);
  words.textContent = text;
  const you = spoken('span', 'you');
  you.className = 'unseen';
  said.append(you, words);
  const state = document.createElement('div');
  state.className = 'state';
  // Otherwise the log would read out every change of the state.
  state.setAttribute('aria-live', 'off');
  item.append(said, state);
  // A standing button stands beside the open question, which stays open.
  if (content.kind !== 'tap' || !isStanding(content.button)) hush();
  list.append(item);
  showEnd(item);
  send({ id: newId(), content, item, file });
  watchIdle();
}

const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, '0')).join('');

// Replies

/** @param {News} news */
function show({ replies, now, proof: given }) {
  newest = now;
  proof = given;
  const near = innerHeight + scrollY > page.scrollHeight - 200;
  let first = null;
  for (const { reply } of replies) {
    speak(reply.language);
    if (reply.kind === 'clear') {
      clear();
      continue;
    }
    const item = itemOf(reply);
    list.append(item);
    first ??= item;
  }
  begun ||= replies.length > 0;
  settle();
  const begins = first;
  // Afterwards, when the player has added its buttons: they take room too.
  if (begins && near) queueMicrotask(() => showEnd(begins));
}

/** @param {Exclude<Reply, { kind: 'clear' }>} reply */
function itemOf(reply) {
  const item = document.createElement('li');
  item.className = 'message';
  setLanguage(item, reply.language);
  const said = document.createElement('div');
  said.className = 'said';
  const lines = reply.text.split('\n');
  said.append(...lines.map((line, index) => lineOf(line, item.dir, reply.languages?.[index])));
  item.append(said);
  attach.hidden = !reply.files;
  if (reply.audio) item.dataset.audio = `/audio/${reply.audio.file}?v=${reply.audio.version}`;
  if (reply.kind === 'document') item.append(fetcherOf(reply.document));
  if (reply.kind === 'choice') {
    if (reply.options.some(({ id }) => !isStanding(id))) hush();
    item.classList.add('asks');
    const choices = document.createElement('ul');
    const isShort = reply.options.length > 1 && reply.options.every(({ label }) => label.length <= SHORT);
    const isNarrow = reply.options.every(({ label }) => label.split(' ').every((word) => word.length <= NARROW));
    const row = reply.options.length === 3 && isNarrow ? 'choices short three' : 'choices short';
    choices.className = isShort ? row : 'choices';
    choices.setAttribute('role', 'list');
    choices.append(...reply.options.map((option) => choiceOf(option, reply.language)));
    item.append(choices);
  }
  return item;
}

/** A button that saves a file. Nothing of it stays on the page. @param {string} id */
function fetcherOf(id) {
  const button = spoken('button', 'download');
  button.className = 'choice';
  button.addEventListener('click', async () => {
    /** @type {HTMLButtonElement} */ (button).disabled = true;
    try {
      const answer = await fetch(`/chat/documents/${id}`, { method: 'POST', cache: 'no-store', redirect: 'error' });
      if (!answer.ok) throw answer.status === 404 ? new Refused() : new Later(0);
      const [, name = 'file'] = /filename="([\w.-]+)"/.exec(answer.headers.get('content-disposition') ?? '') ?? [];
      const address = URL.createObjectURL(await answer.blob());
      Object.assign(document.createElement('a'), { href: address, download: name }).click();
      // Some browsers begin to save only after this.
      setTimeout(() => URL.revokeObjectURL(address), SEND_MS);
      /** @type {HTMLButtonElement} */ (button).disabled = false;
    } catch (error) {
      if (error instanceof Refused) button.replaceWith(spoken('p', 'gone'));
      /** @type {HTMLButtonElement} */ else button.disabled = false;
    }
  });
  return button;
}

/**
 * What can be tapped: a website, a mail address, a telephone number that the server has marked as one (`isolateNumber`),
 * and in people's own words one with its country code. Other numbers are dates, prices or counts.
 */
const ADDRESS =
  /(https:\/\/[^\s<>"\u2066-\u2069]*[^\s<>"\u2066-\u2069.,;:!?)\]،؛؟]|[\w.%+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}|\u2066[^\u2069]+\u2069|\+\d[\d \u00a0/-]{5,}\d)/i;
const ISOLATED = /[\u2066-\u2068][^\u2066-\u2069]*\u2069/g;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;
const LEFT_TO_RIGHT = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]/u;

/**
 * One line of a reply. It has the direction of its reply, unless it has a language of its own, or is wholly in a script
 * of the other direction: it is then the same text in a second language.
 * @param {string} text @param {string} direction @param {string} [language]
 */
function lineOf(text, direction, language) {
  const line = document.createElement('span');
  line.className = 'line';
  if (language) setLanguage(line, language);
  const [its, other, opposite] =
    direction === 'rtl' ? [RIGHT_TO_LEFT, LEFT_TO_RIGHT, 'ltr'] : [LEFT_TO_RIGHT, RIGHT_TO_LEFT, 'rtl'];
  // A name from elsewhere, such as that of an office, is isolated, and says nothing about the line.
  const own = text.replace(ISOLATED, '');
  if (!language && /\s/.test(own.trim()) && other.test(own) && !its.test(text)) line.dir = opposite;
  // Every second part can be tapped.
  for (const [index, part] of text.split(ADDRESS).entries()) line.append(index % 2 === 0 ? part : linkOf(part));
  return line;
}

/** @param {string} part a website, a mail address or a telephone number */
function linkOf(part) {
  const link = document.createElement('a');
  link.textContent = part.replace(/[\u2066\u2069]/g, '');
  link.dir = 'ltr';
  if (/^https:/i.test(part)) Object.assign(link, { href: part, target: '_blank', rel: 'noopener noreferrer' });
  else link.href = part.includes('@') ? `mailto:${part}` : `tel:${part.replace(/[^+\d]/g, '')}`;
  return link;
}

/** Text in a language of its own. @param {HTMLElement} element @param {string} language */
function setLanguage(element, language) {
  element.lang = language;
  element.dir = directionOf(language);
}

/** @param {Option} option @param {string} around the language of the reply */
function choiceOf({ id, label, language }, around) {
  const place = document.createElement('li');
  const button = document.createElement('button');
  button.className = isStanding(id) ? 'choice standing' : 'choice';
  button.textContent = label;
  if (language) setLanguage(button, language);
  button.addEventListener('click', (event) => {
    const sending = queue.some(({ content }) => content.kind === 'tap' && content.button === id);
    // This is the second click of a double click, or a tap while the first is on its way.
    if (event.detail > 1 || sending) return;
    for (const chosen of list.querySelectorAll('.chosen')) chosen.classList.remove('chosen');
    button.classList.add('chosen');
    say({ kind: 'tap', button: id }, label, language ?? around);
  });
  place.append(button);
  return place;
}

/** Whether a button has a target of its own, such as an appointment, and stays valid when its question is closed. @param {string} id */
const isStanding = (id) => id.startsWith('s.');

/** The answers of older questions step back; they can still be tapped, and the server decides what that means. */
function hush() {
  for (const item of list.querySelectorAll('.asks')) item.classList.add('quiet');
}

/** Removes all messages but those that are still to be sent. */
function clear() {
  const had = list.contains(document.activeElement);
  const kept = new Set(queue.map(({ item }) => item));
  for (const item of [...list.children]) if (!kept.has(/** @type {HTMLElement} */ (item))) item.remove();
  if (had && !list.contains(document.activeElement)) log.focus();
}

/** Scrolls to the end, but never past `first`, where the new messages begin. @param {HTMLElement} first */
function showEnd(first) {
  const { top } = foot.getBoundingClientRect();
  const visible = Math.min(innerHeight, top) - bar.getBoundingClientRect().bottom;
  const height = log.getBoundingClientRect().bottom - first.getBoundingClientRect().top;
  if (height > visible) first.scrollIntoView();
  else scrollTo(0, page.scrollHeight);
}

// Leaving

/** Empties the page first, because another person may be looking. The network may take its time. */
function leave() {
  document.body.replaceChildren();
  queue.length = 0;
  // Until the server has ended the session, every load of the page begins with leaving.
  note(true);
  fetch('/chat/exit', { method: 'POST', keepalive: true }).catch(() => {});
  location.replace(ELSEWHERE);
}

/** @param {boolean} left */
function note(left) {
  try {
    if (left) localStorage.setItem(LEFT, '1');
    else localStorage.removeItem(LEFT);
  } catch {
    // A browser that stores nothing has nothing to forget.
  }
}

function hasLeft() {
  try {
    return localStorage.getItem(LEFT) !== null;
  } catch {
    return false;
  }
}

const exit = find('exit');
exit.addEventListener('click', (event) => {
  event.preventDefault();
  leave();
});
exit.addEventListener('keydown', (event) => {
  if (event.key !== ' ') return;
  event.preventDefault();
  leave();
});

/** @type {number[]} */
let escapes = [];
addEventListener('keydown', (event) => {
  // A key that is held down must not choose over and over.
  if (event.repeat && event.key === 'Enter') event.preventDefault();
  if (event.repeat) return;
  escapes = event.key === 'Escape' ? [...escapes, event.timeStamp].slice(-ESCAPES) : [];
  if (escapes.length === ESCAPES && event.timeStamp - /** @type {number} */ (escapes[0]) < ESCAPES_MS) leave();
});
// The person left in another tab of the same chat.
addEventListener('storage', (event) => {
  if (event.key === LEFT && event.newValue !== null) leave();
});
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

/** @type {ReturnType<typeof setTimeout> | undefined} */
let idle;
/** Another person may sit down before an open page: after a while without a word, only the menu stays on it. */
function watchIdle() {
  clearTimeout(idle);
  idle = setTimeout(() => {
    clear();
    send({ id: newId(), content: { kind: 'open' }, item: null });
  }, IDLE_MS);
}

// Writing

/** Until something is written, the box is in the direction of the page. */
const direct = () => {
  box.dir = box.value ? 'auto' : '';
};

function submit() {
  const text = box.value.trim();
  if (!text) return;
  box.value = '';
  direct();
  say({ kind: 'text', text }, text);
}

picker.addEventListener('change', () => {
  const [file] = picker.files ?? [];
  if (!file) return;
  const [kind = ''] = file.type.split('/');
  /** @type {'photo' | 'voice' | 'document'} */
  const media = kind === 'image' ? 'photo' : ['audio', 'video'].includes(kind) ? 'voice' : 'document';
  say({ kind: 'media', media }, word(media), page.lang, file);
  picker.value = '';
  box.focus();
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  submit();
});
box.addEventListener('input', direct);
box.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (!event.repeat) submit();
});

// The conversation

const visible = () =>
  document.hidden
    ? new Promise((done) => document.addEventListener('visibilitychange', done, { once: true }))
    : Promise.resolve();

/** The opening of the chat, with the parameter that a link or a poster may have. @returns {Content} */
function opening() {
  const start = new URLSearchParams(location.search).get('start') ?? '';
  return { kind: 'open', ...(/^[\w-]{1,64}$/.test(start) && { start }) };
}

async function converse() {
  if (hasLeft()) {
    await patiently('fetch', () => ask('/chat/exit', { method: 'POST' }, SEND_MS));
    note(false);
    location.reload();
    return;
  }
  let news = await patiently('fetch', () => fetchNews(''));
  form.hidden = false;
  watchIdle();
  if (news.replies.length === 0 || news.isClosed) send({ id: newId(), content: opening(), item: null });
  for (;;) {
    show(news);
    // A server that is stopping, or holds too many requests already, answers at once, without replies.
    if (news.replies.length === 0) await pause(Math.max(BREATH_MS, (news.again ?? 0) * 1000));
    await visible();
    news = await patiently('fetch', () => fetchNews(`?after=${newest}&proof=${proof}`));
  }
}

converse().catch(() => announce('broken'));
