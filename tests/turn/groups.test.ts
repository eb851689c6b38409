import { describe, expect, test } from 'vitest';
import { HOUR } from '../fakes/clock.ts';
import { openStage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { JOIN, labels } from './support.ts';

describe.each(DIALECTS)('groups on %s', (dialect) => {
  test.each([
    ['Woman', ['Open 25.11.', 'Women 26.11.', 'Menu']],
    ['I would rather not say', ['Open 25.11.', 'Women 26.11.', 'Menu']],
    ['Man', ['Open 25.11.', 'Menu']],
    ['Other', ['Open 25.11.', 'Menu']],
  ])('for women are shown, or not, to somebody who has answered: %s', async (answer, shown) => {
    await using stage = await openStage(dialect);
    const offer = (id: string, day: number, womenOnly: boolean) => {
      const startAt = Date.UTC(2026, 10, day, 9);
      return stage.store.tx((q) =>
        q.db.insert(q.t.groupOffer).values({
          ...{ id, pilot: 'serbia', kind: 'course', counsellor: 'serbia-demo-1', titles: { en: id } },
          ...{ startAt, endAt: startAt + 2 * HOUR, places: 9, womenOnly, demo: true },
        }),
      );
    };
    await offer('Open', 25, false);
    await offer('Women', 26, true);
    await stage.hear('42', ...JOIN.slice(0, -1), answer, 'Book an appointment', 'Courses and groups');
    expect(labels(stage.last('42'))).toEqual(shown);
    await stage.hear('42', 'Women 26.11.', 'Yes, keep a place');
    expect((await stage.rows('appointment')).length).toBe(shown.includes('Women 26.11.') ? 1 : 0);
  });
});
