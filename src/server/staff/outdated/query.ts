import { pilotOf } from '../../../content.ts';
import { type Hashes, today } from '../../../pilot/confirmed.ts';
import { type Reason, reasonsPending, type ToConfirm } from '../../../pilot/facts.ts';
import type { Pilot } from '../../../pilot/pilot.ts';
import { factsIn } from '../../../ready.ts';
import { talliesOf } from '../../../store/events.ts';
import { EDITED, type EditedKind } from '../../../store/holdings.ts';
import type { Param } from '../../../text/params.ts';
import { type Report, reportsAmong } from '../../../turn/actions/report.ts';
import type { World } from '../../../turn/world.ts';
import { rowsShown } from '../rows/query.ts';
import type { Line, Told } from '../rows/told.ts';

/** Something that a coordinator is to look at, and why. */
export type Item = { reasons: Reason[]; reports: Report[] } & (
  | {
      /** A fact, a service or an office: the database holds it. */
      in: 'database';
      kind: EditedKind;
      id: string;
      told: Told;
      source: Source;
      /** Names the row with its texts; null where there is nothing to confirm yet. */
      version: string | null;
      hashes: Hashes;
    }
  /** What the pilot's folder says. */
  | { in: 'folder'; kind: FolderKind; lines: Line[]; source: Source; isThere: boolean }
  /** A place in the chat where people did not find something. */
  | { in: 'chat'; at: string }
);
/** How the source of something stands. */
type Source = Pick<ToConfirm, 'state' | 'asOf' | 'source'>;
type FolderKind = Exclude<ToConfirm['kind'], EditedKind>;

const isEdited = (kind: ToConfirm['kind']): kind is EditedKind => EDITED.some((one) => one === kind);

/** The reports of a pilot that nobody has dealt with. */
export const openReports = async ({ store, demo }: World, pilot: string): Promise<Report[]> =>
  reportsAmong(await talliesOf(store.read, { pilot, demo }));

/**
 * What of a pilot is outdated, unconfirmed or reported to be wrong, each once: what people reported comes first, then
 * what nobody may be served without.
 */
export async function toCheck(world: World, language: string, pilot: string): Promise<Item[]> {
  const reports = await openReports(world, pilot);
  const [found] = await factsIn(world, [pilot]);
  const day = today(world.clock(), pilotOf(world.content, pilot).zone);
  const items: Item[] = [];
  for (const entry of found?.facts ?? []) {
    const { kind } = entry;
    if (isEdited(kind)) continue;
    const lines = linesOf(pilotOf(world.content, pilot), kind).map((says): Line => ({ says, isTold: true }));
    const reasons = reasonsPending(entry, day);
    items.push({ in: 'folder', kind, lines, source: entry, isThere: lines.length > 0, reasons, reports: [] });
  }
  const known = new Set<Report>();
  for (const kind of EDITED)
    for (const { id, row, told, reasons, isToConfirm, textVersion, hashes } of await rowsShown(
      world,
      language,
      pilot,
      kind,
    )) {
      const own = reports.filter((one) => one.what === id && one.kind === WRONG[kind]);
      for (const one of own) known.add(one);
      const source = 'state' in row ? row : {};
      const version = isToConfirm ? textVersion : null;
      items.push({ in: 'database', kind, id, told, source, version, hashes, reasons, reports: own });
    }
  // A row may be gone since somebody reported it.
  const rest = Map.groupBy(
    reports.filter((one) => !known.has(one)),
    ({ what }) => what,
  );
  for (const [at, own] of rest) items.push({ in: 'chat', at, reasons: [], reports: own });
  const isDue = ({ reasons, reports: own }: Item) => reasons.length + own.length > 0;
  const count = ({ reports: own }: Item) => own.reduce((sum, one) => sum + one.count, 0);
  return items.filter(isDue).toSorted((a, b) => count(b) - count(a));
}

/** What the folder says of a pilot, a line each. */
function linesOf({ emergency, controller, contact, consentAge, childProtection }: Pilot, kind: FolderKind): Param[] {
  switch (kind) {
    case 'emergency': {
      const numbers = (['police', 'fire', 'ambulance'] as const).flatMap((of) => {
        const value = emergency?.[of];
        return value === undefined ? [] : [{ name: { text: `knowledge:${of}` as const }, value }];
      });
      return numbers;
    }
    case 'controller':
      return [controller.name];
    case 'contact':
      return contact === null ? [] : [contact.value];
    case 'consentAge':
      return [{ text: 'knowledge:fromAge', params: { years: consentAge.years } }];
    case 'childProtection':
      return childProtection === null ? [] : [childProtection.value];
  }
}

/** The kind of report that says that a row is wrong. */
const WRONG: Partial<Record<EditedKind, Report['kind']>> = { facts: 'wrong-fact', services: 'wrong-service' };
