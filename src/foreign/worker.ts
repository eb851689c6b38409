import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ForeignError } from './failure.ts';

/** Limits of a worker. */
export interface WorkerLimits {
  /** For one answer. */
  milliseconds: number;
  /** Of its memory. */
  megabytes: number;
}

/** A thread of its own that reads what others wrote: nothing that it reads can stop the server. */
export interface ReadingWorker<Question, Answer> extends AsyncDisposable {
  /**
   * The worker's answer. One question at a time. A worker that exceeds its limits is ended, and the next question goes to
   * a new one.
   *
   * @throws ForeignError
   */
  ask(question: Question, signal: AbortSignal): Promise<Answer>;
}

/** A worker that runs `file`, which answers each message with one. */
export function openWorker<Question, Answer>(file: URL, limits: WorkerLimits): ReadingWorker<Question, Answer> {
  let running: Worker | undefined;
  function start(): Worker {
    // It is given nothing of ours: neither the environment nor the options of this process.
    const worker = new Worker(file, {
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: limits.megabytes, maxYoungGenerationSizeMb: limits.megabytes / 4 },
    });
    // The caller is told of an error by its own question; a worker that nobody asks just ends.
    worker.on('error', () => {});
    worker.once('exit', () => {
      if (running === worker) running = undefined;
    });
    return worker;
  }
  async function end(): Promise<void> {
    await running?.terminate();
  }
  return {
    async ask(question, stop) {
      running ??= start();
      const late = AbortSignal.timeout(limits.milliseconds);
      const answered = once(running, 'message', { signal: AbortSignal.any([stop, late]) });
      try {
        running.postMessage(question);
        const [answer] = await answered;
        return answer;
      } catch (error) {
        await end();
        if (late.aborted) throw new ForeignError('too-much', 'time');
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
        throw new ForeignError(code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'too-much' : 'unreadable', code);
      }
    },
    [Symbol.asyncDispose]: end,
  };
}
