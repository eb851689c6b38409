import { BESIDE, Fact, STATUSES } from '../../pilot/pilot.ts';
import { readSource, typedSource } from './read-source.ts';
import { fieldsOf, inOrderOf, type Read, type Typed } from './typed.ts';

/** What staff can change of a fact; its texts are in the files of translations. */
export type FactFields = Omit<Fact, 'id' | 'confirmedBy' | 'confirmedOn' | 'confirmedTexts'>;

/** Reads the fields of a fact. `way`: the steps that can tell it. `year`: the present one. */
export function readFact(typed: Typed, { way, year }: { way: readonly string[]; year: number }): Read<FactFields> {
  const fields = fieldsOf(typed);
  const step = fields.one('step', way);
  const statuses = fields.some('for', STATUSES, 'optional');
  const told = fields.one('beside', ['', ...BESIDE]);
  const beside = BESIDE.find((one) => one === told);
  const sourced = readSource(fields, year);
  return fields.done(() =>
    Fact.omit({ id: true }).parse({
      step,
      ...(statuses.length > 0 && { for: statuses }),
      ...(beside !== undefined && { beside }),
      ...sourced(),
    }),
  );
}

/** The fields of a fact as a form holds them. */
export const typedFact = ({ step, for: statuses = [], beside, ...sourced }: FactFields): Typed => ({
  step: [step],
  for: statuses,
  beside: [beside ?? ''],
  ...typedSource(sourced),
});

/** A fact with other fields. Its confirmation stays: what was confirmed are its texts. */
export const withFactFields = (
  { id, for: before, confirmedBy, confirmedOn, confirmedTexts }: Fact,
  fields: FactFields,
): Fact => ({
  id,
  ...fields,
  ...(fields.for !== undefined && { for: inOrderOf(fields.for, before) }),
  ...(confirmedBy !== undefined && { confirmedBy }),
  ...(confirmedOn !== undefined && { confirmedOn }),
  ...(confirmedTexts !== undefined && { confirmedTexts }),
});
