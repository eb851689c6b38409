import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { mp3, ogg, withAudio } from './fakes/speech.ts';

const wav = Buffer.from('RIFF\0\0\0\0WAVEfmt ', 'latin1');
const vorbis = Buffer.concat([ogg().subarray(0, 28), Buffer.from('\x01vorbis\0', 'latin1')]);
const tagged = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'), mp3()]);

test('recordings are found by language, flow and step, whatever else lies there', async () => {
  await using spoken = await withAudio({
    'en/audio/main.menu.mp3': mp3(),
    'ar/audio/rights.offer.ogg': ogg(),
    'sr-Cyrl/audio/rights.offer.mp3': tagged,
  });
  const { content } = spoken;
  expect(content.check()).toEqual([]);
  const seen = [...content.audio.values()].map(({ file, type, flow, step }) => [file, type, flow, step]);
  expect(seen.sort()).toEqual([
    ['ar/rights.offer.ogg', 'audio/ogg', 'rights', 'offer'],
    ['en/main.menu.mp3', 'audio/mpeg', 'main', 'menu'],
    ['sr-Cyrl/rights.offer.mp3', 'audio/mpeg', 'rights', 'offer'],
  ]);
  for (const { path } of content.audio.values()) expect((await readFile(path)).length).toBeGreaterThan(0);
  const versions = [...content.audio.values()].map(({ version }) => version);
  expect(new Set(versions).size).toBe(3);
  expect(versions.every((version) => /^[\w-]{12}$/.test(version))).toBe(true);
});

test('what holds the same has the same version, anything else another', async () => {
  const versionOf = async (bytes: Buffer) => {
    await using spoken = await withAudio({ 'en/audio/main.menu.mp3': bytes });
    return spoken.content.audio.get('en/main.menu.mp3')?.version;
  };
  expect(await versionOf(mp3(1))).toBe(await versionOf(mp3(1)));
  expect(await versionOf(mp3(1))).not.toBe(await versionOf(mp3(2)));
});

test('every file that cannot be heard as its text is named, with why', async () => {
  await using spoken = await withAudio({
    'en/audio/main.menu.mp3': Buffer.concat([mp3(), Buffer.alloc(1024 * 1024)]),
    'en/audio/rights.offer.wav': wav,
    'en/audio/consent.company.mp3': wav,
    'en/audio/rights.offer.ogg': mp3(),
    'en/audio/recognition.none.ogg': vorbis,
    'en/audio/help.help.mp3': Buffer.alloc(0),
    'en/audio/notes.txt': Buffer.from('x'),
    'en/audio/nowhere.menu.mp3': mp3(),
    'en/audio/rights.nowhere.mp3': mp3(),
    'en/audio/language.language.mp3': mp3(),
    'en/audio/facts.published.mp3': mp3(),
    'de/audio/main.menu.mp3': mp3(),
    'de/audio/main.menu.ogg': ogg(),
    'sr-Latn/audio/main.menu.mp3': mp3(),
    'fr/audio/main.menu.mp3': mp3(),
  });
  expect(
    spoken.content
      .check()
      .map(({ where, what }) => `${where} ${what}`)
      .sort(),
  ).toEqual([
    'audio de/main.menu.ogg is the second recording of this text',
    'audio en/consent.company.mp3 does not hold MP3',
    'audio en/facts.published.mp3 cannot speak the values of: {{asOf}}, {{fact}}',
    'audio en/help.help.mp3 does not hold MP3',
    'audio en/language.language.mp3 is put in every language at once, which no recording can say',
    'audio en/main.menu.mp3 is larger than 1 MB',
    'audio en/notes.txt is not called <flow>.<step>.ogg or <flow>.<step>.mp3',
    'audio en/nowhere.menu.mp3 there is no text of a step nowhere:menu',
    'audio en/recognition.none.ogg does not hold Opus in Ogg',
    'audio en/rights.nowhere.mp3 there is no text of a step rights:nowhere',
    'audio en/rights.offer.ogg does not hold Opus in Ogg',
    'audio en/rights.offer.wav is not called <flow>.<step>.ogg or <flow>.<step>.mp3',
    'audio fr/main.menu.mp3 there is no language fr',
    'audio sr-Latn/main.menu.mp3 sr-Latn is heard from locales/sr-Cyrl/audio',
  ]);
});

test('none is shipped', async () => {
  await using plain = await withAudio({});
  expect([...plain.content.audio]).toEqual([]);
});
