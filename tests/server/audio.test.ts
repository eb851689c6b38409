import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { audioRoutes } from '../../src/server/public/audio.ts';
import { mp3, ogg, withAudio } from '../fakes/speech.ts';

const BYTES = mp3(0.05);

const spoken = await withAudio({ 'en/audio/main.menu.mp3': BYTES, 'ar/audio/work.offer.ogg': ogg() });
afterAll(() => spoken[Symbol.asyncDispose]());
const app = audioRoutes(spoken.content.audio);

async function get(path: string, headers: Record<string, string> = {}) {
  const answer = await app.request(path, { headers });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}

test('a recording comes as it is, to be kept under its own version alone', async () => {
  const version = createHash('sha256').update(BYTES).digest('base64url').slice(0, 12);
  const { status, headers, bytes } = await get(`/audio/en/main.menu.mp3?v=${version}`);
  expect([status, bytes.equals(BYTES)]).toEqual([200, true]);
  expect(Object.fromEntries(headers)).toEqual({
    'content-type': 'audio/mpeg',
    'accept-ranges': 'bytes',
    'cache-control': 'public, max-age=31536000, immutable',
  });
  for (const query of ['', '?v=', '?v=000000000000'])
    expect((await get(`/audio/en/main.menu.mp3${query}`)).headers.get('cache-control')).toBe('no-cache');
  expect((await get('/audio/ar/work.offer.ogg')).headers.get('content-type')).toBe('audio/ogg');
});

test.each([
  '/audio/ar/main.menu.mp3',
  '/audio/en/main.menu.ogg',
  '/audio/en/common.json',
  '/audio/en/..%2Fcommon.json',
  '/audio/en/audio%2Fmain.menu.mp3',
  '/audio/..%2Flocales%2Fen/main.menu.mp3',
])('%s is not there', async (path) => {
  expect((await get(path)).status).toBe(404);
});

test.each([
  ['bytes=0-', 0, BYTES.length],
  ['bytes=0-0', 0, 1],
  ['bytes=10-19', 10, 20],
  ['bytes=400-99999', 400, BYTES.length],
  ['bytes=-5', BYTES.length - 5, BYTES.length],
  ['bytes=-99999', 0, BYTES.length],
])('the range %s', async (range, from, to) => {
  const { status, headers, bytes } = await get('/audio/en/main.menu.mp3', { range });
  expect([status, headers.get('content-range')]).toEqual([206, `bytes ${from}-${to - 1}/${BYTES.length}`]);
  expect(bytes.equals(BYTES.subarray(from, to))).toBe(true);
});

test.each([`bytes=${BYTES.length}-`, 'bytes=9-3', 'bytes=-0'])('the range %s cannot be had', async (range) => {
  const { status, headers, bytes } = await get('/audio/en/main.menu.mp3', { range });
  expect([status, headers.get('content-range'), bytes.length]).toEqual([416, `bytes */${BYTES.length}`, 0]);
});

test('whatever else stands for a range is answered in full', async () => {
  const odd = fc.oneof(
    fc.constantFrom('bytes=', 'bytes=-', 'bytes=0-1,3-4', 'lines=0-1', 'bytes=a-b', 'bytes=0x1-2'),
    fc.stringMatching(/^[a-z=,]{1,20}$/),
  );
  await fc.assert(
    fc.asyncProperty(odd, async (range) => {
      const { status, bytes } = await get('/audio/en/main.menu.mp3', { range });
      return status === 200 && bytes.length === BYTES.length;
    }),
    { numRuns: 30 },
  );
});
