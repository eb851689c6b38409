/** A defect that a check found, in words for an author: its place, and what is wrong there. */
export interface Finding {
  where: string;
  what: string;
}
