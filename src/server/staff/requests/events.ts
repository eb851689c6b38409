import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { versionOf } from '../../../store/requests.ts';
import { sessionsOf } from '../../../store/staff-sessions.ts';
import type { World } from '../../../turn/world.ts';
import type { StaffEnv } from '../session.ts';

/** How often an open page learns of changes, in milliseconds. */
const LOOK_MS = 1000;
/** After so many looks without a change, a sign of life: proxies close a connection that is silent for a minute. */
const SILENT_LOOKS = 20;

/**
 * Tells an open page, as server-sent events, that something of its requests has changed (`changed`), whatever instance
 * changed it. The id of an event is the version of the requests: a page that connects with the version that it shows, or
 * again with the last that it heard of, misses nothing. Ends with the session (`ended`).
 */
export const streamChanges = (world: World, isStopping: () => boolean) => (c: Context<StaffEnv>) => {
  const { store, clock } = world;
  const principal = c.get('principal');
  let known = c.req.header('last-event-id') ?? c.req.query('version') ?? '';
  const answer = streamSSE(c, async (stream) => {
    const leave = new AbortController();
    stream.onAbort(() => leave.abort());
    for (let silent = 0; !stream.aborted && !isStopping(); ) {
      const sessions = await sessionsOf(store.read, principal.account, clock());
      if (!sessions.some(({ id }) => id === principal.session)) {
        await stream.writeSSE({ event: 'ended', data: '' });
        return;
      }
      const version = await versionOf(store.read, principal);
      if (version !== known) {
        known = version;
        silent = 0;
        await stream.writeSSE({ event: 'changed', id: version, data: '' });
      } else if (silent++ === SILENT_LOOKS) {
        silent = 0;
        await stream.writeSSE({ event: 'alive', data: '' });
      }
      await sleep(LOOK_MS, undefined, { signal: leave.signal }).catch(() => {});
    }
  });
  // Like every page of staff: by itself the stream would only be checked again, but may be kept.
  answer.headers.set('cache-control', 'no-store');
  return answer;
};
