import { randomBytes } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { gzipSync } from 'node:zlib';
import selfsigned from 'selfsigned';
import { describe, expect, test } from 'vitest';
import { download, type Limits } from '../../src/foreign/download.ts';
import { calendarServer } from '../fakes/calendar-server.ts';

const HOUR = 3_600_000;
const limits = (changes: Partial<Limits> = {}): Limits => ({
  bytes: 1000,
  milliseconds: HOUR,
  trusted: new Set(['127.0.0.1']),
  signal: new AbortController().signal,
  ...changes,
});
const read = async (url: string, changes?: Partial<Limits>) =>
  Buffer.from(await download(url, 'text/calendar', limits(changes))).toString();

test('what an address answers with, packed or not, and after some redirects', async () => {
  await using server = await calendarServer();
  server.answers.set('plain', 'hello');
  server.answers.set('packed', (answer) =>
    answer.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('hello')),
  );
  for (const [i, status] of [301, 302, 303, 307, 308].entries())
    server.answers.set(`from-${i}`, (answer) =>
      answer.writeHead(status, { location: i === 0 ? server.url('plain') : `/from-${i - 1}` }).end(),
    );
  for (const path of ['plain', 'packed', 'from-4']) expect(await read(server.url(path))).toBe('hello');
});

test.each([
  ['404', (): void => {}],
  ['redirects', { status: 302, headers: { location: '/here' } }],
  ['302', { status: 302, headers: {} }],
  ['encoding', { status: 200, headers: { 'content-encoding': 'br' } }],
  ['Z_DATA_ERROR', { status: 200, headers: { 'content-encoding': 'gzip' } }],
  ['ECONNRESET', { status: 200, headers: { 'content-length': '99' } }],
])('an answer that is none: %s', async (detail, given) => {
  await using server = await calendarServer();
  if (typeof given === 'object')
    server.answers.set('here', (answer) => {
      answer.writeHead(given.status, given.headers).write('hello');
      if (detail === 'ECONNRESET') answer.destroy();
      else answer.end();
    });
  await expect(read(server.url('here'))).rejects.toThrow(`unreachable (${detail})`);
});

test('nobody there, and no such name', async () => {
  await expect(read('http://127.0.0.1:1/')).rejects.toThrow('unreachable (ECONNREFUSED)');
  await expect(read('no address')).rejects.toThrow('unreachable (ERR_INVALID_URL)');
});

describe('limits', () => {
  test('of what is unpacked: a bomb is cut', async () => {
    await using server = await calendarServer();
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    server.answers.set('bomb', (answer) => answer.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    server.answers.set('long', 'x'.repeat(1001));
    server.answers.set('endless', (answer) => {
      const more = () => answer.write(randomBytes(1000));
      answer.on('drain', more);
      while (more());
    });
    for (const path of ['bomb', 'long', 'endless'])
      await expect(read(server.url(path))).rejects.toThrow('too-much (size)');
    server.answers.set('long', 'x'.repeat(1000));
    expect(await read(server.url('long'))).toHaveLength(1000);
  });

  test('of time, for the answer and for all of it', async () => {
    await using server = await calendarServer();
    server.answers.set('silent', () => {});
    server.answers.set('slow', (answer) => void answer.write('h'));
    for (const path of ['silent', 'slow'])
      await expect(read(server.url(path), { milliseconds: 50 })).rejects.toThrow('too-much (time)');
  });

  test('it ends when it is told to', async () => {
    await using server = await calendarServer();
    const stop = new AbortController();
    server.answers.set('silent', () => stop.abort());
    await expect(read(server.url('silent'), { signal: stop.signal })).rejects.toThrow('too-much');
  });
});

describe('addresses', () => {
  const untrusted = { trusted: new Set(['trusted.example']) };

  test.each([
    ...['http://example.org/', 'ftp://example.org/', 'file:///etc/passwd', 'data:text/calendar,BEGIN:VCALENDAR'],
    ...['http://127.0.0.1/', 'ws://example.org/'],
  ])('only https is asked: %s', async (address) => {
    await expect(read(address, untrusted)).rejects.toThrow(/refused \(\w+:\)/);
  });

  test.each([
    ...['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '127.1', '0.0.0.0', '[::1]', '[::]', '[::ffff:127.0.0.1]'],
    ...['[::ffff:7f00:1]', 'localhost', '10.0.0.1', '169.254.169.254', '[fe80::1]', '100.64.0.1', '224.0.0.1'],
  ])('nor one that is not public: %s', async (host) => {
    await expect(read(`https://${host}/`, untrusted)).rejects.toThrow('refused (ERR_IP_BLOCKED)');
  });

  test('no byte goes there, which a server there would notice', async () => {
    const { cert, private: key } = await selfsigned.generate([{ name: 'commonName', value: 'localhost' }]);
    await using server = createServer({ cert, key }).listen(0, '127.0.0.1');
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(read(`https://127.0.0.1:${port}/`, untrusted)).rejects.toThrow('refused (ERR_IP_BLOCKED)');
    expect(connections).toBe(0);
    // A trusted host is asked, and still has to prove who it is.
    await expect(read(`https://127.0.0.1:${port}/`)).rejects.toThrow('unreachable (DEPTH_ZERO_SELF_SIGNED_CERT)');
    expect(connections).toBe(1);
  });

  test('a host proves by its certificate that it has the name that was asked for', async () => {
    const made = await selfsigned.generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    });
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, made.cert]);
    try {
      await using server = createServer(
        { cert: made.cert, key: made.private },
        (_, answer) => void answer.end('hello'),
      );
      server.listen(0);
      await new Promise((resolve) => server.once('listening', resolve));
      const { port } = server.address() as AddressInfo;
      const trusted = new Set(['localhost', '127.0.0.1', '[::1]']);
      expect(await read(`https://localhost:${port}/`, { trusted })).toBe('hello');
      for (const host of ['127.0.0.1', '[::1]'])
        await expect(read(`https://${host}:${port}/`, { trusted })).rejects.toThrow('ERR_TLS_CERT_ALTNAME_INVALID');
    } finally {
      setDefaultCACertificates(before);
    }
  });

  test('a redirect is checked like an address, and what is not trusted cannot lead to what is', async () => {
    await using server = await calendarServer();
    server.answers.set('here', 'hello');
    for (const [path, location] of Object.entries({
      file: 'file:///etc/passwd',
      inside: 'https://10.0.0.1/',
      back: server.url('here').replace('127.0.0.1', 'localhost'),
    }))
      server.answers.set(path, (answer) => answer.writeHead(302, { location }).end());
    await expect(read(server.url('file'))).rejects.toThrow('refused (file:)');
    await expect(read(server.url('inside'))).rejects.toThrow('refused (ERR_IP_BLOCKED)');
    await expect(read(server.url('back'))).rejects.toThrow('refused (http:)');
    expect(await read(server.url('back'), { trusted: new Set(['127.0.0.1', 'localhost']) })).toBe('hello');
    expect(server.asked.get('here')).toBe(1);
  });
});
