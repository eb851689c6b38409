import type { Role } from '../../store/staff.ts';

/** The pages of the staff, in the order they are named, and whom each is for. The first that is for a role begins its day. */
const PAGES = {
  '/staff/today': { title: 'staff:today.title', roles: ['counsellor', 'coordinator', 'admin'] },
  '/staff/statistics': { title: 'statistics:title', roles: ['evaluator', 'coordinator', 'admin'] },
  '/staff/copy': { title: 'staff:copy.title', roles: ['coordinator', 'admin'] },
} as const satisfies Record<string, { title: string; roles: readonly Role[] }>;
export type StaffPath = keyof typeof PAGES;

const paths = Object.keys(PAGES) as StaffPath[];

/** Whom a page is for. */
export const readersOf = (path: StaffPath): readonly Role[] => PAGES[path].roles;

/** The page that a role's day begins with. */
export const homeOf = (role: Role): StaffPath => paths.find((path) => readersOf(path).includes(role)) ?? '/staff/today';

/** The pages that are for a role, in the order they are named. */
export const pagesOf = (role: Role): StaffPath[] => paths.filter((path) => readersOf(path).includes(role));

/** The text that names a page. */
export const titleOf = (path: StaffPath): string => PAGES[path].title;
