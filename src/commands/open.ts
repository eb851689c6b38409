import { deployableContent, openStore, openVault, prepareDataDir, seed } from '../app.ts';
import { type Config, readConfig, StartError } from '../config.ts';
import type { Content } from '../content.ts';
import type { Store } from '../store/store.ts';
import type { Vault } from '../store/vault.ts';

/** What a command works with: the same data as the server, which may be running. */
export interface Opened {
  config: Config;
  content: Content;
  store: Store;
  vault: Vault;
}

/** Opens the data for one command and closes it afterwards. */
export async function withData<T>(
  env: Record<string, string | undefined>,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const { config } = readConfig(env);
  const content = deployableContent(config.pilots);
  prepareDataDir(config.dataDir);
  const vault = openVault(config);
  const store = await openStore(config);
  try {
    await seed(store, vault, content, !config.production);
    return await work({ config, content, store, vault });
  } finally {
    await store.close();
  }
}

/** A pilot that this instance serves. */
export function pilotNamed(content: Content, name: unknown): string {
  if (typeof name === 'string' && content.pilots[name] !== undefined) return name;
  throw new StartError(`--pilot must be one of ${Object.keys(content.pilots).join(', ')}`);
}
