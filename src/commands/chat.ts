import { createInterface } from 'node:readline/promises';
import { pino } from 'pino';
import { createApp } from '../app.ts';
import { createTerminal } from '../channels/terminal.ts';
import type { Command } from '../cli.ts';
import { withData } from './open.ts';

export const chat: Command = {
  usage: 'chat [--record FILE]',
  about: 'holds the conversation in this terminal; --record writes it down as a case for the tests',
  options: { record: { type: 'string' } },
  async run({ env, say }) {
    await withData(env, async ({ config, content, store, vault }) => {
      const terminal = createTerminal((text) => void process.stdout.write(text));
      const { pump } = createApp({
        config,
        store,
        vault,
        content,
        log: pino({ level: 'error' }),
        channels: [terminal],
      });
      const handle = `terminal-${process.pid}-${Date.now()}`;
      let count = 0;
      const hear = async (kind: { kind: 'open' } | { kind: 'text'; text: string }) => {
        count += 1;
        await pump.receive([
          { channel: 'terminal', externalId: `${handle}-${count}`, handle, content: kind, at: Date.now() },
        ]);
        await pump.settle();
      };
      say('(Write numbers or words. Ctrl+D ends.)\n');
      await hear({ kind: 'open' });
      const prompt = () => void process.stdout.write('> ');
      prompt();
      for await (const line of createInterface({ input: process.stdin })) {
        if (line.trim() !== '') await hear({ kind: 'text', text: line });
        prompt();
      }
    });
  },
};
