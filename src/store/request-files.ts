import { and, asc, eq, getTableColumns, inArray, isNull, lt, lte, sql } from 'drizzle-orm';
import { bringForward, FILES_JOB, scheduleJob } from './jobs.ts';
import type { Q } from './store.ts';
import type { Tables } from './tables.ts';

/**
 * The voice notes, pictures and PDF files of threads, sealed under the person's key. They are deleted with their thread;
 * one whose message has never come is deleted after `KEEP.uploads`.
 */

export type RequestFile = Tables['requestFile']['$inferSelect'];

/** A file without its bytes, as lists show it. */
export type FileRow = Omit<RequestFile, 'body'>;

/** The most files, and bytes of them, that one person may have in open requests. */
const MOST_FILES = 20;
const MOST_BYTES = 30 * 1024 * 1024;
/** The most bytes of all people: a crowd of invented ones must not fill the disk. */
const MOST_IN_ALL = 500 * 1024 * 1024;

/** The columns of `FileRow`. */
export function withoutBody(q: Q) {
  const { body: _, ...columns } = getTableColumns(q.t.requestFile);
  return columns;
}

/** Whether a person may have another file of `bytes` bytes. */
export async function hasRoomFor(q: Q, person: string, bytes: number): Promise<boolean> {
  const { requestFile: f } = q.t;
  const [all] = await q.db
    .select({
      bytes: sql<number>`coalesce(sum(${f.bytes}), 0)`,
      own: sql<number>`coalesce(sum(case when ${f.person} = ${person} then ${f.bytes} else 0 end), 0)`,
      files: sql<number>`coalesce(sum(case when ${f.person} = ${person} then 1 else 0 end), 0)`,
    })
    .from(f);
  const { bytes: inAll, own, files } = all ?? { bytes: 0, own: 0, files: 0 };
  return Number(files) < MOST_FILES && Number(own) + bytes <= MOST_BYTES && Number(inAll) + bytes <= MOST_IN_ALL;
}

/** Adds a file; one that a channel has to fetch is fetched soon. */
export async function addFile(q: Q, file: Tables['requestFile']['$inferInsert']): Promise<void> {
  await q.db.insert(q.t.requestFile).values(file);
  if (file.state !== 'waiting') return;
  await scheduleJob(q, { key: FILES_JOB, kind: FILES_JOB, due: file.due });
  await bringForward(q, FILES_JOB, file.due);
}

/** Gives a file that a person's device has uploaded to an entry. False where there is none. */
export async function giveFile(
  q: Q,
  { id, person }: Pick<RequestFile, 'id' | 'person'>,
  to: { request: string; seq: number },
): Promise<boolean> {
  const { requestFile: f } = q.t;
  const rows = await q.db
    .update(f)
    .set(to)
    .where(and(eq(f.id, id), eq(f.person, person), isNull(f.request)))
    .returning({ id: f.id });
  return rows.length > 0;
}

/** The files of a request, by the numbers of their entries. */
export async function filesOf(q: Q, request: string): Promise<Map<number, FileRow>> {
  const { requestFile: f } = q.t;
  const rows = await q.db.select(withoutBody(q)).from(f).where(eq(f.request, request));
  return new Map(rows.map((row) => [row.seq ?? 0, row]));
}

/** One file of a request, with its bytes. */
export async function fileOf(q: Q, request: string, id: string): Promise<RequestFile | undefined> {
  const { requestFile: f } = q.t;
  const [found] = await q.db
    .select()
    .from(f)
    .where(and(eq(f.id, id), eq(f.request, request)));
  return found;
}

/** The files that these channels are to fetch now. */
export async function dueFiles(q: Q, channels: readonly string[], now: number, limit: number): Promise<FileRow[]> {
  const { requestFile: f } = q.t;
  return q.db
    .select(withoutBody(q))
    .from(f)
    .where(and(eq(f.state, 'waiting'), lte(f.due, now), inArray(f.channel, [...channels])))
    .orderBy(asc(f.due))
    .limit(limit);
}

export async function hasWaitingFiles(q: Q): Promise<boolean> {
  const { requestFile: f } = q.t;
  return (await q.db.select({ id: f.id }).from(f).where(eq(f.state, 'waiting')).limit(1)).length > 0;
}

/** Changes a file that is still to be fetched. False where it is gone, or was fetched meanwhile. */
export async function updateFile(q: Q, id: string, set: Partial<Omit<RequestFile, 'id'>>): Promise<boolean> {
  const { requestFile: f } = q.t;
  const rows = await q.db
    .update(f)
    .set(set)
    .where(and(eq(f.id, id), eq(f.state, 'waiting')))
    .returning({ id: f.id });
  return rows.length > 0;
}

/** All files of a person, to be sealed anew for somebody else. */
export async function allFilesOf(q: Q, person: string): Promise<RequestFile[]> {
  const { requestFile: f } = q.t;
  return q.db.select().from(f).where(eq(f.person, person));
}

/** Gives a file to another person. `to.ref` and `to.body` are sealed under that person's key. */
export async function moveFile(q: Q, id: string, to: Pick<RequestFile, 'person' | 'ref' | 'body'>): Promise<void> {
  const { requestFile: f } = q.t;
  await q.db.update(f).set(to).where(eq(f.id, id));
}

/** Deletes the files of requests. */
export async function deleteFiles(q: Q, requests: readonly string[]): Promise<void> {
  const { requestFile: f } = q.t;
  await q.db.delete(f).where(inArray(f.request, [...requests]));
}

/** Deletes uploaded files whose message has not come by now. */
export async function deleteStrayFiles(q: Q, before: number): Promise<void> {
  const { requestFile: f } = q.t;
  await q.db.delete(f).where(and(isNull(f.request), lt(f.at, before)));
}
