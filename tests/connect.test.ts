import { pino } from 'pino';
import { expect, test } from 'vitest';
import { linkDevice } from '../src/channels/whatsapp-web-link.ts';
import { readConfig } from '../src/config.ts';
import { configuredChannels, linkedDevice } from '../src/connect.ts';
import { isPull } from '../src/turn/channel.ts';
import { START } from './fakes/clock.ts';
import { content, testVault } from './fakes/parts.ts';
import { openTestStore } from './fakes/store.ts';
import { startFakeWhatsappWeb } from './fakes/whatsapp-web.ts';

const log = pino({ level: 'silent' });
const WHATSAPP = {
  WHATSAPP_CLOUD_TOKEN: 'EAAa0token0that0nobody0knows',
  WHATSAPP_CLOUD_PHONE_NUMBER_ID: '106540352242922',
  WHATSAPP_CLOUD_APP_SECRET: '0123456789abcdef0123456789abcdef',
  WHATSAPP_CLOUD_VERIFY_TOKEN: 'a-verify-token-that-nobody-knows',
};

test.each([
  [{}, []],
  [{ TELEGRAM_BOT_TOKEN: '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw' }, ['telegram']],
  [WHATSAPP, ['whatsapp-cloud']],
  [{ WHATSAPP_WEB: 'off' }, []],
  [{ WHATSAPP_WEB: 'on' }, ['whatsapp-web']],
])('%j makes the channels %j', async (env, names) => {
  await using data = await openTestStore('sqlite', 'demonstration');
  const { config, secrets } = readConfig(env);
  const channels = await configuredChannels(config, secrets, content, { ...data, vault: testVault() }, log);
  expect(channels.map(({ name }) => name)).toEqual(names);
});

test('a device that was linked by the command is what the server connects with, one server at a time', async () => {
  await using whatsapp = await startFakeWhatsappWeb({ clock: () => START });
  await using opened = await openTestStore('sqlite', 'demonstration');
  const data = { store: opened.store, vault: testVault() };
  const { config, secrets } = readConfig({ WHATSAPP_WEB: 'on', WHATSAPP_WEB_SOCKET_URL: whatsapp.url });
  const device = linkedDevice(data, config.whatsappWeb ?? {});
  expect(await linkDevice({ ...device, show: whatsapp.scan, signal: new AbortController().signal })).toBe('linked');
  const [channel] = await configuredChannels(config, secrets, content, data, log);
  if (channel === undefined || isPull(channel)) throw new Error('no channel that sends');
  channel.start?.(
    async () => {},
    async () => undefined,
  );
  await whatsapp.waitFor(() => channel.isReady?.() === true);
  expect(await linkedDevice(data, {}).lease.take(1_000)).toBe(false);
  await channel.stop?.();
  expect(await linkedDevice(data, {}).lease.take(1_000)).toBe(true);
});
