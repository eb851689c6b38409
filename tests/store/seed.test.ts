import { expect, test } from 'vitest';
import { listCounsellors } from '../../src/store/counsellors.ts';
import { seed } from '../../src/store/seed.ts';
import { content, testVault } from '../fakes/parts.ts';
import { openTestStore } from '../fakes/store.ts';

test.each(['sqlite', 'postgres'] as const)(
  'servers that start at once on an empty database, on %s, import once',
  async (dialect) => {
    await using opened = await openTestStore(dialect);
    const stores = [opened.store, opened.again(), opened.again(), opened.again()];
    await Promise.all(stores.map((store) => seed(store, testVault(), content, true)));
    const pilots = Object.keys(content.pilots);
    expect((await listCounsellors(opened.store.read)).map(({ id }) => id)).toEqual(
      pilots.flatMap((pilot) => [`${pilot}-demo-1`, `${pilot}-demo-2`]).sort(),
    );
    const { service } = opened.store.read.t;
    const services = await opened.store.read.db.select().from(service);
    expect(services).toHaveLength(Object.values(content.pilots).flatMap((pilot) => pilot.services).length);
  },
);
