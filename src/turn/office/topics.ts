import type { Content } from '../../content.ts';
import { setTopics } from '../../store/holdings.ts';
import { note } from '../../store/log.ts';
import type { Q } from '../../store/store.ts';
import { type Topic, topicsOf } from '../../store/supply.ts';
import { appointmentsToCome } from '../../store/to-come.ts';
import type { Texts } from '../../text/texts.ts';
import type { World } from '../world.ts';
import type { NotedChange } from './times.ts';
import { fieldsOf, type Read, type Typed } from './typed.ts';

/** The topics of a pilot as staff change them: how long an appointment about each takes, and when it can be booked. */

/** What staff set of a topic. Its name is a text in git, `topics:ID`. */
export type TopicForm = Omit<Topic, 'id'>;

/** The limits of each number: a working day, ninety days ahead as the format of the folder says, a hall of people. */
const TOPIC_LIMITS = {
  minutes: { least: 5, most: 480, five: true },
  gap: { least: 0, most: 240, five: true },
  noticeMinutes: { least: 0, most: 14 * 1440, five: false },
  horizonDays: { least: 1, most: 90, five: false },
  capacity: { least: 1, most: 100, five: false },
} as const satisfies Record<keyof TopicForm, { least: number; most: number; five: boolean }>;
export const TOPIC_FIELDS = Object.keys(TOPIC_LIMITS) as (keyof TopicForm)[];

export function readTopic(typed: Typed): Read<TopicForm> {
  const fields = fieldsOf(typed);
  const number = (name: keyof TopicForm): number => {
    const { least, most, five } = TOPIC_LIMITS[name];
    if (!five) return fields.number(name, least, most);
    const read = (text: string) => (/^\d+$/.test(text) ? Number(text) : Number.NaN);
    const isGood = (value: number) => value >= least && value <= most && value % 5 === 0;
    return fields.parsed(name, (text) => (isGood(read(text)) ? read(text) : undefined), {
      text: 'faults:five',
      params: { least, most },
    });
  };
  const form: TopicForm = {
    minutes: number('minutes'),
    gap: number('gap'),
    noticeMinutes: number('noticeMinutes'),
    horizonDays: number('horizonDays'),
    capacity: number('capacity'),
  };
  return fields.done(() => form);
}

/** A form as `readTopic` reads it. */
export const typedOfTopic = (form: TopicForm): Typed =>
  Object.fromEntries(TOPIC_FIELDS.map((name) => [name, [String(form[name])]]));

/** The values of a topic that is added, where no folder has it: half an hour with a short break, within three weeks. */
const USUAL: TopicForm = { minutes: 30, gap: 10, noticeMinutes: 120, horizonDays: 21, capacity: 1 };

/** The topics that a pilot does not have, with the values that its folder gives them: those of which there are texts. */
export function topicsToAdd({ model, pilots }: Content, pilot: string, held: readonly Topic[]): Topic[] {
  const folder = pilots[pilot]?.topics ?? [];
  const named = namedIn(model.texts).filter((id) => held.every((one) => one.id !== id));
  return named.map((id) => {
    const { capacity = USUAL.capacity, ...rest } = folder.find((one) => one.id === id) ?? { ...USUAL, id };
    return { ...rest, capacity };
  });
}

/** The topics that have a name. */
const namedIn = (texts: Texts): string[] =>
  texts
    .keys('en')
    .filter((key) => key.startsWith('topics:'))
    .map((key) => key.slice('topics:'.length));

type Office = Pick<World, 'store' | 'clock'>;

/** Changes the topics of a pilot; `change` returns undefined where there is nothing to change. False then. */
async function changeTopics(
  { store, clock }: Office,
  who: string | null,
  { pilot, id, what }: { pilot: string; id: string; what: 'topic-added' | 'topic-changed' | 'topic-moved' },
  change: (topics: readonly Topic[]) => Topic[] | undefined,
): Promise<boolean> {
  return store.tx(async (q) => {
    const topics = change(await topicsOf(q, pilot));
    if (topics === undefined) return false;
    await setTopics(q, pilot, topics);
    await note(q, { who, what, target: id, pilot, at: clock() });
    return true;
  });
}

/** Changes a topic of a pilot; what is booked keeps its length. False where the pilot has none such. */
export const changeTopic = (world: Office, who: string | null, pilot: string, id: string, form: TopicForm) =>
  changeTopics(world, who, { pilot, id, what: 'topic-changed' }, (topics) =>
    topics.some((one) => one.id === id) ? topics.map((one) => (one.id === id ? { ...form, id } : one)) : undefined,
  );

/** Adds a topic at the end of the list. False where the pilot has it, or it has no name. */
export const addTopic = (
  world: Office & Pick<World, 'content'>,
  who: string | null,
  pilot: string,
  id: string,
  form: TopicForm,
) =>
  changeTopics(world, who, { pilot, id, what: 'topic-added' }, (topics) =>
    topicsToAdd(world.content, pilot, topics).some((one) => one.id === id) ? [...topics, { ...form, id }] : undefined,
  );

/** Moves a topic one place up or down in the list that people see. False where it cannot be moved. */
export const moveTopic = (world: Office, who: string | null, pilot: string, id: string, by: 'up' | 'down') =>
  changeTopics(world, who, { pilot, id, what: 'topic-moved' }, (topics) => {
    const from = topics.findIndex((one) => one.id === id);
    const to = by === 'up' ? from - 1 : from + 1;
    const [one, other] = [topics[from], topics[to]];
    return one && other && topics.with(to, one).with(from, other);
  });

/** Ends a topic: nobody can book it any more. It hits the appointments to come about it. */
export const topicEnd = ({ clock }: Pick<World, 'clock'>, pilot: string, id: string): NotedChange => ({
  ...{ pilots: [pilot], pilot, target: id, what: 'topic-ended', why: 'other' },
  async save(q: Q) {
    const topics = await topicsOf(q, pilot);
    await setTopics(
      q,
      pilot,
      topics.filter((one) => one.id !== id),
    );
  },
  alsoHits: (q) => appointmentsToCome(q, { pilot, topic: id }, clock()),
});
