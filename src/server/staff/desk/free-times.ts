import { html } from 'hono/html';
import type { Slot } from '../../../booking/slots.ts';
import { slotId } from '../../../turn/appointments/search.ts';
import type { Html } from '../../html/layout.ts';
import type { View } from '../../html/view.ts';

/** A counsellor as a list of free times names them. */
export interface Colleague {
  id: string;
  name: string;
  officeName: string;
}

/** The free times of a day, each with its counsellor. */
export interface NamedDay {
  /** ISO. */
  date: string;
  slots: (Slot & { by: Colleague })[];
}

/**
 * The times of one day to choose from. The first `open` days are open, so that the first choice, which a browser points at
 * when none is made, is never hidden. `at`: the place of the day among all; `name`: sets its ids apart from those of other
 * lists; `look`: the class of the list.
 */
export const freeDay = (
  { say, show }: View,
  { name, look = name, open }: { name: string; look?: string; open: number },
  date: string,
  choices: Html[],
  at: number,
): Html =>
  html`<details class="day"${at < open ? html` open` : ''}><summary id="${name}-${date}">${show({ date })} <span class="about">${say('move.times', { count: choices.length })}</span></summary><div class="times ${look}" role="group" aria-labelledby="${name}-${date}">${choices}</div></details>`;

/** One time to choose. `chosen`: the id of the slot that was chosen before. */
export const freeTime = (slot: Slot, label: Html, chosen?: string): Html =>
  html`<label><input type="radio" name="time" value="${slotId(slot)}" required${slotId(slot) === chosen ? html` checked` : ''}> <span>${label}</span></label>`;

/** One time to choose, with the counsellor whose it is. */
export const namedTime = ({ show }: View, slot: NamedDay['slots'][number], zone: string, chosen?: string): Html =>
  freeTime(
    slot,
    html`${show({ time: slot.startAt, zone })} <bdi class="about">${slot.by.name}, ${slot.by.officeName}</bdi>`,
    chosen,
  );
