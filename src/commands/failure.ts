import { StartError } from '../errors.ts';
import { BackupError } from '../store/backup/format.ts';

/**
 * Runs work on files of a backup or a pilot, or with keys. Throws a `StartError` that says in one sentence why they
 * cannot be read or written.
 */
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
