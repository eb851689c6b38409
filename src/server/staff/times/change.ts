import type { Context } from 'hono';
import { pilotOf } from '../../../content.ts';
import { BookedError } from '../../../turn/appointments/away.ts';
import { changeByStaff, type Decided, FATES, hitBy, type Made, type NotedChange } from '../../../turn/office/times.ts';
import type { Typed } from '../../../turn/office/typed.ts';
import type { World } from '../../../turn/world.ts';
import { preferred } from '../../http/language.ts';
import type { StaffPath } from '../access.ts';
import { readNames } from '../desk/query.ts';
import type { StaffEnv } from '../session.ts';
import { type Asking, fieldOf, hitPage, OF_TIMES } from './hit.ts';

/** Where a change was made, and what was typed there. */
interface Origin {
  path: StaffPath;
  /** The address of the form, which shows the page too. */
  action: string;
  typed: Typed;
  /** How it asks; as after a change of working times where it is absent. */
  asking?: Asking;
}

/**
 * Makes a change of working times for somebody of the staff. Where it hits appointments of which they have not decided,
 * it is not saved: the answer names them and asks.
 */
export async function makeChange(
  world: World,
  wake: () => void,
  c: Context<StaffEnv>,
  change: NotedChange,
  origin: Origin,
): Promise<Response> {
  const principal = c.get('principal');
  const { typed, action } = origin;
  const decided = typed.decided === undefined ? undefined : (id: string) => decidedIn(typed[fieldOf(id)]?.[0]);
  try {
    const made = await changeByStaff(world, principal, change, decided);
    wake();
    const told = FATES.some((fate) => made[fate] > 0) ? FATES.map((fate) => `&${fate}=${made[fate]}`).join('') : '';
    return c.redirect(
      `${action}${action.includes('?') ? '&' : '?'}notice=${told === '' ? 'saved' : 'made'}${told}`,
      303,
    );
  } catch (error) {
    if (!(error instanceof BookedError)) throw error;
  }
  const { content } = world;
  const { texts } = content.model;
  const names = await readNames(world);
  const { hits: own, others } = await hitBy(world, principal, change);
  const hits = own.map(({ slots, ...hit }) => ({
    ...hit,
    zone: pilotOf(content, hit.appointment.pilot).zone,
    counsellorName: names.nameOf(hit.appointment.counsellor),
    slots: slots.map((slot) => ({ ...slot, name: names.nameOf(slot.counsellor) })),
  }));
  return c.html(
    hitPage(texts, preferred(c, texts), { asking: OF_TIMES, ...origin, principal, now: world.clock(), hits, others }),
    409,
  );
}

function decidedIn(chosen: string | undefined): Decided {
  // An appointment that was booked while the page was open is kept for the list, since nobody has seen it.
  if (chosen === undefined || chosen === '' || chosen === 'keep') return 'keep';
  return chosen === 'stands' || chosen === 'call-off' ? chosen : { slot: chosen };
}

/** What became of the appointments that a change has hit, as the address of the page says it after `makeChange`. */
export const madeIn = (c: Context<StaffEnv>): Made =>
  Object.fromEntries(FATES.map((fate) => [fate, Math.trunc(Number(c.req.query(fate) ?? 0)) || 0])) as Made;
