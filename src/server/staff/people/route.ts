import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type From, findByTyping, findFrom } from '../../../turn/office/people/find.ts';
import { cvOfPerson } from '../../../turn/office/people/look.ts';
import type { Found } from '../../../turn/office/people/person.ts';
import { changeProgramme, PROGRAMME_ACTS } from '../../../turn/office/people/programme.ts';
import type { World } from '../../../turn/world.ts';
import { download } from '../../http/download.ts';
import { readForm, readForms } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { only, type StaffEnv } from '../session.ts';
import { cardPage } from './card.ts';
import { ERASED, type Finding, findPersonPage, type NotFound } from './find.ts';
import { handleOf, readHandle } from './handle.ts';
import { inviteRoutes } from './invite-route.ts';
import { isCardNotice } from './notice.ts';
import { type Drafts, readCard } from './query.ts';
import { rightsRoutes } from './rights.ts';

const FORM_BYTES = 16_384;
const NOTHING = { reference: '', code: '' };

/** The page on which staff find one person, and the card of that person. */
export function peopleRoutes(world: World, wake: () => void) {
  const { texts } = world.content.model;
  const staff = only(world, '/staff/people');
  const small = bodyLimit({ maxSize: FORM_BYTES });

  /** The page to find somebody on, which says why nobody is shown. */
  function nobody(
    c: Context<StaffEnv>,
    why: NotFound | null,
    status: 200 | 404 | 429,
    typed: Finding['typed'] = NOTHING,
    erased: Finding['erased'] = null,
  ) {
    const finding = { principal: c.get('principal'), now: world.clock(), why, typed, erased };
    return c.html(findPersonPage(texts, preferred(c, texts), finding), status);
  }
  const toCard = (c: Context<StaffEnv>, found: Found) =>
    c.redirect(`/staff/people/${handleOf(world, c.get('principal'), found)}`, 303);

  /** Shows the card; `drafts`: a form of it that was sent with something wrong. */
  async function show(c: Context<StaffEnv, '/staff/people/:handle'>, drafts?: Drafts) {
    const principal = c.get('principal');
    const handle = c.req.param('handle');
    const found = readHandle(world, principal, handle);
    if (found === undefined) return nobody(c, 'ended', 404);
    const card = await readCard(world, principal, found, drafts);
    if (card === undefined) return nobody(c, 'unknown', 404);
    const notice = c.req.query('notice');
    const shown = { ...card, handle, principal, now: world.clock(), notice: isCardNotice(notice) ? notice : null };
    return c.html(cardPage(texts, preferred(c, texts), shown), drafts === undefined ? 200 : 422);
  }

  return new Hono<StaffEnv>()
    .get('/staff/people', staff, async (c) => {
      const { request, appointment, invitation } = c.req.query();
      const from = [{ request }, { appointment }, { invitation }].find(isFrom);
      if (from === undefined) return nobody(c, null, 200, NOTHING, erasedIn(c.req.query('notice')));
      const found = await findFrom(world, c.get('principal'), from);
      return found === undefined ? nobody(c, 'unknown', 404) : toCard(c, found);
    })
    .post('/staff/people', staff, small, async (c) => {
      const { reference = '', code = '' } = await readForm(c);
      const found = await findByTyping(world, c.get('principal'), code === '' ? { reference } : { code });
      if (found === 'unknown') return nobody(c, 'unknown', 404, { reference, code });
      if ('held' in found)
        return nobody(c, { heldMinutes: Math.ceil((found.held - world.clock()) / 60_000) }, 429, { reference, code });
      return toCard(c, found);
    })
    .get('/staff/people/:handle', staff, (c) => show(c))
    .post('/staff/people/:handle', staff, small, async (c) => {
      const principal = c.get('principal');
      const found = readHandle(world, principal, c.req.param('handle'));
      if (found === undefined) return nobody(c, 'ended', 404);
      const typed = await readForms(c);
      const act = PROGRAMME_ACTS.find((one) => one === typed.do?.[0]);
      const changed = act === undefined ? 'gone' : await changeProgramme(world, principal, found, act, typed);
      if (act !== undefined && typeof changed === 'object')
        return show(c, { draft: { act, typed, faults: changed.faults } });
      const isBack = act === 'unenrol' || act === 'unexit' || act === 'outcome-remove';
      const notice = changed !== 'done' ? changed : isBack ? 'takenBack' : 'noted';
      return c.redirect(`/staff/people/${c.req.param('handle')}?notice=${notice}`, 303);
    })
    .get('/staff/people/:handle/cv', staff, async (c) => {
      const found = readHandle(world, c.get('principal'), c.req.param('handle'));
      if (found === undefined) return nobody(c, 'ended', 404);
      const tongue = c.req.query('for') === 'own' ? 'own' : 'host';
      const format = c.req.query('as') === 'docx' ? 'docx' : 'pdf';
      const file = await cvOfPerson(world, c.get('principal'), found, tongue, format);
      return file === undefined ? nobody(c, 'unknown', 404) : download(c, file);
    })
    .route(
      '/',
      inviteRoutes(world, wake, {
        nobody: (c) => nobody(c, 'ended', 404),
        show: (c, invite) => show(c, { invite }),
      }),
    )
    .route(
      '/',
      rightsRoutes(world, wake, (c, why) => nobody(c, why, 404)),
    );
}

/** Whether an address names what it comes from. */
const isFrom = (from: Partial<Record<string, string>>): from is From => Object.values(from)[0] !== undefined;

const erasedIn = (notice: string | undefined): Finding['erased'] => ERASED.find((one) => one === notice) ?? null;
