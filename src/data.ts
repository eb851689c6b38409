import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { Config } from './config.ts';
import type { Content } from './content.ts';
import { StartError } from './errors.ts';
import { ROOT } from './root.ts';
import { listCounsellors } from './store/counsellors.ts';
import { seed } from './store/seed.ts';
import { AlreadyRunningError, lockFile, migrateSqlite, openSqlite } from './store/sqlite.ts';
import type { Store } from './store/store.ts';
import { createVault, type KeyTimes, keyDays, newKeyFile, parseKeys, type Vault, VaultError } from './store/vault.ts';

/** Makes a folder for data when it does not exist. Throws a `StartError` when it cannot be written to. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
  } catch {
    throw new StartError(`Cannot write to the data folder ${folder}`);
  }
}

/**
 * Makes the data folder when it does not exist, and in production shuts one that was there to the other users of the
 * machine. Throws a `StartError` when it cannot be written to, or not be shut.
 */
function prepareDataDir({ dataDir, production }: Config): void {
  makeFolder(dataDir);
  if (!production || othersMay(dataDir) === 0) return;
  try {
    chmodSync(dataDir, 0o700);
  } catch {
    throw new StartError(
      `In production DATA_DIR ${dataDir} must be shut to other users of the machine: its owner can, by chmod 700`,
    );
  }
}

/** What the group of a file or folder and everybody else may do with it, as the bits of its mode; 0 is nothing. */
const othersMay = (path: string): number => statSync(path).mode & 0o077;

/** The data of an instance: its database, up to date, and the vault with the keys to it. */
export interface Data extends AsyncDisposable {
  store: Store;
  vault: Vault;
}

/**
 * Opens the data that the configuration names. Missing keys are made in the demonstration, and only there. Throws
 * `StartError`.
 */
export async function openData(config: Config, content: Content, keys = readKeys(config)): Promise<Data> {
  const store = await openStore(config);
  try {
    const vault = await openVault(store, keys, config);
    await seed(store, vault, content, !config.production);
    return { store, vault, [Symbol.asyncDispose]: () => store.close() };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/**
 * The keys in `secretKeyFile`; undefined when a demonstration has none yet. Throws a `StartError` when they are missing
 * in production or open to others there, or cannot be read.
 */
export function readKeys({ secretKeyFile, production }: Config): Buffer[] | undefined {
  if (!existsSync(secretKeyFile)) {
    if (!production) return undefined;
    throw new StartError(
      `SECRET_KEY_FILE ${secretKeyFile} is not there; "npm run saputnik -- keys new FILE" makes one`,
    );
  }
  if (production && othersMay(secretKeyFile) !== 0)
    throw new StartError(
      `In production SECRET_KEY_FILE ${secretKeyFile} must be shut to other users of the machine: chmod 600 it`,
    );
  try {
    return parseKeys(readFileSync(secretKeyFile, 'utf8'));
  } catch (error) {
    if (error instanceof VaultError) throw new StartError(`${secretKeyFile}: ${error.message}`);
    throw new StartError(`Cannot read the keys in ${secretKeyFile}`);
  }
}

/** When the master keys were made; undefined where there is no file of them. */
export function readKeyTimes({ secretKeyFile }: Pick<Config, 'secretKeyFile'>): KeyTimes | undefined {
  if (!existsSync(secretKeyFile)) return undefined;
  const fileAt = Math.floor(statSync(secretKeyFile).mtimeMs);
  return { made: keyDays(readFileSync(secretKeyFile, 'utf8')), fileAt };
}

function makeKeys({ secretKeyFile }: Config): Buffer[] {
  makeFolder(dirname(secretKeyFile));
  const file = newKeyFile();
  writeFileSync(secretKeyFile, file, { mode: 0o600, flag: 'wx' });
  return parseKeys(file);
}

/**
 * Opens the database that the configuration names and brings it up to date, without adding data to it. Throws
 * `StartError`.
 */
export async function openStore(config: Config): Promise<Store> {
  const store = await migratedStore(config);
  try {
    await refuseNewer(store);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function migratedStore(config: Config): Promise<Store> {
  const { databaseUrl } = config;
  if (databaseUrl === undefined) {
    prepareDataDir(config);
    const file = join(config.dataDir, 'saputnik.db');
    try {
      migrateSqlite(file);
      return openSqlite(file);
    } catch (error) {
      throw new StartError(`Cannot open ${file} as a database (${codeOf(error)})`);
    }
  }
  // Loaded only when it is used: the SQLite file needs nothing of it.
  const { migratePostgres, openPostgres } = await import('./store/postgres.ts');
  try {
    await migratePostgres(databaseUrl);
  } catch (error) {
    // The message leaves out the address, which holds a password; the code says enough.
    throw new StartError(`Cannot open the database of DATABASE_URL (${codeOf(error)})`);
  }
  return openPostgres(databaseUrl);
}

/** The code of a system or database error, or of the one that it wraps. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error ? String(error.code) : codeOf(error.cause);
}

/** Throws a `StartError` when a newer version has written the database: an older version must not touch it. */
async function refuseNewer({ read, dialect }: Store): Promise<void> {
  const [newest] = readMigrationFiles({ migrationsFolder: join(ROOT, 'migrations', dialect) }).slice(-1);
  const journal = dialect === 'sqlite' ? sql`__drizzle_migrations` : sql`drizzle.__drizzle_migrations`;
  const [applied] = await read.db.select({ at: sql<number>`max(created_at)` }).from(journal);
  if (Number(applied?.at) > Number(newest?.folderMillis))
    throw new StartError('The database is of a newer version of Saputnik; start that one, or restore a backup');
}

/**
 * Opens the vault. Throws a `StartError` when its keys do not open the data: with such keys every reply would fail, one
 * by one.
 */
async function openVault(store: Store, keys: Buffer[] | undefined, config: Config): Promise<Vault> {
  const [locked] = await listCounsellors(store.read);
  if (locked === undefined) return createVault(keys ?? makeKeys(config));
  if (keys === undefined) throw new StartError(`The keys to the data are gone: put ${config.secretKeyFile} back`);
  const vault = createVault(keys);
  try {
    vault.open('house', `counsellor:name:${locked.id}`, locked.name);
  } catch {
    throw new StartError(`The keys in ${config.secretKeyFile} are not those that the data was locked with`);
  }
  return vault;
}

/** Keeps every other server off the SQLite file in the data folder. Throws a `StartError` when another server runs. */
export function lockData(config: Config): Disposable {
  prepareDataDir(config);
  try {
    return lockFile(config.dataDir);
  } catch (error) {
    if (error instanceof AlreadyRunningError) throw new StartError(error.message);
    throw error;
  }
}
