import type { Refusal, SheetRow } from '../../../conversation/sheet-plan.ts';
import { openWorker } from '../../../foreign/worker.ts';
import { ROOT } from '../../../root.ts';
import type { CheckQuestion } from './check-worker.ts';

const LIMITS = { milliseconds: 60_000, megabytes: 768 };

/** Sheets to check, by language: the rows of each. */
export type Sheets = ReadonlyMap<string, SheetRow[]>;

/** What speaks against each sheet, by language. Rejects with a `ForeignError` where the check takes too long. */
export type CheckTexts = (sheets: Sheets, stop: AbortSignal) => Promise<Map<string, Refusal[]>>;

/** A check in a thread that ends with it. One after the other, since each takes a processor and much memory. */
export function createCheck(): CheckTexts {
  let last: Promise<unknown> = Promise.resolve();
  const check: CheckTexts = async (sheets, stop) => {
    await using worker = openWorker<CheckQuestion, Refusal[]>(new URL('./check-worker.ts', import.meta.url), LIMITS);
    const found = new Map<string, Refusal[]>();
    for (const [language, rows] of sheets) found.set(language, await worker.ask({ root: ROOT, language, rows }, stop));
    return found;
  };
  return (sheets, stop) => {
    const checked = last.then(() => check(sheets, stop));
    last = checked.catch(() => {});
    return checked;
  };
}
