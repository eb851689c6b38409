import { describe, expect, test } from 'vitest';
import { openPostgres } from '../../src/store/postgres.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { openTestStore } from '../fakes/store.ts';
import { testWorld } from '../fakes/world.ts';

async function ask({ routes }: { routes: { request(path: string): Response | Promise<Response> } }, path: string) {
  const answer = await routes.request(path);
  return [answer.status, await answer.json()];
}

describe.each(['sqlite', 'postgres'] as const)('on %s', (dialect) => {
  test('a server is alive and ready, until it stops', async () => {
    await using opened = await openTestStore(dialect);
    const { app } = await testWorld(opened.store, []);
    expect(await ask(app, '/healthz')).toEqual([200, { status: 'ok' }]);
    expect(await ask(app, '/readyz')).toEqual([200, { status: 'ready' }]);
    // Whoever disposes of the store closes it: here the stop goes no further.
    const drained = Promise.withResolvers<void>();
    const closing = app.close(drained.promise);
    expect(await ask(app, '/healthz')).toEqual([200, { status: 'ok' }]);
    expect(await ask(app, '/readyz')).toEqual([503, { status: 'stopping' }]);
    drained.reject(new Error('kept open'));
    await expect(closing).rejects.toThrow('kept open');
  });

  test('a server without its database is alive, but not ready', async () => {
    await using opened = await openTestStore(dialect);
    const broken = dialect === 'sqlite' ? openSqlite(opened.where) : openPostgres(opened.where);
    await using world = await testWorld(broken, []);
    await broken.close();
    expect(await ask(world.app, '/healthz')).toEqual([200, { status: 'ok' }]);
    expect(await ask(world.app, '/readyz')).toEqual([503, { status: 'database' }]);
  });
});
