import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Content, loadContent, refuseFindings } from '../content.ts';
import { UsageError } from '../errors.ts';
import { compare } from '../pilot/compare.ts';
import type { Pilot } from '../pilot/pilot.ts';
import { describePlan, type PlanStep, planImport } from '../pilot/plan.ts';
import { exportedOffices, withFacts, withOffices, withServices, withTopics } from '../pilot/yaml.ts';
import { holdingsOf, neededStill, setHoldings } from '../store/holdings.ts';
import { wantedOf } from '../store/seed.ts';
import { plansFor } from '../turn/office/hanging.ts';
import { tellingNewAddresses } from '../turn/office/new-address.ts';
import { command } from './command.ts';
import { files } from './failure.ts';
import { refuseName, writeNewPilot } from './new-pilot.ts';
import { oneOf, withData } from './open.ts';
import { bookingOf } from './working-times.ts';

export const pilotNew = command({
  words: [1, 1],
  options: { from: { type: 'string' } },
  async run({ words: [name = ''], options, root, say }) {
    const content = loadContent(root);
    const from = served(content, oneOf('--from', options.from, Object.keys(content.pilots)));
    refuseName(root, content, name);
    refuseFindings(content);
    for (const line of writeNewPilot(root, content, name, from)) say(line);
  },
});

export const pilotCompare = command({
  words: [1, 1],
  async run({ words: [name = ''], root, say }) {
    const content = loadContent(root);
    const pilot = served(content, name);
    refuseFindings(content);
    say(compare(pilot, content.model));
  },
});

export const pilotExport = command({
  words: [1, 1],
  async run({ words: [name = ''], env, root, say }) {
    await withData({ env, root }, async ({ content, store }) => {
      const pilot = served(content, name);
      const held = await holdingsOf(store.read, pilot.pilot);
      const changes: Record<string, (yaml: string) => string> = {
        'pilot.yaml': (yaml) => withTopics(yaml, held.topics),
        'facts.yaml': (yaml) => withFacts(yaml, held.facts),
        'services.yaml': (yaml) => withServices(yaml, held.services),
        'offices.yaml': (yaml) => withOffices(yaml, exportedOffices(held.offices, pilot.offices)),
      };
      for (const [file, change] of Object.entries(changes)) {
        const path = join(root, 'flows', 'pilots', pilot.pilot, file);
        await files(async () => {
          const before = readFileSync(path, 'utf8');
          const after = change(before);
          if (after !== before) writeFileSync(path, after);
          say(after === before ? `${path} says so already.` : `${path} is written: commit this file.`);
        });
      }
    });
  },
});

export const pilotImport = command({
  words: [1, 1],
  options: { yes: { type: 'boolean' } },
  async run({ words: [name = ''], options, env, root, clock, say }) {
    await withData({ env, root }, async (opened) => {
      const { config, content, store } = opened;
      const pilot = served(content, name);
      const wanted = wantedOf(pilot, !config.production);
      const isWanted = options.yes === true;
      const leaving = removed(planImport(await holdingsOf(store.read, pilot.pilot), wanted), 'services');
      const plans = [...(await plansFor(opened, pilot.pilot, leaving)).keys()];
      const { plan, needed } = await store.tx(async (q) => {
        const plan = planImport(await holdingsOf(q, pilot.pilot), wanted);
        const gone = { topics: removed(plan, 'topics'), offices: removed(plan, 'offices') };
        const needed = [
          ...(await neededStill(q, pilot.pilot, gone, clock())),
          ...plans.map((id) => `services/${id} is needed: plans of people lead to it`),
        ];
        if (isWanted && needed.length === 0 && plan.length > 0)
          await tellingNewAddresses(bookingOf(opened, clock), q, pilot.pilot, () =>
            setHoldings(q, pilot.pilot, wanted),
          );
        return { plan, needed };
      });
      for (const line of describePlan(plan)) say(line);
      if (plan.length === 0) say('The database holds what the folder says.');
      else if (needed.length > 0) throw new UsageError(`this cannot be done: ${needed.join('; ')}`);
      else say(isWanted ? 'Done.' : 'Nothing is done yet; --yes does it.');
    });
  },
});

const removed = (plan: readonly PlanStep[], held: PlanStep['held']): string[] =>
  plan.filter((step) => step.held === held && step.does === 'remove').map(({ id }) => id);

function served(content: Content, name: string): Pilot {
  const pilot = content.pilots[name];
  if (pilot !== undefined) return pilot;
  throw new UsageError(`there is no pilot ${name}; there is ${Object.keys(content.pilots).join(', ')}`);
}
