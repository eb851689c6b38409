import { ForeignError } from '../foreign/failure.ts';
import { openWorker, type ReadingWorker } from '../foreign/worker.ts';
import { isRightToLeft } from '../text/bidi.ts';
import type { CopyDocument } from './copy.ts';
import type { Cv } from './cv.ts';
import { withIsolates } from './directed.ts';
import { cvColumn } from './layout.ts';
import type { Poster } from './poster.ts';
import type { ReferenceForm } from './reference.ts';
import type { TypesetQuestion } from './typeset-worker.ts';

const SECOND = 1000;

/** Makes PDF files. The same data make the same bytes; a file names neither its author nor a time. */
export interface Typesetter {
  /** @throws ForeignError for one that takes too long, and after `stop`. */
  cv(cv: Cv): Promise<Uint8Array>;
  /** @throws ForeignError as `cv` does. */
  poster(poster: Poster): Promise<Uint8Array>;
  /** @throws ForeignError as `cv` does. */
  reference(form: ReferenceForm): Promise<Uint8Array>;
  /** @throws ForeignError as `cv` does. */
  copy(copy: CopyDocument): Promise<Uint8Array>;
  /** Ends what is under way. */
  stop(): Promise<void>;
}

type TypesettingWorker = ReadingWorker<TypesetQuestion, Uint8Array>;

const open = (): TypesettingWorker =>
  openWorker(new URL('./typeset-worker.ts', import.meta.url), { milliseconds: 30 * SECOND, megabytes: 32 });

/** A typesetter whose thread starts with the first document. One document at a time, in the order of asking. */
export function createTypesetter(worker: TypesettingWorker = open()): Typesetter {
  const stopping = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  function ask(question: TypesetQuestion): Promise<Uint8Array> {
    const answered = last.then(() => {
      if (stopping.signal.aborted) throw new ForeignError('unreadable', 'stopped');
      return worker.ask(question, stopping.signal);
    });
    last = answered.catch(() => {});
    return answered;
  }
  return {
    cv: (cv) => ask({ template: 'cv.typ', data: JSON.stringify(cvData(cv)) }),
    poster: (poster) => ask({ template: 'poster.typ', data: JSON.stringify(posterData(poster)) }),
    reference: (form) => ask({ template: 'reference.typ', data: JSON.stringify(referenceData(form)) }),
    copy: (copy) =>
      ask({ template: 'copy.typ', data: JSON.stringify({ ...script(copy.language), ...isolated(copy) }) }),
    async stop() {
      stopping.abort();
      await last;
      await worker[Symbol.asyncDispose]();
    },
  };
}

/** How a template names a language. */
const script = (language: string) => ({
  lang: new Intl.Locale(language).language,
  direction: isRightToLeft(language) ? 'rtl' : 'ltr',
});

const cvData = (cv: Cv) => ({ ...script(cv.language), ...isolated(cvColumn(cv)), title: cv.labels.title });

function isolated<Data extends { language: string }>(data: Data): Data {
  return eachText(data, (text) => withIsolates(text, data.language));
}

function posterData({ code, beside, ...poster }: Poster) {
  return {
    ...script(poster.language),
    ...isolated(poster),
    code,
    beside: beside === null ? null : { ...script(beside.language), ...isolated(beside) },
  };
}

function referenceData({ beside, name, ...form }: ReferenceForm) {
  return {
    ...script(form.language),
    ...isolated(form),
    title: form.words.title,
    name: name === undefined ? null : withIsolates(name, form.language),
    beside: beside === undefined ? null : { ...script(beside.language), ...isolated(beside) },
  };
}

/** The same data with every text in it changed. */
function eachText<Data>(data: Data, change: (text: string) => string): Data {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return change(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, walk(each)]));
  };
  return walk(data) as Data;
}
