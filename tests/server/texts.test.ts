import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readSheetFile } from '../../src/commands/sheet-file.ts';
import { ROLES } from '../../src/store/principal.ts';
import { temporaryFolder } from '../commands/process.ts';
import { content } from '../fakes/parts.ts';
import { faultsOf, type Office, openOffice } from './office.ts';

const { texts } = content.model;
const KEY = 'cancel:sure.text';
const PAGE = `/staff/texts/${encodeURIComponent(KEY)}`;
const german = texts.raw('de', KEY) ?? '';

const post = async (office: Office, path: string, form: Record<string, string>) => {
  const answer = await office.send(path, form, await office.cookie('coordinator'));
  return { status: answer.status, html: await answer.text(), name: answer.headers.get('content-disposition') };
};
const keysOn = (html: string) => [...html.matchAll(/class="link">([^<]+)<\/code><\/a>/g)].map(([, key]) => key);

describe('the page of texts', () => {
  test.each(ROLES)('is for coordinators and admins: %s', async (role) => {
    await using office = await openOffice();
    const cookie = await office.cookie(role);
    const status = role === 'coordinator' || role === 'admin' ? 200 : 403;
    expect((await office.page('/staff/texts?words=menu', cookie)).status).toBe(status);
    expect((await office.page(PAGE, cookie)).status).toBe(status);
  });

  test.each([
    ['its English', texts.raw('en', KEY)],
    ['its words in another language', german],
    ['some of its words, in any case', german.replace(/\{\{.*?\}\}/g, ' ').toUpperCase()],
    ['its key', KEY],
  ])('finds a text by %s', async (_, words = '') => {
    await using office = await openOffice();
    const { status, html } = await office.page(
      `/staff/texts?${new URLSearchParams({ words })}`,
      await office.cookie('coordinator'),
    );
    expect([status, faultsOf(html)]).toEqual([200, []]);
    expect(keysOn(html)).toContain(KEY);
  });

  test('lists fifty at a time, and says where none is found', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('coordinator');
    const first = (await office.page('/staff/texts?words=the', cookie)).html;
    expect([keysOn(first).length, new Set(keysOn(first)).size]).toEqual([50, 50]);
    expect(first).toMatch(/Texts 1 to 50 of \d{3}/);
    const second = (await office.page('/staff/texts?words=the&page=1', cookie)).html;
    expect(keysOn(second).filter((key) => keysOn(first).includes(key))).toEqual([]);
    expect((await office.page('/staff/texts?words=qwertz+uiop', cookie)).html).toContain('No text has these words.');
    expect((await office.page('/staff/texts', cookie)).html).toContain('Write some words to find texts.');
  });

  test('shows a text in all languages, with its limit and what every language keeps', async () => {
    await using office = await openOffice();
    const { html } = await office.page(PAGE, await office.cookie('coordinator'));
    expect(faultsOf(html)).toEqual([]);
    for (const { tag, direction } of texts.languages.slice(1))
      expect(html).toContain(`lang="${tag}" dir="${direction}"`);
    expect(html).toContain(`>${german}</textarea>`);
    expect(html).toContain('At most 900 characters.');
    expect(html).toContain('{{when}}');
    expect(html).toContain('Made from Serbian (Cyrillic) by a rule.');
  });

  test('has a field for each form that a plural has in a language', async () => {
    await using office = await openOffice();
    const path = `/staff/texts/${encodeURIComponent('staff:today.requests')}`;
    const { html } = await office.page(path, await office.cookie('coordinator'));
    const forms = (tag: string) =>
      [...html.matchAll(new RegExp(`name="${tag} staff:today.requests_(\\w+)"`, 'g'))].map(([, form]) => form);
    expect([forms('de'), forms('ar').length, forms('sr-Cyrl')]).toEqual([['one', 'other'], 6, ['one', 'few', 'other']]);
  });

  test('knows no text that is not there', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('coordinator');
    expect((await office.page('/staff/texts/nowhere%3Anothing', cookie)).status).toBe(404);
    expect((await post(office, '/staff/texts/nowhere%3Anothing', {})).status).toBe(404);
    expect((await post(office, `${PAGE}/sheet`, { language: 'de' })).status).toBe(404);
  });

  test('checks what was changed by the rules of an import, and names each fault at its field', async () => {
    await using office = await openOffice();
    const typed = { [`de ${KEY}`]: 'Den Termin absagen?', [`ar ${KEY}`]: '' };
    const { status, html } = await post(office, PAGE, typed);
    expect([status, faultsOf(html)]).toEqual([422, []]);
    expect(html).toMatch(/id="de-cancel:sure\.text-fault">.*has other placeholders than the English: lacks when/);
    expect(html).toMatch(/id="ar-cancel:sure\.text-fault">.*the translation is empty/);
    expect(html).toContain('>Den Termin absagen?</textarea>');
    expect(html).toContain(german);
  });

  test('says that nothing was changed', async () => {
    await using office = await openOffice();
    const { status, html } = await post(office, PAGE, { [`de ${KEY}`]: `${german}\r\n` });
    expect([status, html.includes('Nothing was changed')]).toEqual([422, true]);
  });

  test('gives back a sheet of each language that an import takes, and stores nothing', async () => {
    await using office = await openOffice();
    const changed = `${german} Bitte wählen.`;
    const { status, html } = await post(office, PAGE, { [`de ${KEY}`]: changed });
    expect([status, faultsOf(html)]).toEqual([200, []]);
    expect(html).toContain('translations import de texts-de.csv --write');
    const fields = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
    const form = Object.fromEntries(
      fields.map(([, name = '', value = '']) => [
        name,
        value.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&'),
      ]),
    );
    const sheet = await post(office, `${PAGE}/sheet`, form);
    expect([sheet.status, sheet.name]).toEqual([200, 'attachment; filename="texts-de.csv"']);
    using folder = temporaryFolder();
    writeFileSync(folder.in('texts-de.csv'), sheet.html);
    expect(await readSheetFile(folder.in('texts-de.csv'))).toEqual([
      { row: 2, key: KEY, source: texts.raw('en', KEY), translation: changed, state: 'ok' },
    ]);
    expect((await office.page(PAGE, await office.cookie('coordinator'))).html).toContain(`>${german}</textarea>`);
  });
});
