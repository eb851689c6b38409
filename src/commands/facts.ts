import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../errors.ts';
import { confirmFact, confirmService, type Hashes, today } from '../pilot/confirmed.ts';
import { describeFact, type ToConfirm, whyPending } from '../pilot/facts.ts';
import type { Fact, Pilot, Service } from '../pilot/pilot.ts';
import { isSame } from '../pilot/plan.ts';
import { withConfirmation, withOfficeConfirmed } from '../pilot/yaml.ts';
import { factsIn } from '../ready.ts';
import { holdingsOf, saveRow } from '../store/holdings.ts';
import { command } from './command.ts';
import { files } from './failure.ts';
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
      const { pilot, held } = found;
      const on = today(clock(), pilot.zone);
      const { kind } = fact;
      const row = kind === 'facts' || kind === 'services' ? held[kind].find(({ id }) => id === fact.name) : undefined;
      const kept =
        row === undefined
          ? await files(async () => inFolder(root, pilot, fact, by, on))
          : await inDatabase(opened, pilot.pilot, row, confirmed(row, by, on, fact.hashes));
      for (const line of [`${id}: confirmed by ${by} on ${on}`, ...fact.value.map((one) => `    ${one}`)]) say(line);
      say(kept);
    });
  },
});

const confirmed = (row: Fact | Service, by: string, on: string, hashes: Hashes): Fact | Service =>
  'contacts' in row ? confirmService(row, by, on, hashes) : confirmFact(row, by, on, hashes);

/** Stores the confirmed row. Throws a `UsageError` when it has changed since it was read. */
async function inDatabase(
  { store }: Opened,
  pilot: string,
  read: Fact | Service,
  confirmed: Fact | Service,
): Promise<string> {
  const kind = 'contacts' in read ? 'services' : 'facts';
  await store.tx(async (q) => {
    const held = await holdingsOf(q, pilot);
    const now = held[kind].find(({ id }) => id === read.id);
    if (!isSame(now, read)) throw new UsageError('it was changed at the same moment; read it again');
    await saveRow(q, pilot, kind, confirmed);
  });
  return `It holds in this database from now on; "pilot export ${pilot}" writes it to the folder.`;
}

function inFolder(
  root: string,
  { pilot, offices }: Pilot,
  { kind, name, value }: ToConfirm,
  by: string,
  on: string,
): string {
  const file = join(root, 'flows', 'pilots', pilot, kind === 'offices' ? 'offices.yaml' : 'pilot.yaml');
  const yaml = readFileSync(file, 'utf8');
  if (kind !== 'offices') writeFileSync(file, withConfirmation(yaml, kind, by, on));
  else {
    if (offices.find(({ id }) => id === name)?.address !== value.join())
      throw new UsageError(`the folder has another address than the database; "pilot export ${pilot}" writes it there`);
    writeFileSync(file, withOfficeConfirmed(yaml, name, by, on));
  }
  return `${file}: commit this file. It holds wherever it is deployed.`;
}
