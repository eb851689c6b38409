import { html } from 'hono/html';
import type { Appointment } from '../../store/booking.ts';
import { GROUP_KINDS } from '../../store/codes.ts';
import { languageName } from '../../text/languages.ts';
import type { Html } from './layout.ts';
import type { View } from './view.ts';

/** An appointment as pages show it. */
export type ShownAppointment = Appointment & { zone: string; counsellorName: string };

/** The name of a topic, or of the kind of a group; a topic that is no longer offered is shown by its code. */
export function topicOf({ texts, say, show }: View, topic: string): string {
  const group = GROUP_KINDS.find((kind) => kind === topic);
  if (group !== undefined) return say(`group.${group}`);
  return texts.has(`topics:${topic}`) ? show({ text: `topics:${topic}` }) : topic;
}

/** The labels of an appointment: its wishes, how it is held, and its status. */
export const chips = ({ say }: View, a: Appointment): Html[] =>
  (
    [
      ...a.wishes.filter((wish) => wish !== a.mode),
      a.mode !== 'in-person' && a.mode,
      a.interpreter && 'interpreter',
      a.family && 'family',
      a.groupOffer !== null && 'group',
      a.person === null ? 'noChat' : !a.canRemind && 'noReminder',
      a.status === 'scheduled' ? a.confirmedAt !== null && 'confirmed' : a.status,
    ] as const
  )
    .filter((chip) => chip !== false)
    .map((chip) => html`<span class="chip ${chip}">${say(`appointments.${chip}`)}</span> `);

/** The name of a language in the language of the page; a dash where none was chosen. */
export const languageOf = ({ language }: View, tag: string): string => (tag === '' ? '—' : languageName(tag, language));
