import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../errors.ts';
import { confirmService, today } from '../pilot/confirmed.ts';
import { describeFact, type Fact, factsOf, whyPending } from '../pilot/facts.ts';
import type { Pilot, Service } from '../pilot/pilot.ts';
import { isSame } from '../pilot/plan.ts';
import { exportedOffices, withConfirmation, withOfficeConfirmed } from '../pilot/yaml.ts';
import { holdingsOf, saveService } from '../store/holdings.ts';
import { command } from './command.ts';
import { type Opened, pilotNamed, withData } from './open.ts';

export const factsPending = command({
  options: { pilot: { type: 'string' } },
  async run({ options, env, root, clock, say }) {
    await withData({ env, root }, async (opened) => {
      const { pilots } = opened.content;
      const chosen = options.pilot === undefined ? Object.keys(pilots) : [pilotNamed(opened.content, options.pilot)];
      let count = 0;
      for (const { pilot, facts } of await factsIn(opened, chosen)) {
        for (const fact of facts) {
          const why = whyPending(fact, today(clock(), pilot.zone));
          if (why === null) continue;
          count += 1;
          for (const line of describeFact(fact, why)) say(line);
        }
      }
      say(count === 0 ? 'Everything is confirmed.' : `${count} to confirm, each with: facts confirm ID --by NAME`);
    });
  },
});

export const factsConfirm = command({
  words: [1, 1],
  options: { by: { type: 'string' } },
  async run({ words: [id = ''], options, env, root, clock, say }) {
    const by = options.by?.trim() ?? '';
    if (by === '') throw new UsageError('--by must name the person of the pilot who has confirmed it');
    await withData({ env, root }, async (opened) => {
      const all = await factsIn(opened, Object.keys(opened.content.pilots));
      const found = all.find(({ facts }) => facts.some((fact) => fact.id === id));
      const fact = found?.facts.find((one) => one.id === id);
      if (found === undefined || fact === undefined)
        throw new UsageError(`no fact has the id ${id}; "facts pending" lists them`);
      if (fact.value.length === 0) throw new UsageError(`there is nothing to confirm at ${id} yet`);
      const { pilot, services } = found;
      const on = today(clock(), pilot.zone);
      const service = services.find((one) => fact.kind === 'services' && one.id === fact.name);
      const kept =
        service === undefined
          ? inFolder(root, pilot, fact, by, on)
          : await inDatabase(opened, pilot.pilot, service, by, on);
      for (const line of [`${id}: confirmed by ${by} on ${on}`, ...fact.value.map((one) => `    ${one}`)]) say(line);
      say(kept);
    });
  },
});

/** The facts of these pilots, as this instance tells them. */
export async function factsIn(
  { content, store }: Opened,
  pilots: readonly string[],
): Promise<{ pilot: Pilot; services: Service[]; facts: Fact[] }[]> {
  const { texts } = content.model;
  const language = texts.languages[0]?.tag ?? '';
  const found = [];
  for (const pilot of Object.values(content.pilots).filter((one) => pilots.includes(one.pilot))) {
    const held = await holdingsOf(store.read, pilot.pilot);
    const { services } = held;
    const offices = exportedOffices(held.offices, pilot.offices);
    found.push({ pilot, services, facts: factsOf(pilot, { services, offices }, (key) => texts.raw(language, key)) });
  }
  return found;
}

/** Confirms the service as it was read. Throws a `UsageError` when it has changed in the meantime. */
async function inDatabase({ store }: Opened, pilot: string, read: Service, by: string, on: string): Promise<string> {
  await store.tx(async (q) => {
    const { services } = await holdingsOf(q, pilot);
    const now = services.find(({ id }) => id === read.id);
    if (!isSame(now, read)) throw new UsageError('it was changed at the same moment; read it again');
    await saveService(q, pilot, confirmService(read, by, on));
  });
  return `It holds in this database from now on; "pilot export ${pilot}" writes it to the folder.`;
}

function inFolder(
  root: string,
  { pilot, offices }: Pilot,
  { kind, name, value }: Fact,
  by: string,
  on: string,
): string {
  const file = join(root, 'flows', 'pilots', pilot, kind === 'offices' ? 'offices.yaml' : 'pilot.yaml');
  const yaml = readFileSync(file, 'utf8');
  if (kind !== 'offices') writeFileSync(file, withConfirmation(yaml, name === '' ? [kind] : [kind, name], by, on));
  else {
    if (offices.find(({ id }) => id === name)?.address !== value.join())
      throw new UsageError(`the folder has another address than the database; "pilot export ${pilot}" writes it there`);
    writeFileSync(file, withOfficeConfirmed(yaml, name, by, on));
  }
  return `${file}: commit this file. It holds wherever it is deployed.`;
}
