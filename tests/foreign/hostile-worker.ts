import { parentPort } from 'node:worker_threads';

/** A worker that does what a hostile file would make it do. */
parentPort?.on('message', (word: string) => {
  if (word === 'loop') for (;;);
  if (word === 'fill') for (const all: string[][] = []; ; all.push(Array.from({ length: 1e6 }, String)));
  if (word === 'throw') throw new Error(word);
  if (word === 'leave') process.exit();
  parentPort?.postMessage(word === 'environment' ? { env: { ...process.env }, argv: process.execArgv } : word);
});
