import type { Param } from '../../../text/params.ts';
import { isOverdue, judgeBackups, judgeChannel, judgeJob, judgeKeys, judgeMessages, type Verdict } from './judge.ts';
import type { System } from './query.ts';
import { jobName, nameOf, type SystemView, todoOf } from './view.ts';

const moment = (at: number): Param => ({ dateTime: at, zone: 'UTC' });

/** What the page of the system says, as lines for a terminal; times are UTC. */
export function reportOn(view: SystemView, system: System, now: number): string[] {
  const { say, show } = view;
  const { channels, messages, letters, backups, keys, jobs, versions, startedAt } = system;
  const line = (verdict: Verdict, ...words: string[]) =>
    `  ${say(`verdict.${verdict}`).padEnd(16)}${words.filter((word) => word !== '').join(' ')}`;
  const waits = (key: 'channels.waiting' | 'messages.waiting', { count, since }: System['messages']) =>
    since === null ? '' : say(key, { count, since: moment(since) });
  const dead = letters.inbox + letters.outbox;
  return [
    say('channels.title'),
    ...channels.map((channel) => {
      const verdict = judgeChannel(channel, now);
      const state = say(`channels.state.${channel.isOn ? 'on' : 'off'}`);
      const todo = verdict === 'off' ? '' : todoOf(view, channel, verdict);
      return line(
        verdict,
        `${nameOf(view, channel.name)}:`,
        `${state}.`,
        waits('channels.waiting', channel.waiting),
        todo,
      );
    }),
    say('messages.title'),
    line(judgeMessages(messages, now), waits('messages.waiting', messages) || say('messages.none')),
    line(dead === 0 ? 'fine' : 'look', dead === 0 ? say('messages.noDead') : say('messages.dead', { ...letters })),
    say('backups.title'),
    line(judgeBackups(backups, now), ...backupWords(view, backups)),
    say('keys.title'),
    line(judgeKeys(keys), ...keyWords(view, keys)),
    say('jobs.title'),
    ...jobs.map((job) => {
      const { kind, due, doneAt, attempts, reason } = job;
      const next =
        due === null ? say('jobs.idle') : say(isOverdue(job, now) ? 'jobs.overdue' : 'jobs.due', { time: moment(due) });
      const done = doneAt === null ? '' : say('jobs.done', { time: moment(doneAt) });
      const failed = attempts === 0 ? '' : `${say('jobs.failed', { count: attempts })} ${say('code')} ${reason ?? ''}`;
      return line(judgeJob(job, now), `${jobName(view, kind) ?? kind}:`, failed, next, done);
    }),
    say('versions.title'),
    `  Saputnik ${versions.saputnik}, Node ${versions.node}, ${versions.database}`,
    `  ${say('versions.migrations')}: ${versions.migrations}`,
    `  ${say('versions.startedAt')}: ${startedAt === null ? say('versions.notHere') : show(moment(startedAt))}`,
  ];
}

function backupWords({ say, show }: SystemView, backups: System['backups']): string[] {
  if (backups === 'none') return [say('backups.none'), say('settings'), 'BACKUP_DIR'];
  const { folder, kept, attempts, reason } = backups;
  const failed = attempts === 0 ? [] : [say('backups.failed', { count: attempts }), say('code'), reason ?? ''];
  if (kept === null) return [`${folder}:`, say('backups.unreadable'), ...failed];
  const newest = kept.newest === null ? say('backups.noFile') : show(moment(kept.newest));
  return [`${folder}:`, `${say('backups.newest')}: ${newest}`, ...failed];
}

function keyWords({ say, show }: SystemView, { times, old }: System['keys']): string[] {
  if (times === null) return [say('keys.none')];
  const day = (at: number): Param => ({ fullDate: new Date(at).toISOString().slice(0, 10) });
  const newest = times.made.at(-1) ?? null;
  const made = newest === null ? say('keys.unknown', { date: day(times.fileAt) }) : show(day(newest));
  return [`${say('keys.newest')}: ${made}.`, old === 0 ? '' : say('keys.old', { count: old })];
}
