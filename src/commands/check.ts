import { loadContent } from '../content.ts';
import { StartError } from '../errors.ts';
import { today } from '../pilot/confirmed.ts';
import { describeFact, safetyFacts, whyPending } from '../pilot/facts.ts';
import { textsAbout, unfilled } from '../pilot/new.ts';
import { readingOf } from '../pilot/reading.ts';
import { type Call, command } from './command.ts';
import { factsIn } from './facts.ts';
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

/**
 * Checks every pilot that this instance serves: a person in danger must not get a number that no named person has
 * tried. Throws a `StartError` when something has to be mended.
 */
async function checkRelease({ env, root, clock, say }: Call): Promise<void> {
  await withData({ env, root }, async (opened) => {
    const { texts } = opened.content.model;
    let count = 0;
    const refuse = (...lines: string[]) => {
      count += 1;
      for (const line of lines) say(line);
    };
    for (const { pilot, held, facts } of await factsIn(opened, Object.keys(opened.content.pilots))) {
      const told = texts.languages.map(({ tag }) => textsAbout(pilot.pilot, (key) => texts.raw(tag, key)));
      for (const line of new Set(unfilled(pilot, told))) refuse(line);
      if (!held.services.some((one) => one.helpline)) refuse(`${pilot.pilot}: no service is a helpline`);
      for (const fact of safetyFacts(facts, held.services)) {
        const why = whyPending(fact, today(clock(), pilot.zone));
        if (why !== null)
          refuse(...describeFact(fact, why), `    npm run saputnik -- facts confirm ${fact.id} --by NAME`);
      }
    }
    if (count > 0) throw new StartError(`${count} to be mended before people are served`);
    say('The numbers of the safety card are confirmed.');
  });
}
