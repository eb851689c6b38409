import { StartError } from '../errors.ts';
import { BackupError } from '../store/backup/format.ts';

/** Says in one sentence why files of a backup, or with keys, cannot be read or written. */
export async function files<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BackupError) throw new StartError(error.message);
    if (error instanceof Error && 'path' in error && 'code' in error)
      throw new StartError(`Cannot read or write ${error.path} (${error.code})`);
    throw error;
  }
}
