import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../app.ts';
import type { Command } from '../cli.ts';
import { flowSchema } from '../conversation/flow.ts';

export const flowsSchema: Command = {
  usage: 'flows schema',
  about: 'writes the format of flows for editors, flows/flow.schema.json',
  async run({ say }) {
    const file = join(ROOT, 'flows', 'flow.schema.json');
    writeFileSync(file, `${JSON.stringify(flowSchema(), null, 2)}\n`);
    say(`${file} is up to date.`);
  },
};
