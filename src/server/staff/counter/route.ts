import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import {
  type BookedAtCounter,
  bookForPerson,
  bookWithoutChat,
  type Refusal,
} from '../../../turn/office/counter/book.ts';
import type { ForWhom } from '../../../turn/office/counter/wanted.ts';
import { lookAtPerson } from '../../../turn/office/people/look.ts';
import type { Found } from '../../../turn/office/people/person.ts';
import type { Faults, Typed } from '../../../turn/office/typed.ts';
import type { World } from '../../../turn/world.ts';
import { readForms } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { pilotsOf } from '../../released.ts';
import { lookAt } from '../appointment/query.ts';
import { chosenPilot } from '../chosen-pilot.ts';
import { sorryPage } from '../frame.ts';
import { findPersonPage } from '../people/find.ts';
import { readHandle } from '../people/handle.ts';
import { only, type StaffEnv } from '../session.ts';
import { paperPage } from './paper.ts';
import { readCounter, readPaper, wishesOf } from './query.ts';
import { counterPage } from './view.ts';

const FORM_BYTES = 16_384;

type C = Context<StaffEnv>;

/** The pages on which staff book for a person or for somebody without a chat, and the paper of an appointment. */
export function counterRoutes(world: World, wake: () => void) {
  const { texts } = world.content.model;
  const counsels = only(world, '/staff/today');
  const small = bodyLimit({ maxSize: FORM_BYTES });

  /** Shows the page. `refusal`: why what was sent was not booked. */
  async function show(
    c: C,
    { handle, whom, typed, isAsked }: { handle: string | null; whom: ForWhom; typed: Typed; isAsked: boolean },
    refusal: { faults?: Faults; refused?: Refusal } = {},
  ) {
    const principal = c.get('principal');
    const read = await readCounter(world, whom, typed, isAsked);
    const faults = { ...read.faults, ...refusal.faults };
    const pilots = handle === null ? pilotsOf(principal, world.content) : [];
    const refused = refusal.refused ?? null;
    const shown = { ...read, principal, now: world.clock(), handle, pilots, faults, refused };
    const isWrong = refused !== null || Object.keys(faults).length > 0;
    return c.html(counterPage(texts, preferred(c, texts), shown), isWrong ? 422 : 200);
  }

  /** Leads to the paper, or shows the page again with what is wrong; undefined where there is nobody to book for. */
  async function end(c: C, booked: BookedAtCounter, shown: Omit<Parameters<typeof show>[1], 'isAsked'>) {
    if (booked === 'gone') return undefined;
    if ('id' in booked) return c.redirect(`/staff/appointments/${encodeURIComponent(booked.id)}/paper?new=yes`, 303);
    return show(c, { ...shown, isAsked: true }, booked);
  }

  const notFound = (c: C) => c.html(sorryPage(texts, preferred(c, texts), 'staff:error.notFound', c.req.path), 404);
  const nobody = (c: C, why: 'ended' | 'unknown') => {
    const typed = { reference: '', code: '' };
    const finding = { principal: c.get('principal'), now: world.clock(), why, typed, erased: null };
    return c.html(findPersonPage(texts, preferred(c, texts), finding), 404);
  };

  /** Does something with the person to whom an address leads, with whose consent alone anything is booked. */
  const withPerson =
    (work: (c: C, found: Found, handle: string) => Promise<Response | undefined>) =>
    async (c: Context<StaffEnv, '/staff/people/:handle/book'>) => {
      const handle = c.req.param('handle');
      const found = readHandle(world, c.get('principal'), handle);
      if (found === undefined) return nobody(c, 'ended');
      return (await work(c, found, handle)) ?? nobody(c, 'unknown');
    };

  return new Hono<StaffEnv>()
    .get(
      '/staff/people/:handle/book',
      counsels,
      withPerson(async (c, found, handle) => {
        const opened = await lookAtPerson(world, c.get('principal'), found);
        if (opened?.openness !== 'whole') return undefined;
        const asked = c.req.queries();
        const isAsked = asked.topic !== undefined;
        const whom = { pilot: opened.pilot, person: opened.person.id };
        return show(c, { handle, whom, typed: isAsked ? asked : wishesOf(opened), isAsked });
      }),
    )
    .post(
      '/staff/people/:handle/book',
      counsels,
      small,
      withPerson(async (c, found, handle) => {
        const typed = await readForms(c);
        const opened = await lookAtPerson(world, c.get('principal'), found);
        if (opened?.openness !== 'whole') return undefined;
        const whom = { pilot: opened.pilot, person: opened.person.id };
        const booked = await bookForPerson(world, c.get('principal'), found, typed);
        wake();
        return end(c, booked, { handle, whom, typed });
      }),
    )
    .get('/staff/counter', counsels, async (c) => {
      const pilot = await chosenPilot(world, c.get('principal'), c.req.query('pilot'));
      if (pilot === undefined) return notFound(c);
      const asked = c.req.queries();
      const isAsked = asked.topic !== undefined;
      const typed = isAsked ? asked : { language: [preferred(c, texts)], mode: ['in-person'] };
      return show(c, { handle: null, whom: { pilot, person: null }, typed, isAsked });
    })
    .post('/staff/counter', counsels, small, async (c) => {
      const typed = await readForms(c);
      const pilot = await chosenPilot(world, c.get('principal'), typed.pilot?.[0] ?? '');
      if (pilot === undefined) return notFound(c);
      const booked = await bookWithoutChat(world, c.get('principal'), pilot, typed);
      wake();
      return (await end(c, booked, { handle: null, whom: { pilot, person: null }, typed })) ?? notFound(c);
    })
    .get('/staff/appointments/:id/paper', counsels, async (c) => {
      const principal = c.get('principal');
      const looked = await lookAt(world, principal, c.req.param('id'));
      if (looked === undefined || looked.a.status === 'cancelled') return notFound(c);
      const isNew = c.req.query('new') !== undefined;
      const paper = {
        ...(await readPaper(world, looked, c.req.query('language'))),
        principal,
        now: world.clock(),
        isNew,
      };
      return c.html(paperPage(texts, preferred(c, texts), paper));
    });
}
