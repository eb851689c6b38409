import { randomBytes } from 'node:crypto';
import jsQr from 'jsqr';
import { expect, test } from 'vitest';
import { run } from '../../src/cli.ts';
import { START } from '../fakes/clock.ts';
import { startFakeWhatsappWeb } from '../fakes/whatsapp-web.ts';
import { ROOT, temporaryFolder } from './process.ts';
import { openShell } from './shell.ts';

const DOT = 6;
/** Which half of a character is light: on a dark screen a code stands in light on dark. */
const HALVES: Record<string, [upper: boolean, lower: boolean]> = {
  ' ': [false, false],
  '▀': [true, false],
  '▄': [false, true],
  '█': [true, true],
};

/** Reads a code off the lines of a dark screen, as the camera of a phone does. */
function readCode(screen: string): string | undefined {
  const lines = screen.split('\n').filter((line) => /^[▀▄█ ]{20,}$/.test(line));
  const rows = lines.flatMap((line) => [0, 1].map((half) => [...line].map((dot) => HALVES[dot]?.[half] ?? false)));
  const [width, height] = [(rows[0]?.length ?? 0) * DOT, rows.length * DOT];
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const isLight = rows[Math.floor(y / DOT)]?.[Math.floor(x / DOT)] ?? false;
      pixels.set(isLight ? [255, 255, 255, 255] : [0, 0, 0, 255], (y * width + x) * 4);
    }
  return jsQr.default(pixels, width, height)?.data;
}

test("'whatsapp link' is refused where the channel is off", async () => {
  using shell = openShell();
  expect(await shell.run('whatsapp', 'link')).toEqual({
    code: 1,
    out: '',
    err: 'saputnik: WHATSAPP_WEB must be on\n',
  });
});

test("'whatsapp link' shows a code that a phone can read, and links", async () => {
  await using whatsapp = await startFakeWhatsappWeb({ clock: () => START });
  using folder = temporaryFolder();
  let screen = '';
  const code = await run(['whatsapp', 'link'], {
    env: { DATA_DIR: folder.in('data'), WHATSAPP_WEB: 'on', WHATSAPP_WEB_SOCKET_URL: whatsapp.url },
    root: ROOT,
    isTerminal: true,
    write(text) {
      screen += text;
      const read = readCode(text);
      if (read !== undefined) whatsapp.scan(read);
    },
    complain: (line) => expect.fail(line),
    async *lines() {},
    clock: () => START,
    random: randomBytes,
  });
  expect(code).toBe(0);
  expect(screen).toContain('Linked devices');
  expect(screen).toContain('Linked. The server connects within seconds, if it runs.');
  expect(whatsapp.logins).toBe(1);
  expect(whatsapp.errors).toEqual([]);
});
