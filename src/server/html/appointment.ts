import { html } from 'hono/html';
import type { Appointment } from '../../store/booking.ts';
import type { Html } from './layout.ts';
import type { View } from './view.ts';

/** An appointment as pages show it. */
export type ShownAppointment = Appointment & { zone: string; counsellorName: string };

/** The name of a topic; a topic that is no longer offered is shown by its code. */
export const topicOf = ({ texts, show }: View, topic: string): string =>
  texts.has(`topics:${topic}`) ? show({ text: `topics:${topic}` }) : topic;

/** The labels of an appointment: its wishes, how it is held, and its status. */
export const chips = ({ say }: View, a: Appointment): Html[] =>
  (
    [
      ...a.wishes.filter((wish) => wish !== a.mode),
      a.mode !== 'in-person' && a.mode,
      a.interpreter && 'interpreter',
      a.family && 'family',
      a.groupOffer !== null && 'group',
      !a.canRemind && 'noReminder',
      a.status === 'scheduled' ? a.confirmedAt !== null && 'confirmed' : a.status,
    ] as const
  )
    .filter((chip) => chip !== false)
    .map((chip) => html`<span class="chip ${chip}">${say(`appointments.${chip}`)}</span> `);

/** A language by its own name; a dash when it is unknown. */
export const endonym = ({ texts }: View, tag: string): Html => {
  const known = texts.languages.find((language) => language.tag === tag);
  return known === undefined ? html`—` : html`<bdi lang="${tag}">${known.endonym}</bdi>`;
};
