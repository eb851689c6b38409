import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createTelegram } from './channels/telegram.ts';
import type { TelegramWords } from './channels/telegram-intake.ts';
import { createWhatsappCloud } from './channels/whatsapp-cloud.ts';
import type { Config, Secrets } from './config.ts';
import type { Content } from './content.ts';
import { INTERRUPTS, type Interrupt } from './conversation/flow.ts';
import { wordsFor } from './conversation/interrupt.ts';
import { releaseLease, takeLease } from './store/lease.ts';
import type { Store } from './store/store.ts';
import type { Vault } from './store/vault.ts';
import { createWhatsappKeys } from './store/whatsapp-keys.ts';
import type { Channel } from './turn/channel.ts';

/** What stands in a menu of commands: *enough* is a word to be understood, never one to be offered. */
const COMMANDS = INTERRUPTS.filter((interrupt) => interrupt !== ('enough' satisfies Interrupt));

/**
 * The menu of commands in every language, made of the words of the interrupts. Each command is understood in all
 * languages.
 */
export function telegramWords({ texts }: Content['model']): TelegramWords {
  const codeOf = (tag: string) => tag.slice(0, 2);
  const menu = (tag: string) =>
    COMMANDS.map((command) => ({ command, description: wordsFor(texts, tag, command)[0] ?? command }));
  // Of two scripts of a language the first is used, because an app tells only its language.
  const written = texts.languages.map(({ tag }) => [codeOf(tag), menu(tag)] as const).toReversed();
  const [first] = texts.languages;
  return {
    commands: new Map([['', menu(first?.tag ?? '')], ...written]),
    alone(language) {
      const known = texts.languages.find(({ tag }) => codeOf(tag) === language?.slice(0, 2)) ?? first;
      return texts.say(known?.tag ?? '', 'common:alone');
    },
  };
}

/** The store and the vault, for channels that keep data. */
interface Kept {
  store: Store;
  vault: Vault;
}

const wait = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => {});

/** The configuration, the keys and the lease of the device that is linked to WhatsApp. */
export function linkedDevice({ store, vault }: Kept, config: NonNullable<Config['whatsappWeb']>) {
  const name = 'whatsapp-web';
  const holder = randomBytes(16).toString('base64url');
  return {
    ...config,
    keys: createWhatsappKeys(store, vault),
    lease: {
      take: (ms: number) => store.tx((q) => takeLease(q, { name, holder, until: Date.now() + ms, now: Date.now() })),
      release: () => store.tx((q) => releaseLease(q, name, holder)),
    },
  };
}

/** The channels that the configuration names. */
export async function configuredChannels(
  config: Config,
  secrets: Secrets,
  content: Content,
  data: Kept,
  log: Logger,
): Promise<Channel[]> {
  const channels: Channel[] = [];
  if (config.telegram !== undefined && secrets.telegramToken !== undefined) {
    const { mode, apiRoot } = config.telegram;
    const url = `${config.publicUrl}/webhooks/telegram`;
    // Without a configured secret, a new one is made at every start. Telegram is told, and posts again the updates that
    // came with the old secret.
    const secret = secrets.telegramWebhookSecret ?? randomBytes(32).toString('base64url');
    channels.push(
      createTelegram({
        token: secrets.telegramToken,
        ...(apiRoot && { apiRoot }),
        ...(mode === 'webhook' && { webhook: { url, secret } }),
        recordings: content.audio,
        words: telegramWords(content.model),
        clock: Date.now,
        log,
        wait,
      }),
    );
  }
  if (config.whatsappCloud !== undefined && secrets.whatsappCloud !== undefined)
    channels.push(
      createWhatsappCloud({
        ...config.whatsappCloud,
        ...secrets.whatsappCloud,
        open: (language) => content.model.texts.say(language, 'common:choose'),
        recordings: content.audio,
        clock: Date.now,
        log,
      }),
    );
  if (config.whatsappWeb !== undefined) {
    // Loaded only when configured: most instances do without this unofficial library.
    const { createWhatsappWeb } = await import('./channels/whatsapp-web.ts');
    const device = linkedDevice(data, config.whatsappWeb);
    channels.push(
      createWhatsappWeb({ ...device, log, wait, clock: Date.now, dice: Math.random, recordings: content.audio }),
    );
  }
  return channels;
}
