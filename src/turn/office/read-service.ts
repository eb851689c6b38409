import { type Contact, NEEDS, Service, STATUSES } from '../../pilot/pilot.ts';
import { readContacts, typedContacts, withConfirmed } from './read-contact.ts';
import { readSource, typedSource } from './read-source.ts';
import { fieldsOf, inOrderOf, type Read, type Typed } from './typed.ts';

/** What staff can change of a service; its name and its offer are in the files of translations. */
export type ServiceFields = Omit<Service, 'id' | 'ended' | 'confirmedBy' | 'confirmedOn' | 'confirmedTexts'>;

/**
 * Reads the fields of a service. `way`: the steps that can lead to it. `year`: the present one. `kept`: its present
 * contacts.
 */
export function readService(
  typed: Typed,
  { way, country, year, kept }: { way: readonly string[]; country: string; year: number; kept: readonly Contact[] },
): Read<ServiceFields> {
  const fields = fieldsOf(typed);
  const needs = fields.some('needs', NEEDS);
  const errands = fields.some('errands', way, 'optional');
  const statuses = fields.some('for', STATUSES, 'optional');
  const contacts = readContacts(fields, country, kept);
  const sourced = readSource(fields, year);
  return fields.done(() =>
    Service.omit({ id: true }).parse({
      ...(fields.ticked('helpline') && { helpline: true }),
      ...(fields.ticked('professionals') && { audience: 'professionals' }),
      needs,
      ...(errands.length > 0 && { errands }),
      ...(statuses.length > 0 && { for: statuses }),
      ...sourced(),
      contacts,
    }),
  );
}

/** The fields of a service as a form holds them. */
export const typedService = ({ helpline, audience, needs, errands, contacts, ...more }: ServiceFields): Typed => ({
  helpline: helpline ? ['yes'] : [],
  professionals: audience === undefined ? [] : ['yes'],
  needs,
  errands: errands ?? [],
  for: more.for ?? [],
  ...typedSource(more),
  ...typedContacts(contacts),
});

/** A service with other fields. A contact that has changed loses its confirmation, the others keep theirs. */
export function withServiceFields(service: Service, { contacts, ...fields }: ServiceFields): Service {
  const { id, ended, confirmedBy, confirmedOn, confirmedTexts } = service;
  const { needs, errands, for: statuses } = fields;
  return {
    id,
    ...(ended && { ended }),
    ...fields,
    needs: inOrderOf(needs, service.needs),
    ...(errands !== undefined && { errands: inOrderOf(errands, service.errands) }),
    ...(statuses !== undefined && { for: inOrderOf(statuses, service.for) }),
    ...(confirmedBy !== undefined && { confirmedBy }),
    ...(confirmedOn !== undefined && { confirmedOn }),
    ...(confirmedTexts !== undefined && { confirmedTexts }),
    contacts: withConfirmed(contacts, service.contacts),
  };
}
