/** One thing that is wrong, with where it is, in words for an author. */
export interface Finding {
  where: string;
  what: string;
}
