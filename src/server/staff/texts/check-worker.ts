import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { Refusal, SheetRow } from '../../../conversation/sheet-plan.ts';
import { readLocales } from '../../../locales.ts';
import { checkSheet } from '../../../sheet-check.ts';

/** The rows of a sheet for one language. `root`: the project's folder. */
export interface CheckQuestion {
  root: string;
  language: string;
  rows: SheetRow[];
}

/** A thread that checks sheets: the server would answer nobody meanwhile. */
parentPort?.on('message', ({ root, language, rows }: CheckQuestion) => {
  const { refusals } = checkSheet(root, readLocales(join(root, 'locales')), language, rows);
  parentPort?.postMessage(refusals satisfies Refusal[]);
});
