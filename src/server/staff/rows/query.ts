import { pilotOf } from '../../../content.ts';
import { type Hashes, today } from '../../../pilot/confirmed.ts';
import { type Reason, reasonsPending, type ToConfirm } from '../../../pilot/facts.ts';
import { factsIn } from '../../../ready.ts';
import type { EditedKind, Row } from '../../../store/holdings.ts';
import { versionOf } from '../../../turn/office/rows.ts';
import type { World } from '../../../turn/world.ts';
import { type Told, toldNow } from './told.ts';

/** A fact, a service or an office, as its pages show it. */
export interface ShownRow {
  id: string;
  row: Row;
  /** Names the row as it is now, and the row with its texts. */
  version: string;
  textVersion: string;
  hashes: Hashes;
  told: Told;
  reasons: Reason[];
  /** A person of the pilot must confirm it; not what is ended, or of a demonstration alone. */
  isToConfirm: boolean;
}

/** The rows of one kind of a pilot, in its order. */
export async function rowsShown(world: World, language: string, pilot: string, kind: EditedKind): Promise<ShownRow[]> {
  const [found] = await factsIn(world, [pilot]);
  const rows: readonly Row[] = found?.held[kind] ?? [];
  const entries = new Map(found?.facts.filter((one) => one.kind === kind).map((one) => [one.name, one]));
  const { country, zone } = pilotOf(world.content, pilot);
  const day = today(world.clock(), zone);
  return rows.map((row) => {
    const entry: ToConfirm | undefined = entries.get(row.id);
    const hashes = entry?.hashes ?? {};
    return {
      id: row.id,
      row,
      version: versionOf(row),
      textVersion: versionOf(row, hashes),
      hashes,
      told: toldNow({ texts: world.content.model.texts, language, pilot: { pilot, country }, day }, row, hashes),
      reasons: entry === undefined ? [] : reasonsPending(entry, day),
      isToConfirm: entry !== undefined && entry.value.length > 0,
    };
  });
}
