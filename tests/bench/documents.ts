import { docxOf } from '../../src/documents/docx.ts';
import { createTypesetter } from '../../src/documents/typesetter.ts';
import { CV_LANGUAGES, sampleCv } from '../documents/samples.ts';
import { type Figure, percentile } from './figures.ts';
import { lap } from './stopwatch.ts';

/** Rounds of the same CVs: memory grows until the collectors of both threads have run, and not from then on. */
const ROUNDS = 3;

const megabytes = () => process.memoryUsage.rss() / 2 ** 20;

/** What a CV costs, one after the other in languages that take turns, and whether memory grows with them. */
export async function documentFigures(short: boolean): Promise<Figure[]> {
  const count = short ? 60 : 200;
  const cvs = CV_LANGUAGES.map((language) => sampleCv(language));
  const nth = (i: number) => cvs[i % cvs.length] ?? sampleCv('en');
  const inARow = (make: (i: number) => Promise<unknown>) =>
    lap(count, async (time) => {
      for (let i = 0; i < count; i += 1) await time(async () => void (await make(i)));
    });
  const memory = [{ name: 'memory of the process before the first CV', value: megabytes(), unit: 'MB' }];
  const typesetter = createTypesetter();
  const first = await lap(1, (time) => time(async () => void (await typesetter.cv(nth(0)))));
  const latencies: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    latencies.push(...(await inARow((i) => typesetter.cv(nth(i)))).latencies);
    memory.push({ name: `memory of the process after ${round * count} CVs`, value: megabytes(), unit: 'MB' });
  }
  await typesetter.stop();
  const docx = await inARow((i) => docxOf(nth(i)));
  return [
    { name: 'first CV as PDF, with the start of its thread', value: first.ms, unit: 'ms' },
    { name: 'CV as PDF, one after the other, p50', value: percentile(latencies, 0.5), unit: 'ms' },
    { name: 'CV as PDF, one after the other, p99', value: percentile(latencies, 0.99), unit: 'ms' },
    ...memory,
    { name: 'CV as DOCX, p50', value: percentile(docx.latencies, 0.5), unit: 'ms' },
    { name: 'CV as DOCX, p99', value: percentile(docx.latencies, 0.99), unit: 'ms' },
  ];
}
