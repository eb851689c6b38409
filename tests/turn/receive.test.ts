import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runJobs, scheduleJobs } from '../../src/turn/due/jobs.ts';
import { DAY } from '../fakes/clock.ts';
import { scriptedChannel, testVault } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { JOIN, JOINED } from './support.ts';

/** What is kept of the messages of people. */
async function bodiesOf(stage: Stage): Promise<{ text?: string; caption?: string }[]> {
  const vault = testVault();
  const keys = new Map((await stage.rows('personKey')).map(({ person, wrapped }) => [person, wrapped]));
  return (await stage.rows('inbox')).map(({ person, seq, body }) => {
    const key = vault.unwrap(person, keys.get(person) ?? Buffer.alloc(0));
    return body === null ? {} : JSON.parse(vault.open(key, `inbox:body:${person}.${seq}`, body).toString());
  });
}

describe.each(DIALECTS)('taking in on %s', (dialect) => {
  test('the same message again has no second effect, at once or after eight days', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    const again = stage.incoming('42', 'Book an appointment');
    await stage.pump.receive([again, again]);
    await stage.pump.receive([again]);
    await Promise.all([stage.pump.receive([again]), stage.pump.receive([again])]);
    await stage.pump.settle();
    expect(stage.texts('42').slice(JOINED)).toEqual(['What is it about?']);
    stage.clock.now += 8 * DAY;
    await scheduleJobs(stage.world);
    expect(await runJobs(stage.world)).toBe(1);
    await stage.pump.receive([again]);
    await stage.pump.settle();
    expect(stage.texts('42')).toHaveLength(JOINED + 1);
    expect(await stage.rows('inbox')).toHaveLength(JOIN.length + 1);
  });

  test('the same id on another channel is another message', async () => {
    await using stage = await openStage(dialect);
    const incoming = stage.incoming('42', 'hello');
    await stage.pump.receive([incoming, { ...incoming, channel: 'web-chat' }]);
    expect(await stage.rows('inbox')).toHaveLength(2);
  });

  test.each(['telegram', 'whatsapp-web'] as const)('what is too long is cut, on %s', async (name) => {
    const linked = { ...scriptedChannel('terminal'), name: 'whatsapp-web' as const };
    await using stage = await openStage(dialect, { channels: [linked] });
    await stage.pump.receive([stage.incoming('42', 'hello', name)]);
    // A linked device lets texts of any length through.
    const long = `a${'!'.repeat(65_535)}`;
    const photo = { kind: 'media', media: 'photo', caption: long } as const;
    await stage.pump.receive([stage.incoming('42', long, name), stage.incoming('42', photo, name)]);
    const lengths = (await bodiesOf(stage)).map(({ text, caption }) => [text?.length, caption?.length]);
    expect(lengths).toEqual([
      [5, undefined],
      [4096, undefined],
      [undefined, 4096],
    ]);
  });

  test('messages take effect in the order given, within a batch and across batches', async () => {
    await using stage = await openStage(dialect);
    const words = [...JOIN, 'Book an appointment'];
    const of = (handle: string) => words.map((word) => stage.incoming(handle, word));
    const [mine, theirs] = [of('42'), of('43')];
    await stage.pump.receive([...mine.slice(0, 4), ...theirs.slice(0, 2)]);
    await stage.pump.receive(theirs.slice(2).flatMap((one, i) => [one, ...mine.slice(4 + i, 5 + i)]));
    await stage.pump.settle();
    for (const handle of ['42', '43']) {
      expect(stage.texts(handle)).toHaveLength(JOINED + 1);
      expect(stage.texts(handle).at(-1)).toBe('What is it about?');
    }
  });

  test('messages of one person that come in on several instances at once are taken one after the other', async () => {
    await using stage = await openStage(dialect);
    const instances = [stage, stage.beside(), stage.beside()];
    const handles = Array.from({ length: 12 }, (_, i) => String(i));
    const all = (word: string) => handles.map((handle) => stage.incoming(handle, word));
    // The first messages among them: they must not make several people of one.
    for (const word of ['hello', 'nonsense', 'help'])
      await Promise.all(instances.map(({ pump }) => pump.receive(all(word))));
    for (const { pump } of instances) await pump.settle();
    const people = await stage.rows('person');
    expect(people.map(({ inSeq, waiting }) => [inSeq, waiting])).toEqual(handles.map(() => [9, 0]));
    expect(await stage.rows('contact')).toHaveLength(12);
    const outbox = await stage.rows('outbox');
    for (const { id, outSeq } of people)
      expect(outbox.filter(({ person }) => person === id).map(({ seq }) => seq)).toEqual(
        Array.from({ length: outSeq }, (_, i) => i + 1),
      );
  });

  test('where the database fails nothing is marked as seen, so that the redelivery takes effect', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    const incoming = stage.incoming('42', 'Book an appointment');
    await stage.execute('alter table outbox rename to elsewhere');
    await expect(stage.pump.receive([incoming])).rejects.toThrow(/outbox/);
    await stage.execute('alter table elsewhere rename to outbox');
    expect(await stage.rows('inbox')).toHaveLength(JOIN.length);
    await stage.pump.receive([incoming]);
    await stage.pump.settle();
    expect(stage.texts('42').slice(JOINED)).toEqual(['What is it about?']);
  });

  test('one whose message cannot be stored keeps nobody else from being taken in', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', 'hello');
    await stage.hear('43', 'hello');
    const [{ person: unlucky } = { person: '' }] = await stage.rows('contact');
    // A row of theirs that is there already makes the database refuse, outside of any turn.
    await stage.execute(`insert into inbox (person, seq, contact, at, state, due, attempts)
      values ('${unlucky}', 2, '', 0, 'done', 0, 0)`);
    const both = ['42', '43'].map((handle) => stage.incoming(handle, 'English'));
    await expect(stage.pump.receive(both)).rejects.toThrow();
    await stage.pump.settle();
    expect(['42', '43'].map((handle) => stage.texts(handle).length).sort()).toEqual([1, 2]);
    await stage.execute(`delete from inbox where contact = ''`);
    await stage.pump.receive(both);
    await stage.pump.settle();
    expect(['42', '43'].map((handle) => stage.texts(handle).length)).toEqual([2, 2]);
  });
});

test('messages of different people that arrive together share one commit', async () => {
  await using stage = await openStage('sqlite');
  const before = commits(stage.where);
  await stage.pump.receive(Array.from({ length: 20 }, (_, i) => stage.incoming(`person ${i}`, 'hello')));
  expect(commits(stage.where) - before).toBe(1);
  expect(await stage.rows('person')).toHaveLength(20);
});

/** Counts the commits in the write-ahead log; https://sqlite.org/fileformat2.html#the_write_ahead_log. */
function commits(file: string): number {
  const log = readFileSync(`${file}-wal`);
  if (log.length === 0) return 0;
  const page = log.readUInt32BE(8);
  const isCurrent = (frame: number) => log.subarray(frame + 8, frame + 16).equals(log.subarray(16, 24));
  let count = 0;
  for (let frame = 32; frame + 24 + page <= log.length && isCurrent(frame); frame += 24 + page) {
    if (log.readUInt32BE(frame + 4) > 0) count += 1;
  }
  return count;
}
