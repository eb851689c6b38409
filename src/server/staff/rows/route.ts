import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { pilotOf } from '../../../content.ts';
import { today } from '../../../pilot/confirmed.ts';
import type { Deed } from '../../../store/codes.ts';
import { EDITED, type EditedKind, type Row } from '../../../store/holdings.ts';
import { noteRefusal } from '../../../store/log.ts';
import type { Hanging } from '../../../turn/office/hanging.ts';
import { faultsIn, NEW, readId, readRow, typedRow } from '../../../turn/office/read-row.ts';
import { confirmRow, removeEdited, type Saved, saveEdited } from '../../../turn/office/rows.ts';
import type { Faults, Typed } from '../../../turn/office/typed.ts';
import type { World } from '../../../turn/world.ts';
import { readForms } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { pilotsOf } from '../../released.ts';
import { sorryPage } from '../frame.ts';
import { only, type StaffEnv } from '../session.ts';
import { listPage } from './list.ts';
import { rowsShown, type ShownRow } from './query.ts';
import { isRowNotice, MOST_BY, pathOf, type RowNotice, rowPage } from './view.ts';

const FORM_BYTES = 32_768;

/** The pages of a pilot's facts, services and offices: a list of each kind, and a page of each row. */
export function rowRoutes(world: World) {
  const app = new Hono<StaffEnv>();
  for (const kind of EDITED) addRoutes(app, world, kind);
  return app;
}

/** A pilot of the reader, and one of its rows; of a new one there is none. */
interface Found {
  pilot: string;
  row: ShownRow | null;
}

/** What a page shows beside the row: by default what is stored. */
interface Doing {
  typed?: Typed;
  faults?: Faults;
  theirs?: Typed;
  notice?: RowNotice | null;
  hanging?: Hanging;
  by?: string;
}

function addRoutes(app: Hono<StaffEnv>, world: World, kind: EditedKind): void {
  const { store, clock, content, demo } = world;
  const { texts } = content.model;
  const path = `/staff/${kind}` as const;
  const reads = only(world, path);

  const missing = (c: Context<StaffEnv>) =>
    c.html(sorryPage(texts, preferred(c, texts), 'staff:error.notFound', c.req.path), 404);

  /** The row in the address; undefined where it is not there, or not the reader's: then that is noted. */
  async function foundIn(c: Context<StaffEnv>): Promise<Found | undefined> {
    const { pilot = '', id = '' } = c.req.param() as Record<string, string>;
    if (!Object.hasOwn(content.pilots, pilot)) return undefined;
    const { pilots, who } = c.get('principal');
    if (!pilots.includes(pilot)) {
      const target = `${pilot}/${kind}/${id}`.slice(0, 100);
      await store.tx((q) => noteRefusal(q, { who, target, pilot, at: clock() }));
      return undefined;
    }
    if (id === NEW) return kind === 'facts' ? undefined : { pilot, row: null };
    const row = (await rowsShown(world, preferred(c, texts), pilot, kind)).find((one) => one.id === id);
    return row && { pilot, row };
  }

  function show(c: Context<StaffEnv>, { pilot, row }: Found, doing: Doing = {}) {
    const principal = c.get('principal');
    const typed = doing.typed ?? (row === null ? {} : typedRow(row.row));
    const { places } = pilotOf(content, pilot);
    const form = { typed, faults: doing.faults ?? {}, theirs: doing.theirs ?? null };
    return rowPage(texts, preferred(c, texts), {
      ...{ principal, now: clock(), kind, pilot, shown: row },
      form: { ...form, way: content.model.wayOf(pilot), places },
      notice: doing.notice ?? null,
      by: doing.by ?? principal.name,
      isByMissing: doing.by === '',
      hanging: doing.hanging ?? null,
    });
  }

  /** Answers with what became of an act: a row that somebody else has changed meanwhile is shown anew. */
  async function answer(c: Context<StaffEnv>, { pilot, row }: Found, became: Saved, notice: RowNotice, doing: Doing) {
    if (became === 'done') return c.redirect(`${pathOf(kind, pilot, c.req.param('id') ?? '')}?notice=${notice}`, 303);
    if (became === 'taken') return c.html(show(c, { pilot, row }, { ...doing, faults: TAKEN, notice: 'faults' }), 422);
    const now = await foundIn(c);
    if (now?.row == null) return missing(c);
    const theirs = doing.typed === undefined ? {} : { theirs: typedRow(now.row.row) };
    return c.html(show(c, now, { ...doing, ...theirs, notice: 'changed' }), 409);
  }

  async function save(c: Context<StaffEnv>, found: Found, typed: Typed) {
    const { pilot, row } = found;
    const context = { content, pilot: pilotOf(content, pilot), now: clock(), demo };
    const read = readRow(kind, typed, context, row?.row);
    const id = row === null ? readId(typed) : { value: row.id };
    if ('faults' in read || 'faults' in id)
      return c.html(show(c, found, { typed, faults: faultsIn(read, id), notice: 'faults' }), 422);
    const version = row === null ? null : (typed.version?.[0] ?? '');
    const edited = { pilot, kind, id: id.value, version, who: c.get('principal').who };
    const became = await saveEdited(world, edited, (now) => read.value(id.value, now));
    if (became === 'done' && row === null) return c.redirect(`${pathOf(kind, pilot, id.value)}?notice=added`, 303);
    return answer(c, found, became, 'saved', { typed });
  }

  async function confirm(c: Context<StaffEnv>, found: Found, row: ShownRow, typed: Typed) {
    const by = typed.by?.[0]?.trim() ?? '';
    if (by === '' || by.length > MOST_BY) return c.html(show(c, found, { by: '', notice: 'faults' }), 422);
    const { pilot } = found;
    const on = today(clock(), pilotOf(content, pilot).zone);
    const edited = { pilot, kind, id: row.id, version: typed.version?.[0] ?? '', who: c.get('principal').who };
    const became = row.isToConfirm ? await confirmRow(world, edited, { by, on, hashes: row.hashes }) : 'changed';
    return answer(c, found, became, 'confirmed', { by });
  }

  /** Ends a service, or takes it up again. */
  async function end(c: Context<StaffEnv>, found: Found, row: ShownRow, typed: Typed, act: 'end' | 'resume') {
    const { deed, notice } = ENDS[act];
    const edited = { ...{ pilot: found.pilot, kind, id: row.id }, version: typed.version?.[0] ?? '' };
    const make = (now: Row | undefined) => withEnd(now ?? row.row, act === 'end');
    const became = await saveEdited(world, { ...edited, who: c.get('principal').who }, make, deed);
    return answer(c, found, became, notice, {});
  }

  async function remove(c: Context<StaffEnv>, found: Found, row: ShownRow, typed: Typed) {
    const { pilot } = found;
    const version = typed.version?.[0] ?? '';
    const became = await removeEdited(world, { pilot, kind, id: row.id, version, who: c.get('principal').who });
    if (became === 'done') return c.redirect(`${path}?pilot=${pilot}&notice=removed`, 303);
    if (typeof became === 'object') return c.html(show(c, found, { hanging: became }), 409);
    return answer(c, found, became, 'removed', {});
  }

  app
    .get(path, reads, async (c) => {
      const principal = c.get('principal');
      const pilots = pilotsOf(principal, content);
      const pilot = pilots.find((one) => one === c.req.query('pilot')) ?? pilots[0] ?? null;
      const language = preferred(c, texts);
      const rows = pilot === null ? [] : await rowsShown(world, language, pilot, kind);
      const notice = c.req.query('notice');
      const list = { principal, now: clock(), kind, pilot, pilots, rows, notice: isRowNotice(notice) ? notice : null };
      return c.html(listPage(texts, language, list));
    })
    .get(`${path}/:pilot/:id`, reads, async (c) => {
      const found = await foundIn(c);
      if (found === undefined) return missing(c);
      const notice = c.req.query('notice');
      return c.html(show(c, found, { notice: isRowNotice(notice) ? notice : null }));
    })
    .post(`${path}/:pilot/:id`, reads, bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
      const found = await foundIn(c);
      if (found === undefined) return missing(c);
      const typed = await readForms(c);
      const act = typed.do?.[0];
      const { row } = found;
      if (act === 'save') return save(c, found, typed);
      if (row !== null && act === 'confirm') return confirm(c, found, row, typed);
      if (row !== null && kind !== 'facts' && act === 'remove') return remove(c, found, row, typed);
      if (row !== null && kind === 'services' && (act === 'end' || act === 'resume'))
        return end(c, found, row, typed, act);
      return c.redirect(c.req.path, 303);
    });
}

const TAKEN: Faults = { id: { text: 'faults:taken' } };

const ENDS = {
  end: { deed: 'row-ended', notice: 'ended' },
  resume: { deed: 'row-resumed', notice: 'resumed' },
} as const satisfies Record<string, { deed: Deed; notice: RowNotice }>;

function withEnd(row: Row, isEnded: boolean): Row {
  if (!('contacts' in row)) return row;
  const { ended: _, ...offered } = row;
  return isEnded ? { ...offered, ended: true } : offered;
}
