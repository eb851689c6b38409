import { writeFileSync } from 'node:fs';
import { deployableContent } from '../content.ts';
import { UsageError } from '../errors.ts';
import { type Call, command } from './command.ts';
import { type ChatTurn, holdChat, type Stage } from './hold-chat.ts';
import { withData } from './open.ts';
import { openRehearsal, writeRecording } from './rehearsal.ts';

export const chat = command({
  options: { record: { type: 'string' } },
  async run(call) {
    const { clock, random, env, root, options } = call;
    if (options.record !== undefined) return record(call, options.record);
    await withData({ env, root }, async ({ config, content, store, vault }) => {
      await show(call, { store, vault, content, clock, random, demo: !config.production }, () => {});
    });
  },
});

async function record(call: Call, file: string): Promise<void> {
  const script = { start: new Date(call.clock()).toISOString(), seed: call.random(4).readUInt32BE() };
  await using stage = await openRehearsal(script, deployableContent(call.root));
  const turns: ChatTurn[] = [];
  await show(call, stage, (turn) => {
    turns.push(turn);
    try {
      writeFileSync(file, writeRecording({ ...script, turns }));
    } catch {
      throw new UsageError(`cannot write ${file}`);
    }
  });
}

async function show({ say, write, lines }: Call, stage: Stage, keep: (turn: ChatTurn) => void): Promise<void> {
  // Ctrl+C ends the chat as Ctrl+D does, so that everything opened for it is closed again.
  process.once('SIGINT', () => process.stdin.destroy());
  say('(Write numbers or words. Ctrl+D ends.)\n');
  for await (const turn of holdChat(stage, lines)) {
    keep(turn);
    write(`${turn.answered}\n\n> `);
  }
}
