import { MODES } from '../../src/booking/slots.ts';
import { CHANNELS } from '../../src/conversation/message.ts';
import { type Paper, paperPage } from '../../src/server/staff/counter/paper.ts';
import { type Counter, counterPage } from '../../src/server/staff/counter/view.ts';
import type { NamedDay } from '../../src/server/staff/desk/free-times.ts';
import { REFUSALS } from '../../src/turn/office/counter/book.ts';
import { HOUR, START } from '../fakes/clock.ts';
import { any, every, pilots, READERS, type State, TAGS, TALK, YES_AND_NO } from './states.ts';

/** The states of the pages on which staff book, and of the paper. */

const slots = (at: number, count: number): NamedDay['slots'] =>
  Array.from({ length: count }, (_, i) => ({
    ...{ counsellor: 'c1', startAt: at + i * HOUR, endAt: at + (i + 1) * HOUR, interpreter: false },
    ...{ interpretedBy: null, room: null, joins: false, by: { id: 'c1', name: '<Ana>', officeName: 'A & B' } },
  }));
const days = ['2026-11-25', '2026-11-26', '2026-11-27', '2026-11-30'].map((date, i) => ({
  ...{ date, slots: slots(START + i * 24 * HOUR, i + 1) },
}));
const fault = { text: 'faults:choose', params: { allowed: '<a>' } } as const;

export const COUNTER_STATES: State[] = every<Pick<Counter, 'handle' | 'refused' | 'typed' | 'days' | 'faults'>>({
  handle: [null, 'x'.repeat(164)],
  refused: [null, ...REFUSALS],
  typed: [
    {},
    {
      ...{ topic: ['job'], language: ['ar'], mode: ['phone'], wish: ['woman', 'childcare'], phone: ['"<1>"'] },
      ...{ agreed: ['yes'], time: ['x'] },
    },
  ],
  days: [null, [], days],
  faults: [
    {},
    { topic: fault, language: fault, mode: fault, wish: fault },
    { time: { text: 'faults:empty' }, phone: { text: 'faults:phone' }, agreed: { text: 'faults:agreed' } },
  ],
}).map(
  (shown): State =>
    ({ model: { texts } }, language) =>
      counterPage(texts, language, {
        ...{ ...shown, pilot: 'serbia', zone: 'Europe/Belgrade', now: START },
        ...{ choices: { topics: ['job', 'gone'], languages: TAGS, modes: MODES } },
        pilots: shown.handle === null ? pilots.map(({ name }) => name) : [],
        ...any({ principal: READERS }),
      }),
);

const PLACES: Paper['place'][] = [
  { name: 'Krnjača & Co.', address: '<b>1, Main Street' },
  { name: { text: 'common:by-video' }, address: { text: 'common:by-video-how' } },
  { name: '', address: { text: 'common:address-unconfirmed' } },
];
export const PAPER_STATES: State[] = every<Pick<Paper, 'place' | 'chats' | 'isNew'> & { interpreter: boolean }>({
  place: PLACES,
  chats: [[], CHANNELS.map((channel) => ({ channel, address: 'https://example.org/<a>' }))],
  isNew: YES_AND_NO,
  interpreter: YES_AND_NO,
}).map(
  ({ interpreter, ...shown }): State =>
    ({ model: { texts } }, language) =>
      paperPage(texts, language, {
        appointment: { ...TALK, interpreter, ...any({ mode: MODES, demo: YES_AND_NO }) },
        ...{ languages: TAGS, language },
        ...{ ...shown, now: START },
        ...any({ principal: READERS }),
      }),
);
