import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { demoPath } from '../../src/server/staff/demo/route.ts';
import type { Instance } from './instance.ts';

/** The pages of staff, as a browser of an admin fetches them. */
export interface StaffPages extends AsyncDisposable {
  get(path: string): Promise<Response>;
}

export async function openStaffPages({ app: { world, routes } }: Pick<Instance, 'app'>): Promise<StaffPages> {
  const server = serve({ fetch: routes.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  if (!server.listening) await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const entered = await fetch(url + demoPath(world), {
    ...{ method: 'POST', redirect: 'manual', headers: { origin: url } },
    body: new URLSearchParams({ account: 'demo-admin' }),
  });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  return {
    get: (path) => fetch(url + path, { headers: { cookie } }),
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}
