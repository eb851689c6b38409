import { asc, eq } from 'drizzle-orm';
import type { Gender } from '../booking/slots.ts';
import { sharedClaim } from './claims.ts';
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

export async function resourceById(q: Q, id: string): Promise<Resource | undefined> {
  const [row] = await q.db.select().from(q.t.resource).where(eq(q.t.resource.id, id));
  return row;
}

export async function updateResource(q: Q, id: string, set: Partial<Omit<Resource, 'id'>>): Promise<void> {
  await q.db.update(q.t.resource).set(set).where(eq(q.t.resource.id, id));
}

/** Removes a room or an interpreter that nothing claims any more, but for people who look at a time just now. */
export async function removeResource(q: Q, { kind, id }: Pick<Resource, 'kind' | 'id'>): Promise<void> {
  const { resource, claim } = q.t;
  await q.db.delete(claim).where(eq(claim.resource, sharedClaim({ kind, id })));
  await q.db.delete(resource).where(eq(resource.id, id));
}
