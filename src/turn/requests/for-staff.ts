import { noteRefusal } from '../../store/log.ts';
import type { Principal } from '../../store/principal.ts';
import { findRequest, maySee, type Request } from '../../store/requests.ts';
import type { Q } from '../../store/store.ts';
import type { World } from '../world.ts';

/**
 * The request that a principal asks for, open or not, if they may see it. One of another pilot, and a complaint that is
 * not for their role, are like one that is not there, and that they asked for it is noted: call it in a transaction that
 * writes.
 */
export async function requestFor({ clock }: World, q: Q, by: Principal, id: string): Promise<Request | undefined> {
  const request = await findRequest(q, id);
  if (request === undefined || maySee(by, request)) return request;
  await noteRefusal(q, { who: by.who, target: id, pilot: request.pilot, at: clock() });
  return undefined;
}
