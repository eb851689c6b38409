import { pino } from 'pino';
import { createTerminal } from '../channels/terminal.ts';
import type { Content as Said } from '../conversation/message.ts';
import { createPump } from '../turn/due/pump.ts';
import { createLimits } from '../turn/limits.ts';
import { noMeter } from '../turn/meter.ts';
import { createRefusals } from '../turn/refusals.ts';
import { createDeliver } from '../turn/send/deliver.ts';
import { workQueue } from '../turn/take-in/queue.ts';
import { newId, type World } from '../turn/world.ts';

/** A line that was typed, and the answer that the terminal showed. The opening of the chat has no typed line. */
export interface ChatTurn {
  typed?: string;
  answered: string;
}

/** The parts of a `World` that a chat needs. */
export type Stage = Pick<World, 'store' | 'vault' | 'content' | 'clock' | 'random' | 'demo'>;

/** Called when the chat is open: a terminal loses lines that are typed before the program reads them. */
type Lines = () => AsyncIterable<string> | Iterable<string>;

/** Holds one conversation as a terminal does: opens the chat, says line after line, and yields every answer. */
export async function* holdChat(stage: Stage, lines: Lines): AsyncGenerator<ChatTurn> {
  let screen = '';
  const terminal = createTerminal((text) => {
    screen += text;
  });
  const log = pino({ level: 'error', base: null }, pino.destination(2));
  const channels = new Map([[terminal.name, terminal]]);
  // Staff are told nothing here, so no address leads to their pages.
  const refusals = createRefusals({ clock: stage.clock, log, meter: noMeter });
  const limits = createLimits(stage.clock, refusals);
  const common = { channels, log, meter: noMeter, refusals, limits, calendarHosts: new Set<string>(), publicUrl: '' };
  const process = { startedAt: stage.clock(), jobsDone: new Map<string, number>() };
  const world: World = { ...stage, ...common, process };
  const { receive } = createPump(world);
  const deliver = createDeliver(world, () => {});
  const handle = newId(world);
  let count = 0;

  async function hear(content: Said): Promise<string> {
    count += 1;
    screen = '';
    const externalId = `${handle}-${count}`;
    await receive([{ channel: terminal.name, externalId, handle, content, at: world.clock() }]);
    // Timers are left to the server, which runs the channels that they send on.
    while ((await workQueue(world)) + (await deliver.begin()) > 0) await deliver.idle();
    return screen.trimEnd();
  }

  yield { answered: await hear({ kind: 'open' }) };
  for await (const typed of lines()) {
    if (typed.trim() !== '') yield { typed, answered: await hear({ kind: 'text', text: typed }) };
  }
}
