import type { Context } from 'hono';
import { html } from 'hono/html';
import { isMark } from '../../../booking/status.ts';
import { appointmentFor } from '../../../turn/appointments/for-staff.ts';
import type { World } from '../../../turn/world.ts';
import type { ShownAppointment } from '../../html/appointment.ts';
import type { Html } from '../../html/layout.ts';
import { done, notDone } from '../../html/notice.ts';
import type { View } from '../../html/view.ts';
import type { StaffEnv } from '../session.ts';
import { marks } from './list.ts';
import { type Names, shownAs } from './query.ts';

/** The notices on a list after a button was pressed, with the keys of their texts. */
export const NOTICES = {
  marked: 'appointment.notice.marked',
  unmarked: 'appointment.notice.unmarked',
  told: 'appointment.notice.told',
  early: 'appointment.notice.early',
  gone: 'appointment.notice.gone',
} as const;
type Name = keyof typeof NOTICES;
const isNotice = (name: string | undefined): name is Name => name !== undefined && Object.hasOwn(NOTICES, name);

/** The result of the button that was just pressed, and the talk that it marked. */
export interface ListNotice {
  name: Name;
  talk: ShownAppointment | null;
}

/** The notice that an address asks for; null for none. */
export async function noticeIn(
  c: Context<StaffEnv>,
  world: World,
  names: Names,
  pilots: readonly string[],
): Promise<ListNotice | null> {
  const name = c.req.query('notice');
  if (!isNotice(name)) return null;
  const id = name === 'marked' ? c.req.query('of') : undefined;
  const a =
    id === undefined ? undefined : await world.store.tx((q) => appointmentFor(world, q, c.get('principal'), { id }));
  return { name, talk: a !== undefined && pilots.includes(a.pilot) ? shownAs(world, names)(a) : null };
}

/** The notice, with the button that takes a mark back. `back`: the page that the button leads back to. */
export function noticeOf(view: View, notice: ListNotice | null, now: number, back: string): Html | '' {
  if (notice === null) return '';
  const { say } = view;
  const { name, talk } = notice;
  if (talk === null || !isMark(talk.status))
    return (name === 'early' || name === 'gone' ? notDone : done)(say(NOTICES[name]));
  const words = say('desk.marked', { reference: talk.reference, mark: say(`appointments.${talk.status}`) });
  return html`<form method="post" class="notice"><input type="hidden" name="to" value="${back}"><p role="status">${words}</p>${marks(view, talk, now, 'notice')}</form>`;
}
