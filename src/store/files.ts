import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Replaces the file `path` as a whole or not at all, also when the power fails: the new file is written as `part`,
 * flushed to the disk and renamed. `mode`: the mode of the new file, 0o600 where none is given.
 */
export async function replaceFile(
  path: string,
  part: string,
  write: (file: FileHandle) => Promise<void>,
  mode = 0o600,
): Promise<void> {
  try {
    const file = await open(part, 'wx', mode);
    try {
      // The mode given to open is cut by the umask.
      await file.chmod(mode);
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Flushes a folder to the disk: a new name in it is durable only then. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
