import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { pino } from 'pino';
import { createTelegram } from '../../src/channels/telegram.ts';
import { createWhatsappCloud } from '../../src/channels/whatsapp-cloud.ts';
import type { Channel } from '../../src/turn/channel.ts';
import { openFile, openInstance, temporaryFolder } from '../bench/instance.ts';
import { START } from '../fakes/clock.ts';
import { mutated } from '../fakes/mutations.ts';
import { testVault } from '../fakes/parts.ts';
import { audit } from './audit.ts';
import { throwDice } from './dice.ts';
import { collector, type Torture } from './verdict.ts';

const SECRET = 'a-secret-for-this-torture-alone';
const APP_SECRET = '0123456789abcdef0123456789abcdef';
const NUMBER = '106540352242922';
/** Every so many is what a provider would really send. */
const GOOD_EVERY = 500;

interface Hook {
  name: string;
  channel(): Channel;
  /** A genuine message, the `n`th. */
  good(n: number): string;
  headers(body: string | Uint8Array): Record<string, string>;
}

const telegram: Hook = {
  name: 'telegram',
  channel: () =>
    createTelegram({
      token: '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw',
      apiRoot: 'http://127.0.0.1:9',
      webhook: { url: 'https://chat.example.org/webhooks/telegram', secret: SECRET },
      clock: () => START,
      log: pino({ level: 'silent' }),
      wait: async () => {},
    }),
  good: (n) =>
    JSON.stringify({
      update_id: n,
      message: {
        message_id: n,
        from: { id: 7, is_bot: false, first_name: 'Amal' },
        chat: { id: 7, type: 'private', first_name: 'Amal' },
        date: START / 1000,
        text: `good ${n}`,
      },
    }),
  headers: () => ({ 'x-telegram-bot-api-secret-token': SECRET }),
};

const whatsapp: Hook = {
  name: 'whatsapp',
  channel: () =>
    createWhatsappCloud({
      token: 'EAAa0token0that0nobody0knows',
      phoneNumberId: NUMBER,
      appSecret: APP_SECRET,
      verifyToken: SECRET,
      apiRoot: 'http://127.0.0.1:9',
      clock: () => START,
      log: pino({ level: 'silent' }),
      open: () => 'Choose',
    }),
  good: (n) => {
    const message = { from: '381601234567', id: `wamid.${n}`, timestamp: String(START / 1000), type: 'text' };
    const messages = [{ ...message, text: { body: `good ${n}` } }];
    const statuses = [{ id: `wamid.ours.${n}`, status: 'read', timestamp: String(START / 1000) }];
    const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: NUMBER }, messages, statuses };
    return JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ changes: [{ field: 'messages', value }] }],
    });
  },
  headers: (body) => ({
    'x-hub-signature-256': `sha256=${createHmac('sha256', APP_SECRET).update(body).digest('hex')}`,
  }),
};

/** Bodies that no provider sends, each proved as genuine, so that it is read; and valid ones among them. */
export const bodies: Torture = {
  name: 'webhooks that are posted nonsense',
  async run(seed, isShort) {
    const times = isShort ? 2_000 : 100_000;
    const { violations, expect } = collector();
    const figures = [];
    for (const hook of [telegram, whatsapp]) {
      const dice = throwDice(seed);
      using folder = temporaryFolder();
      const store = openFile(join(folder.path, 'saputnik.db'));
      await using instance = await openInstance(store, [hook.channel()], () => START);
      const post = async (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>) => {
        const url = `https://chat.example.org/webhooks/${hook.name}`;
        const size = String(Buffer.byteLength(body));
        const request = { method: 'POST', headers: { ...headers, 'content-length': size }, body };
        return (await instance.app.routes.request(url, request)).status;
      };
      const answers = new Map<number, number>();
      let good = 0;
      for (let n = 1; n <= times; n += 1) {
        const valid = hook.good(n);
        const body = mutated(valid, dice);
        // Encoded once, as it goes over the wire: half a surrogate is no text there.
        const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
        const status = await post(bytes, hook.headers(bytes));
        answers.set(status, (answers.get(status) ?? 0) + 1);
        expect([200, 413].includes(status), `${hook.name} answers nonsense with ${status}`);
        if (n % GOOD_EVERY !== 0) continue;
        good += 1;
        const genuine = hook.good(1_000_000_000 + n);
        expect((await post(genuine, {})) === 401, `${hook.name} takes what nobody proved`);
        expect((await post(genuine, hook.headers(genuine))) === 200, `${hook.name} refuses what is valid`);
      }
      const found = await audit(store.read, testVault(), true);
      const heard = [...found.traces.values()].flatMap((trace) => trace.heard.flatMap((said) => said ?? []));
      const words = new Set(heard.flatMap((said) => (said.kind === 'text' ? [said.text] : [])));
      let lost = 0;
      for (let n = GOOD_EVERY; n <= times; n += GOOD_EVERY) if (!words.has(`good ${1_000_000_000 + n}`)) lost += 1;
      expect(lost === 0, `${hook.name} lost valid messages`, `${lost}`);
      figures.push(
        { name: `${hook.name}: bodies`, value: times, unit: '' },
        ...[...answers].map(([status, value]) => ({ name: `${hook.name}: answered ${status}`, value, unit: '' })),
        { name: `${hook.name}: valid among them, all taken in`, value: good, unit: '' },
      );
    }
    return { violations, figures };
  },
};
