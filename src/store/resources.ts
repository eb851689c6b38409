import { asc } from 'drizzle-orm';
import type { Gender } from '../booking/slots.ts';
import type { ResourceKind } from './codes.ts';
import type { Q } from './store.ts';

/** A room or an interpreter, which an appointment claims beside a counsellor. */
export interface Resource {
  id: string;
  pilot: string;
  kind: ResourceKind;
  /** Sealed. */
  name: Buffer;
  office: string | null;
  languages: string[];
  gender: Gender | null;
  demo: boolean;
}

export async function addResource(q: Q, resource: Resource): Promise<void> {
  await q.db.insert(q.t.resource).values(resource);
}

export async function listResources(q: Q): Promise<Resource[]> {
  return q.db.select().from(q.t.resource).orderBy(asc(q.t.resource.pilot), asc(q.t.resource.id));
}
