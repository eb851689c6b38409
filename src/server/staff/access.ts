import type { Role } from '../../store/principal.ts';
import type { TextKey } from '../../text/keys.ts';

/** A page of the menu. */
interface Listed {
  title: TextKey;
  roles: readonly Role[];
  /** It stands in the menu of the settings, not in that of the day's work. */
  isSetting?: true;
}

const ALL = ['counsellor', 'coordinator', 'evaluator', 'admin'] as const;
const COUNSELS = ['counsellor', 'coordinator', 'admin'] as const;

/**
 * The staff pages, in the order of the menu, with the roles that may read each. The first page of a role is its home.
 */
const PAGES = {
  '/staff/today': { title: 'staff:today.title', roles: COUNSELS },
  '/staff/week': { title: 'staff:week.title', roles: COUNSELS },
  '/staff/requests': { title: 'staff:requests.title', roles: COUNSELS },
  '/staff/groups': { title: 'staff:groups.title', roles: COUNSELS },
  '/staff/times': { title: 'staff:times.title', roles: COUNSELS },
  '/staff/people': { title: 'staff:people.title', roles: COUNSELS },
  '/staff/statistics': { title: 'statistics:title', roles: ['evaluator', 'coordinator', 'admin'] },
  '/staff/me': { title: 'staff:me.title', roles: ALL, isSetting: true },
  '/staff/accounts': { title: 'staff:accounts.title', roles: ['admin'], isSetting: true },
  '/staff/team': { title: 'staff:team.title', roles: ['coordinator', 'admin'], isSetting: true },
  '/staff/holidays': { title: 'staff:holidays.title', roles: ['coordinator', 'admin'], isSetting: true },
  '/staff/crowd': { title: 'staff:crowd.title', roles: ['coordinator', 'admin'], isSetting: true },
  '/staff/outdated': { title: 'staff:outdated.title', roles: ['coordinator', 'admin'], isSetting: true },
  '/staff/services': { title: 'staff:services.title', roles: ['coordinator', 'admin'], isSetting: true },
  '/staff/facts': { title: 'staff:facts.title', roles: ['coordinator', 'admin'], isSetting: true },
  '/staff/offices': { title: 'staff:offices.title', roles: ['coordinator', 'admin'], isSetting: true },
  '/staff/setup': { title: 'staff:setup.title', roles: ['coordinator', 'admin'], isSetting: true },
  '/staff/news': { title: 'staff:news.title', roles: ['coordinator', 'admin'], isSetting: true },
  '/staff/campaigns': { title: 'staff:campaigns.title', roles: ['coordinator', 'admin'], isSetting: true },
  '/staff/texts': { title: 'staff:texts.title', roles: ['coordinator', 'admin'], isSetting: true },
  '/staff/system': { title: 'staff:system.title', roles: ['admin'], isSetting: true },
  '/staff/log': { title: 'staff:log.title', roles: ['admin'], isSetting: true },
} as const satisfies Record<string, Listed>;
export type StaffPath = keyof typeof PAGES;

const paths = Object.keys(PAGES) as StaffPath[];
const listed = (path: StaffPath): Listed => PAGES[path];

/** The roles that may read a page. */
export const readersOf = (path: StaffPath): readonly Role[] => PAGES[path].roles;

/** The roles that make a copy of all that is kept about a person, or delete it. */
export const HANDS_OUT: readonly Role[] = ['coordinator', 'admin'];

/** The first page that a role sees. */
export const homeOf = (role: Role): StaffPath => paths.find((path) => readersOf(path).includes(role)) ?? '/staff/me';

const pagesOf = (role: Role, isSetting: boolean): StaffPath[] =>
  paths.filter((path) => readersOf(path).includes(role) && (listed(path).isSetting === true) === isSetting);

/** The pages of the day's work that a role may read, in the order of the menu. */
export const workOf = (role: Role): StaffPath[] => pagesOf(role, false);

/** The settings that a role may read, in the order of their menu. */
export const settingsOf = (role: Role): StaffPath[] => pagesOf(role, true);

export const isSetting = (path: StaffPath): boolean => listed(path).isSetting === true;

/** The key of the text that names a page. */
export const titleOf = (path: StaffPath): TextKey => PAGES[path].title;
