import { isIP } from 'node:net';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { StartError } from './errors.ts';

/** The configuration of an instance; the names of its environment variables are a promise. */
export interface Config {
  production: boolean;
  /** The address of this machine on which the server listens. */
  host: string;
  port: number;
  dataDir: string;
  /** The address of a PostgreSQL database; without it the SQLite file in `dataDir` is used. */
  databaseUrl?: string;
  /** The names of the pilots to serve; all pilots when absent. */
  pilots?: string[];
  /** Base address of links, without a slash at its end. */
  publicUrl: string;
  secretKeyFile: string;
  /** The folder in which the running server keeps backups. */
  backupDir?: string;
  /** The sender of e-mails to staff; present when a mail server is configured. */
  mailFrom?: string;
  /** Hosts of counsellors' own calendars that may be asked though their address is not public, and without encryption. */
  calendarHosts?: string[];
  telegram?: { mode: 'polling' | 'webhook'; apiRoot?: string };
  whatsappCloud?: { phoneNumberId: string; apiRoot?: string };
  /** WhatsApp as a linked device, by an unofficial library. */
  whatsappWeb?: { socketUrl?: string; version?: [number, number, number] };
}

/** The secrets of an instance, kept apart from `Config`, so that `Config` can be shown. */
export interface Secrets {
  telegramToken?: string;
  /** The address of the mail server, with its account. */
  smtpUrl?: string;
  /** The secret that proves that a request to our webhook comes from Telegram. */
  telegramWebhookSecret?: string;
  /**
   * For WhatsApp's Cloud API: the token of the system user, the secret that webhooks are signed with, and the token
   * that Meta shows when it asks whether the webhook is ours.
   */
  whatsappCloud?: { token: string; appSecret: string; verifyToken: string };
  /** The token that opens `/metrics`. */
  metricsToken?: string;
}

const PORT_RULE = 'must be a number from 1 to 65535';
const isPort = (text: string) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;

/** Every environment variable that is read, by name; `.env.example` explains each of them. */
export const Environment = z.object({
  NODE_ENV: z.string().optional(),
  HOST: z
    .string()
    .refine((host) => isIP(host) !== 0, 'must be an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all')
    .default('127.0.0.1'),
  PORT: z.string().refine(isPort, PORT_RULE).transform(Number).default(3000),
  DATA_DIR: z.string().default('data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional(),
  PILOTS: z
    .string()
    .regex(/^[\w-]+(\s*,\s*[\w-]+)*$/, 'must be names of pilots with commas between, such as serbia,milan')
    .transform((names) => names.split(',').map((name) => name.trim()))
    .optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/, normalize: true, error: 'must be an http(s):// URL' }).optional(),
  SECRET_KEY_FILE: z.string().optional(),
  BACKUP_DIR: z.string().optional(),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]{20,}$/, 'does not look like a token from @BotFather')
    .optional(),
  TELEGRAM_MODE: z.enum(['polling', 'webhook'], 'must be polling or webhook').optional(),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{24,256}$/, 'must be 24 to 256 characters of A-Z a-z 0-9 _ -')
    .optional(),
  TELEGRAM_API_ROOT: z.url({ protocol: /^https?$/, error: 'must be an http(s):// URL' }).optional(),
  WHATSAPP_CLOUD_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{20,}$/, 'does not look like a token of a system user')
    .optional(),
  WHATSAPP_CLOUD_PHONE_NUMBER_ID: z
    .string()
    .regex(/^\d{5,20}$/, 'must be the id of the number, digits only')
    .optional(),
  WHATSAPP_CLOUD_APP_SECRET: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'must be 32 characters of 0-9 a-f')
    .optional(),
  WHATSAPP_CLOUD_VERIFY_TOKEN: z
    .string()
    .regex(/^[\w-]{24,256}$/, 'must be 24 to 256 characters of A-Z a-z 0-9 _ -')
    .optional(),
  WHATSAPP_CLOUD_API_ROOT: z.url({ protocol: /^https?$/, error: 'must be an http(s):// URL' }).optional(),
  WHATSAPP_WEB: z.enum(['on', 'off'], 'must be on or off').default('off'),
  WHATSAPP_WEB_SOCKET_URL: z.url({ protocol: /^wss?$/, error: 'must be a ws(s):// URL' }).optional(),
  WHATSAPP_WEB_VERSION: z
    .string()
    .regex(/^\d{1,4}\.\d{1,6}\.\d{1,12}$/, 'must be three numbers with points between')
    .transform((text) => text.split('.').map(Number) as [number, number, number])
    .optional(),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be an smtp(s):// URL' })
    // What stands there could turn off the encryption, or the look at the server's certificate.
    .refine((url) => !url.includes('?'), 'must end with the host and the port, without a "?"')
    .optional(),
  MAIL_FROM: z.email('must be an address such as saputnik@example.org').optional(),
  CALENDAR_HOSTS: z
    .string()
    .regex(/^[\w.-]+(\s*,\s*[\w.-]+)*$/, 'must be names of hosts with commas between, such as mail.city.example')
    .transform((hosts) => hosts.split(',').map((host) => host.trim().toLowerCase()))
    .optional(),
  METRICS_TOKEN: z
    .string()
    .regex(/^[\w-]{32,256}$/, 'must be 32 to 256 characters of A-Z a-z 0-9 _ -')
    .optional(),
});

/**
 * Reads the environment once, as a whole. Empty values count as absent. Throws a `StartError` that names every wrong
 * variable and never contains a secret.
 */
export function readConfig(env: Record<string, string | undefined>): { config: Config; secrets: Secrets } {
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value = '']) => (value.trim() === '' ? [] : [[name, value.trim()]])),
  );
  const read = Environment.safeParse(given);
  if (!read.success) {
    const wrong = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new StartError(`The configuration is wrong: ${wrong.join('; ')}`);
  }
  const e = read.data;
  const production = e.NODE_ENV === 'production';
  const dataDir = resolve(e.DATA_DIR);
  if (production && e.SECRET_KEY_FILE === undefined)
    throw new StartError('In production SECRET_KEY_FILE must name the file with the master key');
  const secretKeyFile = resolve(e.SECRET_KEY_FILE ?? join(dataDir, 'secret.key'));
  if (production && isInside(secretKeyFile, dataDir))
    throw new StartError(
      'In production SECRET_KEY_FILE must lie outside DATA_DIR: a backup of the data must not hold the key',
    );
  const backupDir = e.BACKUP_DIR === undefined ? undefined : resolve(e.BACKUP_DIR);
  if (production && backupDir !== undefined && isInside(secretKeyFile, backupDir))
    throw new StartError('In production SECRET_KEY_FILE must lie outside BACKUP_DIR: a backup must not hold the key');
  if (production && !e.PUBLIC_URL?.startsWith('https:'))
    throw new StartError(
      'In production PUBLIC_URL must be set and begin with https://: it is the address at which people reach this server',
    );
  const telegramMode = e.TELEGRAM_MODE ?? (e.PUBLIC_URL === undefined ? 'polling' : 'webhook');
  const byWebhook = e.TELEGRAM_BOT_TOKEN !== undefined && telegramMode === 'webhook';
  if (byWebhook && !e.PUBLIC_URL?.startsWith('https:'))
    throw new StartError(
      'Telegram posts to a webhook by https only: PUBLIC_URL must begin with https://, or set TELEGRAM_MODE=polling',
    );
  if (byWebhook && production && e.TELEGRAM_WEBHOOK_SECRET === undefined)
    throw new StartError(
      'In production TELEGRAM_WEBHOOK_SECRET must be set for the webhook of Telegram, or TELEGRAM_MODE=polling',
    );
  if ((e.SMTP_URL === undefined) !== (e.MAIL_FROM === undefined))
    throw new StartError('Mail needs both SMTP_URL and MAIL_FROM, or neither of them');
  const whatsapp = whatsappCloud(e);
  const config: Config = {
    production,
    host: e.HOST,
    port: e.PORT,
    dataDir,
    publicUrl: (e.PUBLIC_URL ?? `http://localhost:${e.PORT}`).replace(/\/+$/, ''),
    secretKeyFile,
    ...(e.CALENDAR_HOSTS !== undefined && { calendarHosts: e.CALENDAR_HOSTS }),
    ...(backupDir !== undefined && { backupDir }),
    ...(e.DATABASE_URL !== undefined && { databaseUrl: e.DATABASE_URL }),
    ...(e.PILOTS !== undefined && { pilots: e.PILOTS }),
    ...(e.MAIL_FROM !== undefined && { mailFrom: e.MAIL_FROM }),
    ...(e.TELEGRAM_BOT_TOKEN !== undefined && {
      telegram: { mode: telegramMode, ...(e.TELEGRAM_API_ROOT && { apiRoot: e.TELEGRAM_API_ROOT }) },
    }),
    ...(whatsapp && { whatsappCloud: whatsapp.config }),
    ...(e.WHATSAPP_WEB === 'on' && {
      whatsappWeb: {
        ...(e.WHATSAPP_WEB_SOCKET_URL && { socketUrl: e.WHATSAPP_WEB_SOCKET_URL }),
        ...(e.WHATSAPP_WEB_VERSION && { version: e.WHATSAPP_WEB_VERSION }),
      },
    }),
  };
  const secrets: Secrets = {
    ...(e.TELEGRAM_BOT_TOKEN !== undefined && { telegramToken: e.TELEGRAM_BOT_TOKEN }),
    ...(e.TELEGRAM_WEBHOOK_SECRET !== undefined && { telegramWebhookSecret: e.TELEGRAM_WEBHOOK_SECRET }),
    ...(whatsapp && { whatsappCloud: whatsapp.secrets }),
    ...(e.SMTP_URL !== undefined && { smtpUrl: e.SMTP_URL }),
    ...(e.METRICS_TOKEN !== undefined && { metricsToken: e.METRICS_TOKEN }),
  };
  return { config, secrets };
}

/**
 * The account of the Cloud API; undefined when no variable of it is set. Throws a `StartError` when only some are set.
 */
function whatsappCloud(e: z.infer<typeof Environment>) {
  const {
    WHATSAPP_CLOUD_TOKEN: token,
    WHATSAPP_CLOUD_PHONE_NUMBER_ID: phoneNumberId,
    WHATSAPP_CLOUD_APP_SECRET: appSecret,
    WHATSAPP_CLOUD_VERIFY_TOKEN: verifyToken,
    WHATSAPP_CLOUD_API_ROOT: apiRoot,
  } = e;
  if (token === undefined && phoneNumberId === undefined && appSecret === undefined && verifyToken === undefined)
    return undefined;
  if (token === undefined || phoneNumberId === undefined || appSecret === undefined || verifyToken === undefined)
    throw new StartError(
      'WhatsApp needs all of WHATSAPP_CLOUD_TOKEN, _PHONE_NUMBER_ID, _APP_SECRET and _VERIFY_TOKEN, or none of them',
    );
  return {
    config: { phoneNumberId, ...(apiRoot && { apiRoot: apiRoot.replace(/\/+$/, '') }) },
    secrets: { token, appSecret, verifyToken },
  };
}

/** Whether `file` is the folder itself or lies in it. */
export function isInside(file: string, folder: string): boolean {
  const way = relative(folder, file);
  return !isAbsolute(way) && way.split(sep)[0] !== '..';
}
