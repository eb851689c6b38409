/** What tells to which sign-up an appointment belongs. */
interface SignedUp {
  reference: string;
  signUp: string | null;
  startAt: number;
}

/** The first appointment of each sign-up, the soonest first: a course is one, however many meetings are to come. */
export const onePerSignUp = <T extends SignedUp>(appointments: readonly T[]): T[] => {
  const soonestFirst = appointments.toSorted((a, b) => a.startAt - b.startAt);
  return [...Map.groupBy(soonestFirst, ({ reference, signUp }) => signUp ?? reference).values()].flatMap((all) =>
    all.slice(0, 1),
  );
};
