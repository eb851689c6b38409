import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { FONT_FILES } from './fonts.ts';

/** A document to set. */
export interface TypesetQuestion {
  template: 'cv.typ' | 'poster.typ' | 'reference.typ' | 'copy.typ';
  /** What the template reads, as JSON. */
  data: string;
}

// Where there are fewer processors than threads, the server comes first. Elsewhere than on Linux, it is the same thread.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

/** How much smaller a document is set that would need a second page, step by step. */
const TIGHT = ['0', '0.5', '1'] as const;

const workspace = import.meta.dirname;
const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontPaths: [...FONT_FILES] }] });

/** A thread that sets documents. An error ends it, and the one who asked is told. */
parentPort?.on('message', (question: TypesetQuestion) => {
  const pdf = set(question);
  // Otherwise it keeps parts of every document, for one that is never set again.
  compiler.evictCache(0);
  parentPort?.postMessage(pdf);
});

/** The PDF: on one page where it fits when set smaller, else on as many as it needs, in the size that is easy to read. */
function set({ template, data }: TypesetQuestion): Uint8Array {
  const compile = (tight: string) => {
    const compiled = compiler.compile({ mainFilePath: join(workspace, template), inputs: { data, tight } });
    const document = compiled.result;
    if (document === null) throw new Error(`${template} cannot be set`);
    return document;
  };
  const roomy = compile(TIGHT[0]);
  // What needs more than two pages fits on none.
  const fitting =
    roomy.numOfPages !== 2
      ? roomy
      : TIGHT.slice(1)
          .map(compile)
          .find((each) => each.numOfPages === 1);
  return new Uint8Array(compiler.pdf(fitting ?? roomy));
}
