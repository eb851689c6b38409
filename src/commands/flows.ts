import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadContent } from '../content.ts';
import { drawFlow, drawOverview } from '../conversation/draw.ts';
import { flowSchema } from '../conversation/flow.ts';
import { fillGuide } from '../conversation/guide.ts';
import { overlaySchema } from '../conversation/overlay.ts';
import { UsageError } from '../errors.ts';
import { command } from './command.ts';

export const flowsSchema = command({
  async run({ root, say }) {
    for (const [name, schema] of [
      ['flow', flowSchema()],
      ['overlay', overlaySchema()],
    ] as const) {
      const file = join(root, 'flows', `${name}.schema.json`);
      writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
      say(`${file} is up to date.`);
    }
  },
});

export const flowsGuide = command({
  async run({ root, say }) {
    const file = join(root, 'docs', 'flows.md');
    writeFileSync(file, fillGuide(readFileSync(file, 'utf8')));
    say(`${file} is up to date.`);
  },
});

export const flowsDraw = command({
  words: [0, 1],
  options: { pilot: { type: 'string' }, language: { type: 'string' } },
  async run({ words, options, root, write }) {
    const { model, pilots } = loadContent(root);
    const { pilot, language = 'en' } = options;
    const tags = model.texts.languages.map(({ tag }) => tag);
    const tag = tags.find((each) => each === language);
    if (tag === undefined) throw new UsageError(`there is no language ${language}; there is ${tags.join(', ')}`);
    const served = Object.keys(pilots);
    const chosen = served.find((each) => each === pilot) ?? null;
    if (pilot !== undefined && chosen === null)
      throw new UsageError(`there is no pilot ${pilot}; there is ${served.join(', ')}`);
    const flows = model.flowsOf(chosen);
    const [name] = words;
    if (name === undefined) return write(drawOverview(flows));
    const flow = flows[name];
    if (flow === undefined)
      throw new UsageError(`there is no flow ${name}; there is ${Object.keys(flows).sort().join(', ')}`);
    write(drawFlow(flow, (key) => model.texts.raw(tag, model.textKey(chosen, key))));
  },
});
