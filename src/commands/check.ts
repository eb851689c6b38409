import { loadContent } from '../content.ts';
import { StartError } from '../errors.ts';
import { readingOf } from '../pilot/reading.ts';
import { lacksIn } from '../ready.ts';
import { type Call, command } from './command.ts';
import { withData } from './open.ts';

export const check = command({
  options: { release: { type: 'boolean' }, reading: { type: 'boolean' } },
  async run(call) {
    const { say, options, root } = call;
    const { check, model, pilots } = loadContent(root);
    const findings = check();
    for (const { where, what } of findings) say(`${where}  ${what}`);
    if (findings.length > 0) throw new StartError(`${findings.length} found in flows and texts`);
    const flows = Object.keys(model.flowsOf(null)).length;
    say(`Flows and texts are in order: ${flows} flows, ${model.texts.languages.length} languages.`);
    if (options.reading === true) {
      for (const { language, mean, worst } of readingOf(model, Object.values(pilots))) {
        say(`${language}: reading difficulty ${mean} (LIX; compare within a language only). The hardest texts:`);
        for (const { key, lix } of worst) say(`    ${lix}  ${key}`);
      }
    }
    if (options.release === true) await checkRelease(call);
  },
});

/** Checks every pilot that this instance serves. Throws a `StartError` when something has to be mended. */
async function checkRelease({ env, root, clock, say }: Call): Promise<void> {
  await withData({ env, root }, async (opened) => {
    const lacks = await lacksIn(opened, clock());
    for (const line of lacks.flatMap(({ lines }) => lines)) say(line);
    if (lacks.length > 0) throw new StartError(`${lacks.length} to be mended before people are served`);
    say('The numbers of the safety card are confirmed.');
  });
}
