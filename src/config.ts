import { isAbsolute, relative, resolve } from 'node:path';
import { z } from 'zod';

/** A start that cannot succeed, in one sentence for whoever started it. */
export class StartError extends Error {
  override name = 'StartError';
}

/** What an instance is told; the names of the variables are a promise. */
export interface Config {
  production: boolean;
  port: number;
  dataDir: string;
  /** PostgreSQL; without it the SQLite file in `dataDir`. */
  databaseUrl?: string;
  /** All where none is named. */
  pilots?: string[];
  /** Base of links, without a slash at the end. */
  publicUrl: string;
  secretKeyFile: string;
  telegram?: { apiRoot?: string };
}

/** What nobody may read: kept apart from the rest, so that the rest can be shown. */
export interface Secrets {
  telegramToken?: string;
}

const Environment = z.object({
  NODE_ENV: z.string().optional(),
  PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  DATA_DIR: z.string().min(1).default('data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional(),
  PILOTS: z.string().optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an http(s):// URL' }).optional(),
  SECRET_KEY_FILE: z.string().min(1).optional(),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]{20,}$/, 'does not look like a token from @BotFather')
    .optional(),
  TELEGRAM_API_ROOT: z.url({ protocol: /^https?$/ }).optional(),
});

/**
 * Reads the environment once, as a whole. Empty values count as absent. Throws a `StartError` that names every variable
 * that is wrong, and never says a secret.
 */
export function readConfig(env: Record<string, string | undefined>): { config: Config; secrets: Secrets } {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
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
  const secretKeyFile = resolve(e.SECRET_KEY_FILE ?? `${dataDir}/secret.key`);
  if (production && isInside(secretKeyFile, dataDir))
    throw new StartError(
      'In production SECRET_KEY_FILE must lie outside DATA_DIR: a backup of the data must not hold the key',
    );
  if (production && e.PUBLIC_URL?.startsWith('http:'))
    throw new StartError('In production PUBLIC_URL must begin with https://');
  const config: Config = {
    production,
    port: e.PORT,
    dataDir,
    publicUrl: (e.PUBLIC_URL ?? `http://localhost:${e.PORT}`).replace(/\/+$/, ''),
    secretKeyFile,
    ...(e.DATABASE_URL !== undefined && { databaseUrl: e.DATABASE_URL }),
    ...(e.PILOTS !== undefined && { pilots: e.PILOTS.split(',').map((pilot) => pilot.trim()) }),
    ...(e.TELEGRAM_BOT_TOKEN !== undefined && {
      telegram: { ...(e.TELEGRAM_API_ROOT && { apiRoot: e.TELEGRAM_API_ROOT }) },
    }),
  };
  return { config, secrets: e.TELEGRAM_BOT_TOKEN === undefined ? {} : { telegramToken: e.TELEGRAM_BOT_TOKEN } };
}

function isInside(file: string, folder: string): boolean {
  const way = relative(folder, file);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}
