import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { pilotOf } from '../../../content.ts';
import { noteRefusal } from '../../../store/log.ts';
import { topicsOf } from '../../../store/supply.ts';
import {
  addCounsellorByStaff,
  ChangedError,
  type Choices,
  counsellorEnd,
  type Known,
  profileChange,
  profileVersion,
  readProfile,
  removeCounsellorByStaff,
  resumeCounsellor,
  typedOf,
} from '../../../turn/office/counsellors.ts';
import type { Faults, Typed } from '../../../turn/office/typed.ts';
import type { World } from '../../../turn/world.ts';
import { readForms } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { pilotsOf } from '../../released.ts';
import type { Reader } from '../reader.ts';
import { only, type StaffEnv } from '../session.ts';
import { madeIn, makeChange } from '../times/change.ts';
import { OF_END, OF_PROFILE } from './asking.ts';
import { addCounsellorPage, type CounsellorForm, counsellorPage } from './counsellor.ts';
import { FORM_BYTES, knownLanguages, notFound, noticeIn, TEAM } from './form.ts';
import { counsellorOf, officesIn, readHangs } from './query.ts';

type C = Context<StaffEnv>;

/** The pages on which a counsellor is added, changed, ended and removed. */
export function counsellorRoutes(world: World, wake: () => void) {
  const { texts } = world.content.model;
  const may = only(world, TEAM);
  const small = bodyLimit({ maxSize: FORM_BYTES });

  async function showNew(c: C, pilot: string, typed: Typed, faults: Faults) {
    const form = await formOf(world, c.get('principal'), pilot, null, typed, faults);
    return c.html(addCounsellorPage(texts, preferred(c, texts), form), Object.keys(faults).length === 0 ? 200 : 422);
  }

  async function show(c: C, known: Known, typed: Typed, faults: Faults, theirs: Typed | null = null) {
    const form = await formOf(world, c.get('principal'), known.pilot, known, typed, faults);
    const isFine = Object.keys(faults).length === 0;
    return c.html(
      counsellorPage(texts, preferred(c, texts), {
        ...{ ...form, known, zone: pilotOf(world.content, known.pilot).zone, hangs: await readHangs(world, known.id) },
        ...{ version: profileVersion(known), theirs },
        notice: isFine ? noticeIn(c) : null,
        made: isFine && c.req.query('notice') === 'made' ? madeIn(c) : null,
      }),
      theirs !== null ? 409 : isFine ? 200 : 422,
    );
  }

  /** Somebody else has changed the counsellor meanwhile: shows what was typed beside what is stored now. */
  async function showChanged(c: C, id: string, typed: Typed) {
    const now = await counsellorOf(world, c.get('principal'), id);
    return now === undefined ? notFound(world, c) : show(c, now, typed, {}, typedOf(now));
  }

  return new Hono<StaffEnv>()
    .get(`${TEAM}/add-counsellor`, may, async (c) => {
      const pilot = await pilotIn(world, c.get('principal'), c.req.query('pilot'));
      return pilot === undefined ? notFound(world, c) : showNew(c, pilot, { modes: ['in-person'] }, {});
    })
    .post(`${TEAM}/add-counsellor`, may, small, async (c) => {
      const principal = c.get('principal');
      const typed = await readForms(c);
      const pilot = await pilotIn(world, principal, typed.pilot?.[0]);
      if (pilot === undefined) return notFound(world, c);
      const read = readProfile(await choicesFor(world, principal, pilot, null), typed);
      if ('faults' in read) return showNew(c, pilot, typed, read.faults);
      const id = await addCounsellorByStaff(world, principal.who, pilot, read.value);
      return c.redirect(`${TEAM}/counsellors/${id}?notice=hired`, 303);
    })
    .get(`${TEAM}/counsellors/:id`, may, async (c) => {
      const known = await counsellorOf(world, c.get('principal'), c.req.param('id'));
      return known === undefined ? notFound(world, c) : show(c, known, typedOf(known), {});
    })
    .post(`${TEAM}/counsellors/:id`, may, small, async (c) => {
      const principal = c.get('principal');
      const known = await counsellorOf(world, principal, c.req.param('id'));
      if (known === undefined) return notFound(world, c);
      const typed = await readForms(c);
      const action = `${TEAM}/counsellors/${known.id}`;
      const origin = { path: TEAM, action, typed } as const;
      switch (typed.do?.[0]) {
        case 'edit': {
          if (typed.version?.[0] !== profileVersion(known)) return showChanged(c, known.id, typed);
          const read = readProfile(await choicesFor(world, principal, known.pilot, known), typed);
          if ('faults' in read) return show(c, known, typed, read.faults);
          const profile = { ...read.value, guests: withOthers(world, principal, known, read.value.guests) };
          const change = profileChange(world, known, profile);
          try {
            return await makeChange(world, wake, c, change, { ...origin, asking: OF_PROFILE });
          } catch (error) {
            if (!(error instanceof ChangedError)) throw error;
            return showChanged(c, known.id, typed);
          }
        }
        case 'end':
          if (known.endedAt !== null) break;
          return makeChange(world, wake, c, counsellorEnd(world, known), { ...origin, asking: OF_END });
        case 'resume':
          await resumeCounsellor(world, principal.who, known);
          return c.redirect(`${action}?notice=resumed`, 303);
        case 'remove': {
          const isDone = (await removeCounsellorByStaff(world, principal.who, known)) === 'done';
          return c.redirect(isDone ? `${TEAM}?notice=removed` : `${action}?notice=hangs`, 303);
        }
      }
      return c.redirect(`${action}?notice=gone`, 303);
    });
}

/** A pilot that somebody of the staff names, if it is theirs; that they named another is noted. */
export async function pilotIn(
  { store, content, clock }: World,
  principal: Reader,
  named: string | undefined,
): Promise<string | undefined> {
  if (named === undefined || pilotsOf(principal, content).includes(named)) return named;
  const { who } = principal;
  if (content.pilots[named] !== undefined)
    await store.tx((q) => noteRefusal(q, { who, target: TEAM, pilot: named, at: clock() }));
  return undefined;
}

/** What somebody of the staff can choose for a counsellor: guests are people of their own pilots. */
async function choicesFor(world: World, principal: Reader, pilot: string, known: Known | null): Promise<Choices> {
  const topics = (await topicsOf(world.store.read, pilot)).map(({ id }) => id);
  return {
    offices: (await officesIn(world, pilot)).map(({ id }) => id),
    topics: [...new Set([...topics, ...(known?.topics ?? [])])],
    guests: pilotsOf(principal, world.content).filter((name) => name !== pilot),
  };
}

/** The guests that were chosen, and those of pilots that are not theirs to choose, as they were. */
function withOthers({ content }: World, principal: Reader, known: Known, chosen: readonly string[]): string[] {
  const own = pilotsOf(principal, content);
  return [...known.guests.filter((pilot) => !own.includes(pilot)), ...chosen];
}

async function formOf(
  world: World,
  principal: Reader,
  pilot: string,
  known: Known | null,
  typed: Typed,
  faults: Faults,
): Promise<CounsellorForm> {
  const { topics, guests } = await choicesFor(world, principal, pilot, known);
  const offices = await officesIn(world, pilot);
  return {
    ...{ principal, now: world.clock(), pilot, typed, faults, offices, topics, guests },
    languages: knownLanguages(world),
  };
}
