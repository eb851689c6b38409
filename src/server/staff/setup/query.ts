import { pilotOf } from '../../../content.ts';
import { isConfirmed, today } from '../../../pilot/confirmed.ts';
import type { Pilot } from '../../../pilot/pilot.ts';
import { lacksIn } from '../../../ready.ts';
import { listAccounts } from '../../../store/accounts.ts';
import { listCounsellors, withHours } from '../../../store/counsellors.ts';
import { officesOf } from '../../../store/offices.ts';
import { topicsOf } from '../../../store/supply.ts';
import type { World } from '../../../turn/world.ts';
import type { StaffPath } from '../access.ts';
import { openReports } from '../outdated/query.ts';

type Needs = Record<string, { href: StaffPath } | { command: string }>;

/**
 * What a pilot needs before people are served, in the order in which it is done. `href`: the page that sets it;
 * otherwise `command`, on the command line.
 */
export const NEEDED = {
  controller: { href: '/staff/outdated' },
  office: { href: '/staff/offices' },
  topics: { command: 'npm run saputnik -- pilot import PILOT' },
  filled: { command: 'npm run saputnik -- check --release' },
  safety: { href: '/staff/outdated' },
  counsellors: {
    command: 'npm run saputnik -- counsellor add NAME --pilot PILOT --office OFFICE --gender woman --languages sr,en',
  },
  hours: { command: 'npm run saputnik -- counsellor hours ID mon 09:00-12:00' },
  coordinator: { href: '/staff/accounts' },
  accounts: { href: '/staff/accounts' },
} as const satisfies Needs;
export type Need = keyof typeof NEEDED;

/** The same for the server, which all pilots of an instance share. */
export const SERVER_NEEDED = {
  channels: { command: 'TELEGRAM_BOT_TOKEN, WHATSAPP_CLOUD_TOKEN (.env.example)' },
  mail: { command: 'SMTP_URL, MAIL_FROM (.env.example)' },
  backup: { command: 'BACKUP_DIR (.env.example)' },
} as const satisfies Needs;
export type ServerNeed = keyof typeof SERVER_NEEDED;

/** A pilot, with what it has and what it lacks. */
export interface Checklist {
  pilot: string;
  has: Record<Need, boolean>;
  /** How many reports of people nobody has dealt with. */
  reports: number;
  /** The people whom the pilot wants to reach, women among them, as its folder says. */
  targets: Pilot['targets'];
}

/** What a pilot has of everything that it needs. Rows of a demonstration count only in a demonstration. */
export async function checklistOf(world: World, pilot: string): Promise<Checklist> {
  const { store, content, demo, clock } = world;
  const counts = (row: { demo: boolean }) => demo || !row.demo;
  const { controller, zone, targets } = pilotOf(content, pilot);
  const day = today(clock(), zone);
  const offices = (await officesOf(store.read, pilot)).filter(counts);
  const counsellors = (await listCounsellors(store.read)).filter((one) => one.pilot === pilot && counts(one));
  const accounts = (await listAccounts(store.read)).filter(
    (one) => counts(one) && one.disabledAt === null && one.pilots.includes(pilot),
  );
  const hours = await withHours(store.read);
  const lacks = new Set((await lacksIn(world, clock(), [pilot])).map(({ of }) => of));
  return {
    pilot,
    targets,
    reports: (await openReports(world, pilot)).reduce((sum, { count }) => sum + count, 0),
    has: {
      controller: isConfirmed(controller, day),
      office: offices.some(
        ({ address, confirmedOn, demo: isDemo }) => address !== null && (isDemo || confirmedOn !== null),
      ),
      topics: (await topicsOf(store.read, pilot)).length > 0,
      filled: !lacks.has('filled'),
      safety: !lacks.has('safety'),
      counsellors: counsellors.length > 0,
      hours: counsellors.length > 0 && counsellors.every(({ id }) => hours.has(id)),
      coordinator: accounts.some(({ role }) => role === 'coordinator'),
      accounts: counsellors.every(({ id }) => accounts.some(({ counsellor }) => counsellor === id)),
    },
  };
}

/** What the server has of everything that it needs. */
export const serverHas = ({ channels, mailer, backups }: World): Record<ServerNeed, boolean> => ({
  channels: [...channels.values()].some(({ can }) => can.reminds),
  mail: mailer !== undefined,
  backup: backups !== undefined,
});
