import { ROOT } from '../app.ts';
import type { Command } from '../cli.ts';
import { StartError } from '../config.ts';
import { loadContent } from '../content.ts';

export const check: Command = {
  usage: 'check',
  about: 'checks flows and texts by every rule',
  async run({ say }) {
    const { findings, model } = loadContent(ROOT);
    for (const { where, what } of findings) say(`${where}  ${what}`);
    if (findings.length > 0) throw new StartError(`${findings.length} found in flows and texts`);
    const flows = Object.keys(model.flowsOf(null)).length;
    say(`Flows and texts are in order: ${flows} flows, ${model.texts.languages.length} languages.`);
  },
};
