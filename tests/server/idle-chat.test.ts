import { describe, expect, test } from 'vitest';
import { sayTo } from '../../src/turn/people/tell-person.ts';
import type { News } from '../../src/turn/send/transcript.ts';
import { DAY, HOUR, MINUTE } from '../fakes/clock.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { JOIN, TO_TIMES } from '../turn/support.ts';

/** Whoever has the cookie of a chat, in the browser in which it began. */
async function browser(stage: Stage) {
  const first = await stage.routes.request('/chat/replies');
  const cookie = (first.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const headers = { cookie, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' };
  let count = 0;
  const ask = (query: string, how: Record<string, string> = headers) =>
    // The server looks once, and does not wait where there is nothing new.
    stage.routes.request(`/chat/replies${query}`, { headers: { ...headers, ...how }, signal: AbortSignal.abort() });
  return {
    ask,
    async say(...said: string[]) {
      for (const text of said) {
        count += 1;
        const body = JSON.stringify({ id: `message-of-a-page-${count}`, content: { kind: 'text', text } });
        expect((await stage.routes.request('/chat/messages', { method: 'POST', headers, body })).status).toBe(204);
      }
    },
    async fetch(query: string) {
      const news = (await (await ask(query)).json()) as News & { proof: string };
      return { ...news, texts: news.replies.map(({ reply }) => ('text' in reply ? reply.text : '')) };
    },
  };
}

describe('a chat that nobody has used for a while', () => {
  test.each([
    ['half an hour', 30 * MINUTE],
    ['sixty days', 60 * DAY],
  ])('shows nothing of before to whoever opens it after %s, whatever they ask for', async (_, later) => {
    await using stage = await openStage('sqlite');
    const page = await browser(stage);
    await page.say(...JOIN, ...TO_TIMES, '09:00', 'Yes, book it');
    const { now, texts, proof } = await page.fetch('?after=0');
    expect(texts.some((text) => text.includes('Your appointment number'))).toBe(true);
    stage.clock.now += later;
    const queries = ['', ...Array.from({ length: now + 1 }, (_, after) => `?after=${after}`)];
    for (const query of [...queries, `?after=0&proof=${proof}`, `?after=${now - 1}&proof=${proof}`])
      expect([query, (await page.fetch(query)).texts]).toEqual([query, []]);
    // What is said from then on opens nothing that was said before.
    await page.say('menu');
    const answer = later > DAY ? 'Are you the person who wrote here before?' : 'How can we';
    for (const query of queries.slice(0, -1))
      expect([query, (await page.fetch(query)).texts]).toEqual([query, [expect.stringContaining(answer)]]);
  });

  test('is open to no address that is typed, whenever', async () => {
    await using stage = await openStage('sqlite');
    const page = await browser(stage);
    await page.say('hello');
    const typed = { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' };
    for (const query of ['', '?after=0']) expect((await page.ask(query, typed)).status).toBe(403);
  });

  test('goes on in a page that stayed open in the background, as often as it looks', async () => {
    await using stage = await openStage('sqlite');
    const page = await browser(stage);
    await page.say(...JOIN, 'human');
    const open = await page.fetch('?after=0');
    const [person] = await stage.rows('person');
    const answer = async (words: string) => {
      await stage.store.tx((q) => sayTo(stage.world, q, person?.id ?? '', words));
      await stage.pump.settle();
    };
    stage.clock.now += 2 * HOUR;
    await answer('Come on Monday');
    stage.clock.now += 5 * HOUR;
    await answer('Bring your card');
    stage.clock.now += HOUR;
    const news = await page.fetch(`?after=${open.now}&proof=${open.proof}`);
    expect(news.texts).toEqual([expect.stringContaining('Come on Monday'), expect.stringContaining('Bring your card')]);
    expect((await page.fetch(`?after=${news.now}&proof=${news.proof}`)).texts).toEqual([]);
    // Whoever opens the chat now is not that page.
    expect((await page.fetch('')).texts).toEqual([]);
    expect((await page.fetch(`?after=${open.now}`)).texts).toEqual([]);
  });
});
