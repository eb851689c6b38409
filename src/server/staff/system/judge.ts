import type { Waiting } from '../../../store/backlog.ts';
import type { Condition } from '../../../turn/channel.ts';
import type { JobSeen } from '../../../turn/due/jobs-seen.ts';
import type { BackupsSeen, ChannelSeen, KeysSeen } from './query.ts';

/** How something is, from best to worst; `off` is nothing to worry about. */
const VERDICTS = ['off', 'fine', 'look', 'broken'] as const;
export type Verdict = (typeof VERDICTS)[number];

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** How long work may wait before somebody should look: the limits of the alarms in `docs/operate.md`. */
const PATIENCE = { messages: 2 * MINUTE, replies: 10 * MINUTE, job: 15 * MINUTE };
const OLD_BACKUP = 2 * DAY;
/** A passing fault is over by then. */
const MANY_FAILURES = 3;

const OF_CONDITION: Readonly<Record<Condition['state'], Verdict>> = {
  starting: 'fine',
  running: 'fine',
  unreachable: 'look',
  unlinked: 'look',
  refused: 'broken',
  elsewhere: 'broken',
  lost: 'broken',
  stopped: 'broken',
};

/** The worst of some verdicts. */
export const worstOf = (verdicts: readonly Verdict[]): Verdict =>
  VERDICTS.findLast((one) => verdicts.includes(one)) ?? 'fine';

const isLate = ({ since }: Waiting, now: number, patience: number): boolean => since !== null && now - since > patience;

export function judgeChannel({ condition, isOn, waiting }: ChannelSeen, now: number): Verdict {
  const late: Verdict = isLate(waiting, now, PATIENCE.replies) ? 'look' : 'off';
  return worstOf([condition === null ? (isOn ? 'fine' : 'off') : OF_CONDITION[condition.state], late]);
}

export const judgeMessages = (waiting: Waiting, now: number): Verdict =>
  isLate(waiting, now, PATIENCE.messages) ? 'look' : 'fine';

const judgeTries = (attempts: number): Verdict =>
  attempts === 0 ? 'fine' : attempts < MANY_FAILURES ? 'look' : 'broken';

export const isOverdue = ({ due }: Pick<JobSeen, 'due'>, now: number): boolean =>
  due !== null && now - due > PATIENCE.job;

export const judgeJob = (job: JobSeen, now: number): Verdict =>
  worstOf([judgeTries(job.attempts), isOverdue(job, now) ? 'broken' : 'fine']);

export const isOldBackup = (newest: number, now: number): boolean => now - newest > OLD_BACKUP;

export function judgeBackups(backups: BackupsSeen, now: number): Verdict {
  if (backups === 'none') return 'look';
  if (backups.kept === null) return 'broken';
  const { newest } = backups.kept;
  if (newest === null) return worstOf(['look', judgeTries(backups.attempts)]);
  return worstOf([isOldBackup(newest, now) ? 'broken' : 'fine', judgeTries(backups.attempts)]);
}

/** A key that nobody has a date of is older than what notes the day. */
export const judgeKeys = (keys: KeysSeen): Verdict => (keys.old > 0 ? 'look' : 'fine');
