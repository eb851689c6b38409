import { confirmFact, confirmService, type Hashes } from '../../pilot/confirmed.ts';
import { canonical } from '../../pilot/plan.ts';
import type { Deed } from '../../store/codes.ts';
import { type EditedKind, type Row, removeRow, rowOf, saveRow } from '../../store/holdings.ts';
import { note } from '../../store/log.ts';
import type { Q } from '../../store/store.ts';
import { hashText } from '../../text-hash.ts';
import type { Booking, World } from '../world.ts';
import { type Hanging, hangsOn, isFree, plansOn } from './hanging.ts';
import { tellingNewAddresses } from './new-address.ts';

/** What staff change of a pilot's facts, services and offices, on pages and by commands. */

/** The part of a world that an edit needs; a command of the command line has it too. */
export type Editing = Booking & Pick<World, 'store'>;

/** The row that somebody edits, as they read it. */
export interface Edited {
  pilot: string;
  kind: EditedKind;
  id: string;
  /** `versionOf` the row that they read; null where they add one. */
  version: string | null;
  /** The log's name of who edits; null for the command line. */
  who: string | null;
}

/** `changed`: somebody else has changed the row meanwhile. `taken`: there is a row of that id already. */
export type Saved = 'done' | 'changed' | 'gone' | 'taken';

/** Names a row by its content, with the hashes of its texts where these were read too. */
export const versionOf = (row: Row, hashes: Hashes = {}): string => hashText(canonical([row, hashes]));

/** Stores a row as `make` makes it of the present one, unless that is another than the one that was read. */
export async function saveEdited(
  editing: Editing,
  edited: Edited,
  make: (now: Row | undefined) => Row,
  deed: Deed = edited.version === null ? 'row-added' : 'row-changed',
): Promise<Saved> {
  return editing.store.tx(async (q) => {
    const now = await rowOf(q, edited.pilot, edited.kind, edited.id);
    const stands = standing(edited, now);
    if (stands !== 'done') return stands;
    await store(editing, q, edited, make(now));
    await noteEdit(q, edited, deed, editing.clock());
    return 'done';
  });
}

/** Notes that a named person (`by`) has confirmed a row on a day (ISO), with its texts as they are now (`hashes`). */
export const confirmRow = (
  editing: Editing,
  edited: Edited & { version: string },
  { by, on, hashes }: { by: string; on: string; hashes: Hashes },
): Promise<Saved> =>
  editing.store.tx(async (q) => {
    const now = await rowOf(q, edited.pilot, edited.kind, edited.id);
    if (now === undefined) return 'gone';
    if (versionOf(now, hashes) !== edited.version) return 'changed';
    await store(editing, q, edited, confirmed(now, by, on, hashes));
    await noteEdit(q, edited, 'row-confirmed', editing.clock());
    return 'done';
  });

/** Removes a service or an office, unless something hangs on it: then it says what. */
export async function removeEdited(
  editing: Editing,
  edited: Edited & { version: string },
): Promise<Exclude<Saved, 'taken'> | Hanging> {
  const plans = await plansOn(editing, edited);
  return editing.store.tx(async (q) => {
    const now = await rowOf(q, edited.pilot, edited.kind, edited.id);
    const stands = standing(edited, now);
    if (stands === 'changed' || stands === 'gone') return stands;
    const hanging = await hangsOn(editing, q, edited, plans);
    if (!isFree(hanging)) return hanging;
    await removeRow(q, edited.pilot, edited.kind, edited.id);
    await noteEdit(q, edited, 'row-removed', editing.clock());
    return 'done';
  });
}

const store = (editing: Editing, q: Q, { pilot, kind }: Edited, row: Row): Promise<void> =>
  tellingNewAddresses(editing, q, pilot, () => saveRow(q, pilot, kind, row));

function standing({ version }: Edited, now: Row | undefined): Saved {
  if (version === null) return now === undefined ? 'done' : 'taken';
  if (now === undefined) return 'gone';
  return versionOf(now) === version ? 'done' : 'changed';
}

function confirmed(row: Row, by: string, on: string, hashes: Hashes): Row {
  if ('contacts' in row) return confirmService(row, by, on, hashes);
  if ('address' in row) return { ...row, confirmedBy: by, confirmedOn: on };
  return confirmFact(row, by, on, hashes);
}

const noteEdit = (q: Q, { who, pilot, kind, id }: Edited, what: Deed, at: number): Promise<void> =>
  note(q, { who, what, target: `${pilot}/${kind}/${id}`, pilot, at });
