import { describe, expect, test } from 'vitest';
import { openPostgres } from '../../src/store/postgres.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { type Instance, openStage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';

async function ask({ routes }: Instance, path: string) {
  const answer = await routes.request(path);
  return [answer.status, await answer.json()];
}

describe.each(DIALECTS)('on %s', (dialect) => {
  test('a server is alive and ready, until it stops', async () => {
    await using stage = await openStage(dialect);
    expect(await ask(stage, '/healthz')).toEqual([200, { status: 'ok' }]);
    expect(await ask(stage, '/readyz')).toEqual([200, { status: 'ready' }]);
    // The stage closes its store when it is disposed of: here the stop goes no further.
    const drained = Promise.withResolvers<void>();
    const closing = stage.close(drained.promise);
    expect(await ask(stage, '/healthz')).toEqual([200, { status: 'ok' }]);
    expect(await ask(stage, '/readyz')).toEqual([503, { status: 'stopping' }]);
    drained.reject(new Error('kept open'));
    await expect(closing).rejects.toThrow('kept open');
  });

  test('a server without its database is alive, but not ready', async () => {
    await using stage = await openStage(dialect);
    const broken = dialect === 'sqlite' ? openSqlite(stage.where) : openPostgres(stage.where);
    const server = stage.beside({ store: broken });
    await broken.close();
    expect(await ask(server, '/healthz')).toEqual([200, { status: 'ok' }]);
    expect(await ask(server, '/readyz')).toEqual([503, { status: 'database' }]);
  });
});
