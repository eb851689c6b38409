import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a file appear whole or not at all, whatever was there before, also when the power fails: it is written under
 * another name, brought to the disk and renamed. `mode`: of the new file, 0o600 where none is given.
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

/** A name is durable only once its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
