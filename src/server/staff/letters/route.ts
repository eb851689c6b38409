import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { noteRefusal } from '../../../store/log.ts';
import {
  deadLetters,
  dropLetters,
  groupOf,
  isTheirs,
  type Letter,
  retryLetters,
} from '../../../turn/office/dead-letters.ts';
import type { World } from '../../../turn/world.ts';
import { readForm } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { sorryPage } from '../frame.ts';
import type { Reader } from '../reader.ts';
import { only, type StaffEnv } from '../session.ts';
import { type Group, type LettersNotice, lettersPage, ON_A_PAGE } from './view.ts';

const FORM_BYTES = 4096;
const PATH = '/staff/system/letters';

/** The page of messages and replies that were given up. `wake`: there may be work now. */
export function letterRoutes(world: World, wake: () => void) {
  const { texts } = world.content.model;
  const admins = only(world, '/staff/system');
  const small = bodyLimit({ maxSize: FORM_BYTES });

  /**
   * The letters that a form names: one of the admin's pilots, or a group. None where there are none (any more); that she
   * asked for another pilot's is noted.
   */
  async function named(c: Context<StaffEnv>): Promise<Letter[]> {
    const { who, pilots }: Reader = c.get('principal');
    const { letter, group } = await readForm(c);
    const { letters } = await deadLetters(world);
    if (letter === undefined) return letters.filter((one) => isTheirs(one, pilots) && groupOf(one) === group);
    const found = letters.find(({ name }) => name === letter);
    if (found === undefined || found.pilot === null) return [];
    const { pilot, name } = found;
    if (pilots.includes(pilot)) return [found];
    await world.store.tx((q) => noteRefusal(q, { who, target: name, pilot, at: world.clock() }));
    return [];
  }

  const gone = (c: Context<StaffEnv>) =>
    c.html(sorryPage(texts, preferred(c, texts), 'staff:error.notFound', c.req.path), 404);

  return new Hono<StaffEnv>()
    .get(PATH, admins, async (c) => {
      const principal = c.get('principal');
      const { letters, isCut, blocked } = await deadLetters(world);
      const theirs = letters.filter((one) => isTheirs(one, principal.pilots));
      const each = theirs.filter(({ pilot }) => pilot !== null);
      const { page = '', ...said } = c.req.query();
      const number = /^[1-9]\d?$/.test(page) ? Number(page) : 1;
      return c.html(
        lettersPage(texts, preferred(c, texts), {
          ...{ principal, now: world.clock(), isCut, blocked, number, notice: noticeIn(said) },
          groups: groupsOf(theirs),
          letters: each.slice((number - 1) * ON_A_PAGE, number * ON_A_PAGE),
          hasMore: each.length > number * ON_A_PAGE,
        }),
      );
    })
    .post(`${PATH}/retry`, admins, small, async (c) => {
      const letters = await named(c);
      if (letters.length === 0) return gone(c);
      const count = await retryLetters(world, c.get('principal').who, letters);
      wake();
      return c.redirect(`${PATH}?notice=retried&count=${count}&left=${letters.length - count}`, 303);
    })
    .post(`${PATH}/drop`, admins, small, async (c) => {
      const letters = await named(c);
      if (letters.length === 0) return gone(c);
      const count = await dropLetters(world, c.get('principal').who, letters);
      return c.redirect(`${PATH}?notice=dropped&count=${count}`, 303);
    });
}

/** The letters by queue, channel and cause, those with the newest letter first. */
function groupsOf(letters: readonly Letter[]): Group[] {
  const groups = new Map<string, Group>();
  for (const one of letters) {
    const { queue, channel, cause, at } = one;
    const known = groups.get(groupOf(one)) ?? { queue, channel, cause, count: 0, newest: at };
    groups.set(groupOf(one), { ...known, count: known.count + 1 });
  }
  return [...groups.values()];
}

function noticeIn({ notice, count = '', left = '0' }: Record<string, string>): LettersNotice | null {
  if (!/^\d{1,4}$/.test(count) || !/^\d{1,4}$/.test(left)) return null;
  if (notice === 'retried') return { what: notice, count: Number(count), left: Number(left) };
  return notice === 'dropped' ? { what: notice, count: Number(count) } : null;
}
