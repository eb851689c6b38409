import type { Value } from './conversation.ts';

export type Condition = Readonly<Record<string, string | readonly string[]>>;

/** Whether every variable has (one of) the wanted value(s). A variable without a value counts as `none`, and one whose value is no word as `some`. */
export function holds(condition: Condition | undefined, lookup: (name: string) => Value | undefined): boolean {
  return Object.entries(condition ?? {}).every(([name, wanted]) => {
    const value = lookup(name);
    const word = typeof value === 'string' ? value : value === undefined ? 'none' : 'some';
    return typeof wanted === 'string' ? wanted === word : wanted.includes(word);
  });
}
