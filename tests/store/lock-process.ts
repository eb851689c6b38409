// Holds the lock on a data folder until it is killed.
import { lockFile } from '../../src/store/sqlite.ts';

const lock = lockFile(process.argv[2] ?? '');
process.stdout.write('locked');
setInterval(() => lock, 1000);
