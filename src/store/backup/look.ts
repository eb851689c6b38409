import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFileTime, KEYS_FILE } from './format.ts';

/** The backups in a folder, by the times of their files (epoch ms). */
export interface BackupsKept {
  /** When the newest whole data file was begun; null where there is none. */
  newest: number | null;
  /** How many whole data files there are. */
  files: number;
  /** When the keys file was written; null where there is none. */
  keysAt: number | null;
}

/** What lies in a folder of backups; nothing in one that is not made yet. Throws where it cannot be read. */
export async function lookAtBackups(folder: string): Promise<BackupsKept> {
  const names: string[] = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const whole = names.flatMap((name) => {
    const time = dataFileTime(name);
    return time?.isWhole ? [time.at] : [];
  });
  return {
    newest: whole.length === 0 ? null : Math.max(...whole),
    files: whole.length,
    keysAt: names.includes(KEYS_FILE) ? Math.floor((await stat(join(folder, KEYS_FILE))).mtimeMs) : null,
  };
}
