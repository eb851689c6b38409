import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { createWhatsappWeb } from '../../src/channels/whatsapp-web.ts';
import { releaseLease, takeLease } from '../../src/store/lease.ts';
import { createWhatsappKeys } from '../../src/store/whatsapp-keys.ts';
import type { PushChannel } from '../../src/turn/channel.ts';
import { testVault } from '../fakes/parts.ts';
import { openTestStore } from '../fakes/store.ts';
import { startFakeWhatsappWeb } from '../fakes/whatsapp-web.ts';
import { openOffice } from './office.ts';

/** An office with a real linked device, which meets a fake of WhatsApp. */
export async function withPhone() {
  const stack = new AsyncDisposableStack();
  const fake = stack.use(await startFakeWhatsappWeb({ clock: () => Date.now() }));
  const { store } = stack.use(await openTestStore('sqlite', 'demonstration'));
  const lease = { name: 'whatsapp-web', holder: 'server' };
  const channel: PushChannel = createWhatsappWeb({
    keys: createWhatsappKeys(store, testVault()),
    socketUrl: fake.url,
    lease: {
      take: (ms) => store.tx((q) => takeLease(q, { ...lease, until: Date.now() + ms, now: Date.now() })),
      release: () => store.tx((q) => releaseLease(q, lease.name, lease.holder)),
    },
    log: pino({ level: 'silent' }),
    clock: Date.now,
    dice: () => 0,
    wait: async (ms, signal) => void (await sleep(ms, undefined, { signal }).catch(() => {})),
  });
  stack.defer(() => channel.stop?.());
  const office = stack.use(await openOffice({ channels: [channel] }));
  channel.start?.(
    async () => {},
    async () => undefined,
  );
  const until = (state: string) => fake.waitFor(() => channel.condition?.().state === state);
  await until('unlinked');
  return { fake, office, channel, until, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** The code that the channel shows at the moment. */
export function codeOf({ phone }: PushChannel): string | null {
  const attempt = phone?.attempt();
  return attempt?.state === 'showing' ? attempt.code : null;
}
