import jsQr from 'jsqr';
import { afterAll, describe, expect, test } from 'vitest';
import { createDocuments } from '../../src/documents/make.ts';
import { createTypesetter } from '../../src/documents/typesetter.ts';
import { ROLES } from '../../src/store/principal.ts';
import { readPdf } from '../documents/pdf.ts';
import { content } from '../fakes/parts.ts';
import { faultsOf, openOffice } from './office.ts';

const { serbia } = content.pilots;
if (serbia === undefined) throw new Error('no pilot in Serbia');
const withSources = (...sources: string[]) => ({
  content: { ...content, pilots: { ...content.pilots, serbia: { ...serbia, sources } } },
});
const linksOn = (html: string) => [...html.matchAll(/class="link">([^<]+)</g)].map(([, link]) => link);

/** The words of the code that a drawing shows: dark squares of ten points. */
function codeIn(svg: string): string | undefined {
  const size = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]);
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255);
  for (const [, x, y] of svg.matchAll(/M(\d+),(\d+)h10v10h-10z/g))
    for (let row = 0; row < 10; row += 1) {
      const from = ((Number(y) + row) * size + Number(x)) * 4;
      pixels.fill(0, from, from + 40);
      for (let i = from + 3; i < from + 40; i += 4) pixels[i] = 255;
    }
  return jsQr.default(pixels, size, size)?.data;
}

describe('the page of links and posters', () => {
  test.each(ROLES)('is for coordinators and admins: %s', async (role) => {
    await using office = await openOffice();
    const status = role === 'coordinator' || role === 'admin' ? 200 : 403;
    expect((await office.page('/staff/campaigns', await office.cookie(role))).status).toBe(status);
  });

  test('lists the links of each source, with a code that opens the same, and how to add one', async () => {
    await using office = await openOffice(withSources('info1', 'camp'));
    const { status, html } = await office.page('/staff/campaigns', await office.cookie('coordinator'));
    expect([status, faultsOf(html)]).toEqual([200, []]);
    const starts = ['serbia', 'serbia-info1', 'serbia-camp'].map((start) => `http://localhost:3000/?start=${start}`);
    expect(linksOn(html)).toEqual(starts);
    const codes = [...html.matchAll(/<svg.*?<\/svg>/gs)].map(([svg]) => codeIn(svg));
    expect(codes).toEqual(starts);
    expect(html).toContain('flows/pilots/serbia/pilot.yaml');
    expect(html).toContain('WhatsApp runs here, but its address is not known yet.');
    expect(html).toContain('Numbers come with the statistics');
  });

  test('says that a pilot without sources has none, and pages those with many', async () => {
    await using office = await openOffice(withSources(...Array.from({ length: 20 }, (_, i) => `s${i}`)));
    const cookie = await office.cookie('coordinator', ['serbia', 'milan']);
    const first = (await office.page('/staff/campaigns', cookie)).html;
    expect([linksOn(first).length, first.includes('page=1')]).toEqual([20, true]);
    const second = (await office.page('/staff/campaigns?pilot=serbia&page=1', cookie)).html;
    expect(linksOn(second)).toEqual(['http://localhost:3000/?start=serbia-s19']);
    expect((await office.page('/staff/campaigns?pilot=milan', cookie)).html).toContain(
      'This pilot has no sources yet.',
    );
  });

  test('of another pilot is as if it were not there, and that is on record', async () => {
    await using office = await openOffice(withSources('info1'));
    const milan = await office.cookie('admin', ['milan']);
    expect((await office.page('/staff/campaigns?pilot=serbia', milan)).status).toBe(404);
    expect((await office.page('/staff/campaigns?pilot=atlantis', milan)).status).toBe(404);
    expect(await office.rows('log')).toMatchObject([{ what: 'refused-other', target: 'serbia', pilot: 'serbia' }]);
  });
});

describe('a poster', () => {
  const typesetter = createTypesetter();
  afterAll(() => typesetter.stop());
  const documents = createDocuments(content.model, typesetter);
  const poster = (more: object = {}) =>
    `/staff/campaigns/poster?${new URLSearchParams({ pilot: 'serbia', source: 'info1', language: 'en', channel: 'web-chat', ...more })}`;

  test.each(serbia.languages)('is one page with the address and the languages, in %s', async (language) => {
    await using office = await openOffice({ ...withSources('info1'), documents });
    const cookie = await office.cookie('coordinator');
    const answer = await office.routes.request(poster({ language }), { headers: { cookie } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="poster-serbia-${language}.pdf"`);
    const { pages, text, edges } = await readPdf(new Uint8Array(await answer.arrayBuffer()));
    expect(pages).toBe(1);
    expect(edges.left).toBeGreaterThan(40);
    expect(edges.right).toBeLessThan(595 - 40);
    expect(text).toContain('http://localhost:3000/?start=serbia-info1');
    expect(text).toContain('Srpski (latinica)');
    // Nobody has reviewed the language: its promises can be read in English too.
    expect(text).toContain('You can look around without saying your name.');
    expect(text).not.toMatch(/asylum|refugee|violence|azil|nasilj/i);
  });

  test('says that it is a draft until the controller is confirmed', async () => {
    const confirmed = { ...serbia.controller, confirmedBy: 'Ana', confirmedOn: '2026-11-24' };
    for (const [controller, isDraft] of [
      [serbia.controller, true],
      [confirmed, false],
    ] as const) {
      const pilots = { ...content.pilots, serbia: { ...serbia, sources: ['info1'], controller } };
      await using office = await openOffice({ content: { ...content, pilots }, documents });
      const cookie = await office.cookie('coordinator');
      const answer = await office.routes.request(poster(), { headers: { cookie } });
      const { text } = await readPdf(new Uint8Array(await answer.arrayBuffer()));
      expect(text.includes('Draft, not to be put up')).toBe(isDraft);
      expect((await office.page('/staff/campaigns', cookie)).html.includes('it is a draft')).toBe(isDraft);
    }
  });

  test.each([
    [{ source: 'made-up' }],
    [{ language: 'de' }],
    [{ language: '' }],
    [{ channel: 'whatsapp-cloud' }],
    [{ channel: 'nothing' }],
    [{ pilot: 'milan', source: '' }],
  ])('of %j is not there', async (more) => {
    await using office = await openOffice({ ...withSources('info1'), documents });
    expect((await office.page(poster(more), await office.cookie('coordinator'))).status).toBe(404);
  });

  test('is not offered where no files can be made', async () => {
    await using office = await openOffice(withSources('info1'));
    const cookie = await office.cookie('coordinator');
    expect((await office.page('/staff/campaigns', cookie)).html).toContain('Posters cannot be made here.');
    expect((await office.page(poster(), cookie)).status).toBe(404);
  });
});
