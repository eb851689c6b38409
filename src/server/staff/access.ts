import type { Role } from '../../store/staff.ts';
import type { TextKey } from '../../text/keys.ts';

/**
 * The staff pages, in the order of the menu, with the roles that may read each. The first page of a role is its home.
 */
const PAGES = {
  '/staff/today': { title: 'staff:today.title', roles: ['counsellor', 'coordinator', 'admin'] },
  '/staff/statistics': { title: 'statistics:title', roles: ['evaluator', 'coordinator', 'admin'] },
  '/staff/copy': { title: 'staff:copy.title', roles: ['coordinator', 'admin'] },
} as const satisfies Record<string, { title: TextKey; roles: readonly Role[] }>;
export type StaffPath = keyof typeof PAGES;

const paths = Object.keys(PAGES) as StaffPath[];

/** The roles that may read a page. */
export const readersOf = (path: StaffPath): readonly Role[] => PAGES[path].roles;

/** The first page that a role sees. */
export const homeOf = (role: Role): StaffPath => paths.find((path) => readersOf(path).includes(role)) ?? '/staff/today';

/** The pages that a role may read, in the order of the menu. */
export const pagesOf = (role: Role): StaffPath[] => paths.filter((path) => readersOf(path).includes(role));

/** The key of the text that names a page. */
export const titleOf = (path: StaffPath): TextKey => PAGES[path].title;
