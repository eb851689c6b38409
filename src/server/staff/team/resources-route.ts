import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { pilotOf } from '../../../content.ts';
import { RESOURCE_KINDS, type ResourceKind } from '../../../store/codes.ts';
import {
  addResourceByStaff,
  changeResourceByStaff,
  type KnownResource,
  type ResourceForm,
  readResource,
  typedOfResource,
  type UseDecided,
} from '../../../turn/office/resources.ts';
import type { Faults, Typed } from '../../../turn/office/typed.ts';
import type { World } from '../../../turn/world.ts';
import { readForms } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { only, type StaffEnv } from '../session.ts';
import { pilotIn } from './counsellors-route.ts';
import { FORM_BYTES, knownLanguages, notFound, TEAM } from './form.ts';
import { officesIn, resourceOf } from './query.ts';
import { resourcePage, useField, usesPage } from './resource.ts';

type C = Context<StaffEnv>;
type Shown = { pilot: string; kind: ResourceKind; known: KnownResource | null };

/** The pages on which a room or an interpreter is added, changed and removed. */
export function resourceRoutes(world: World) {
  const { texts } = world.content.model;
  const may = only(world, TEAM);
  const small = bodyLimit({ maxSize: FORM_BYTES });

  async function show(c: C, shown: Shown, typed: Typed, faults: Faults) {
    return c.html(
      resourcePage(texts, preferred(c, texts), {
        ...{ ...shown, typed, faults, principal: c.get('principal'), now: world.clock() },
        ...{ offices: await officesIn(world, shown.pilot), languages: knownLanguages(world) },
      }),
      Object.keys(faults).length === 0 ? 200 : 422,
    );
  }

  async function read({ pilot, kind }: Pick<Shown, 'pilot' | 'kind'>, typed: Typed) {
    const offices = (await officesIn(world, pilot)).map(({ id }) => id);
    return readResource(kind, offices, typed);
  }

  async function change(c: C, known: KnownResource, to: ResourceForm | null, typed: Typed) {
    const principal = c.get('principal');
    const decided = ({ owner }: { owner: string }) => decidedIn(typed[useField(owner)]?.[0], to === null);
    const done = await changeResourceByStaff(world, principal.who, known, to, decided);
    if ('made' in done) {
      const made = Object.entries(done.made).map(([fate, count]) => `&${fate}=${count}`);
      return c.redirect(`${TEAM}?notice=${to === null ? 'removed' : 'saved'}${made.join('')}`, 303);
    }
    const { zone } = pilotOf(world.content, known.pilot);
    const hits = done.hit.map((use) => ({ ...use, zone }));
    const shown = { principal, now: world.clock(), known, typed, isRemoved: to === null, hits };
    return c.html(usesPage(texts, preferred(c, texts), shown), 409);
  }

  return new Hono<StaffEnv>()
    .get(`${TEAM}/add-resource`, may, async (c) => {
      const pilot = await pilotIn(world, c.get('principal'), c.req.query('pilot'));
      const kind = kindOf(c.req.query('kind'));
      if (pilot === undefined || kind === undefined) return notFound(world, c);
      return show(c, { pilot, kind, known: null }, {}, {});
    })
    .post(`${TEAM}/add-resource`, may, small, async (c) => {
      const principal = c.get('principal');
      const typed = await readForms(c);
      const pilot = await pilotIn(world, principal, typed.pilot?.[0]);
      const kind = kindOf(typed.kind?.[0]);
      if (pilot === undefined || kind === undefined) return notFound(world, c);
      const form = await read({ pilot, kind }, typed);
      if ('faults' in form) return show(c, { pilot, kind, known: null }, typed, form.faults);
      await addResourceByStaff(world, principal.who, { pilot, kind }, form.value);
      return c.redirect(`${TEAM}?notice=added`, 303);
    })
    .get(`${TEAM}/resources/:id`, may, async (c) => {
      const known = await resourceOf(world, c.get('principal'), c.req.param('id'));
      if (known === undefined) return notFound(world, c);
      return show(c, { ...known, known }, typedOfResource(known), {});
    })
    .post(`${TEAM}/resources/:id`, may, small, async (c) => {
      const known = await resourceOf(world, c.get('principal'), c.req.param('id'));
      if (known === undefined) return notFound(world, c);
      const typed = await readForms(c);
      if (typed.do?.[0] === 'remove') return change(c, known, null, typed);
      if (typed.do?.[0] !== 'edit') return c.redirect(`${TEAM}?notice=gone`, 303);
      const form = await read(known, typed);
      if ('faults' in form) return show(c, { ...known, known }, typed, form.faults);
      return change(c, known, form.value, typed);
    });
}

const kindOf = (named: string | undefined): ResourceKind | undefined => RESOURCE_KINDS.find((kind) => kind === named);

/** What was decided of a use; undefined where nobody was asked, or it cannot be. */
function decidedIn(chosen: string | undefined, isRemoved: boolean): UseDecided | undefined {
  if (chosen === undefined || (chosen === 'keep' && isRemoved)) return undefined;
  return chosen === 'keep' || chosen === 'none' ? chosen : { other: chosen };
}
