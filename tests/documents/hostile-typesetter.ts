import { parentPort } from 'node:worker_threads';
import type { TypesetQuestion } from '../../src/documents/typeset-worker.ts';

/** Answers with the name on the document, but for the names that end it. */
parentPort?.on('message', ({ data }: TypesetQuestion) => {
  const { name } = JSON.parse(data);
  while (name === 'loop');
  if (name === 'throw') throw new Error('thrown');
  setTimeout(() => parentPort?.postMessage(new TextEncoder().encode(name)), 1);
});
