import { asc } from 'drizzle-orm';
import type { Q } from './store.ts';

export const RESOURCE_KINDS = ['room', 'interpreter'] as const;

/** A room or an interpreter, which an appointment claims beside a counsellor. */
export interface Resource {
  id: string;
  pilot: string;
  kind: string;
  /** Sealed. */
  name: Buffer;
  office: string | null;
  languages: string[];
  gender: string | null;
  demo: boolean;
}

export async function addResource(q: Q, resource: Resource): Promise<void> {
  await q.db.insert(q.t.resource).values(resource);
}

export async function listResources(q: Q): Promise<Resource[]> {
  return q.db.select().from(q.t.resource).orderBy(asc(q.t.resource.pilot), asc(q.t.resource.id));
}
