/** Makes something when it is first asked for, and only then. */
export function once<Made>(make: () => Made): () => Made {
  let made: { it: Made } | undefined;
  return () => {
    made ??= { it: make() };
    return made.it;
  };
}

/** A record with these names, of which each value is made when it is first asked for: most work needs few of them. */
export function whenAsked<Made>(names: readonly string[], make: (name: string) => Made): Record<string, Made> {
  const all: Record<string, Made> = {};
  for (const name of names) Object.defineProperty(all, name, { get: once(() => make(name)), enumerable: true });
  return all;
}
