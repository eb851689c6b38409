import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../errors.ts';
import { today } from '../pilot/confirmed.ts';
import { describeFact, type ToConfirm, whyPending } from '../pilot/facts.ts';
import type { Pilot } from '../pilot/pilot.ts';
import { withConfirmation } from '../pilot/yaml.ts';
import { factsIn } from '../ready.ts';
import { EDITED, type EditedKind, type Row } from '../store/holdings.ts';
import { confirmRow, type Editing, versionOf } from '../turn/office/rows.ts';
import { command } from './command.ts';
import { files } from './failure.ts';
import { pilotNamed, withData } from './open.ts';
import { editingOf } from './working-times.ts';

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
      const { content } = opened;
      const all = await factsIn(opened, Object.keys(content.pilots));
      const found = all.find(({ facts }) => facts.some((fact) => fact.id === id));
      const fact = found?.facts.find((one) => one.id === id);
      if (found === undefined || fact === undefined)
        throw new UsageError(`no fact has the id ${id}; "facts pending" lists them`);
      if (fact.value.length === 0) throw new UsageError(`there is nothing to confirm at ${id} yet`);
      const { pilot, held } = found;
      const on = today(clock(), pilot.zone);
      const kept = isEdited(fact.kind)
        ? await inDatabase(editingOf(opened, clock), pilot.pilot, { ...fact, kind: fact.kind }, held, { by, on })
        : await files(async () => inFolder(root, pilot, fact, by, on));
      for (const line of [`${id}: confirmed by ${by} on ${on}`, ...fact.value.map((one) => `    ${one}`)]) say(line);
      say(kept);
    });
  },
});

const isEdited = (kind: ToConfirm['kind']): kind is EditedKind => EDITED.some((one) => one === kind);

/** Stores the confirmed row. Throws a `UsageError` when it has changed since it was read. */
async function inDatabase(
  editing: Editing,
  pilot: string,
  { kind, name: id, hashes }: ToConfirm & { kind: EditedKind },
  held: Pick<Pilot, EditedKind>,
  confirmation: { by: string; on: string },
): Promise<string> {
  const row = (held[kind] as readonly Row[]).find((one) => one.id === id);
  const edited = { pilot, kind, id, who: null, version: row === undefined ? '' : versionOf(row, hashes) };
  if ((await confirmRow(editing, edited, { ...confirmation, hashes })) !== 'done')
    throw new UsageError('it was changed at the same moment; read it again');
  return `It holds in this database from now on; "pilot export ${pilot}" writes it to the folder.`;
}

function inFolder(root: string, { pilot }: Pilot, { kind }: ToConfirm, by: string, on: string): string {
  const file = join(root, 'flows', 'pilots', pilot, 'pilot.yaml');
  writeFileSync(file, withConfirmation(readFileSync(file, 'utf8'), kind, by, on));
  return `${file}: commit this file. It holds wherever it is deployed.`;
}
