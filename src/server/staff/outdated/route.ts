import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { pilotOf } from '../../../content.ts';
import { today } from '../../../pilot/confirmed.ts';
import { noteRefusal } from '../../../store/log.ts';
import { dealWith } from '../../../turn/actions/report.ts';
import { confirmRow } from '../../../turn/office/rows.ts';
import type { Typed } from '../../../turn/office/typed.ts';
import type { World } from '../../../turn/world.ts';
import { readForms } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { pilotsOf } from '../../released.ts';
import { sorryPage } from '../frame.ts';
import { MOST_BY } from '../rows/view.ts';
import { only, type StaffEnv } from '../session.ts';
import { openReports, toCheck } from './query.ts';
import { isOutdatedNotice, type Outdated, outdatedPage, seenAs } from './view.ts';

const FORM_BYTES = 32_768;
const OUTDATED = '/staff/outdated';

/** The list of what is outdated, unconfirmed or was reported to be wrong. */
export function outdatedRoutes(world: World) {
  const { store, clock, content } = world;
  const { texts } = content.model;
  const reads = only(world, OUTDATED);

  async function show(c: Context<StaffEnv>, wanted: string | undefined, more: Partial<Outdated> = {}) {
    const principal = c.get('principal');
    const pilots = pilotsOf(principal, content);
    const pilot = pilots.find((one) => one === wanted) ?? pilots[0] ?? null;
    const language = preferred(c, texts);
    const items = pilot === null ? [] : await toCheck(world, language, pilot);
    const rest = { notice: null, by: principal.name, missingAt: null, ...more };
    return outdatedPage(texts, language, { principal, now: clock(), pilot, pilots, items, ...rest });
  }

  const back = (c: Context<StaffEnv>, pilot: string, notice: string) =>
    c.redirect(`${OUTDATED}?pilot=${pilot}&notice=${notice}`, 303);

  /** Confirms one row as the reader saw it. */
  async function confirm(c: Context<StaffEnv>, pilot: string, typed: Typed) {
    const [kind, id, version, by = ''] = ['kind', 'id', 'version', 'by'].map((name) => typed[name]?.[0]?.trim() ?? '');
    const items = await toCheck(world, preferred(c, texts), pilot);
    const item = items.find((one) => one.in === 'database' && one.kind === kind && one.id === id);
    if (item?.in !== 'database' || item.version === null || version === undefined)
      return c.html(await show(c, pilot, { notice: 'changed' }), 409);
    if (by === '' || by.length > MOST_BY)
      return c.html(await show(c, pilot, { notice: 'faults', missingAt: `${kind}/${id}` }), 422);
    const on = today(clock(), pilotOf(content, pilot).zone);
    const edited = { pilot, kind: item.kind, id: item.id, version, who: c.get('principal').who };
    const became = await confirmRow(world, edited, { by, on, hashes: item.hashes });
    if (became === 'done') return back(c, pilot, 'confirmed');
    return c.html(await show(c, pilot, { notice: 'changed', by }), 409);
  }

  /** Marks the reports of one row as dealt with, as many as the reader saw. */
  async function deal(c: Context<StaffEnv>, pilot: string, { seen = [] }: Typed) {
    const read = new Map(seen.map((one) => [one.slice(0, one.lastIndexOf(' ')), Number(one.split(' ').at(-1))]));
    const found = (await openReports(world, pilot)).flatMap((report) => {
      const all = read.get(seenAs(report).slice(0, seenAs(report).lastIndexOf(' ')));
      return all === undefined || !(all > 0) ? [] : [{ ...report, all: Math.min(all, report.all) }];
    });
    await dealWith(world, { pilot, by: c.get('principal').who }, found);
    return back(c, pilot, 'dealt');
  }

  return new Hono<StaffEnv>()
    .get(OUTDATED, reads, async (c) => {
      const notice = c.req.query('notice');
      return c.html(await show(c, c.req.query('pilot'), { notice: isOutdatedNotice(notice) ? notice : null }));
    })
    .post(OUTDATED, reads, bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
      const typed = await readForms(c);
      const { who, ...principal } = c.get('principal');
      const pilot = typed.pilot?.[0] ?? '';
      if (!pilotsOf(principal, content).includes(pilot)) {
        if (Object.hasOwn(content.pilots, pilot))
          await store.tx((q) => noteRefusal(q, { who, target: OUTDATED, pilot, at: clock() }));
        return c.html(sorryPage(texts, preferred(c, texts), 'staff:error.notFound', c.req.path), 404);
      }
      const act = typed.do?.[0];
      if (act === 'confirm') return confirm(c, pilot, typed);
      if (act === 'done') return deal(c, pilot, typed);
      return c.redirect(`${OUTDATED}?pilot=${pilot}`, 303);
    });
}
