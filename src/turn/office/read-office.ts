import { ACCESS, Office } from '../../pilot/pilot.ts';
import { fieldsOf, inOrderOf, type Read, type Typed } from './typed.ts';

/** What staff can change of an office. */
export type OfficeFields = Omit<Office, 'id' | 'demo' | 'confirmedBy' | 'confirmedOn'>;

/** The longest name, and the longest address, in UTF-16 units. */
export const MOST_OFFICE_NAME = 100;
export const MOST_ADDRESS = 200;

/** Reads the fields of an office. `places`: those of its pilot. */
export function readOffice(typed: Typed, { places }: { places: readonly string[] }): Read<OfficeFields> {
  const fields = fieldsOf(typed);
  const name = fields.text('name', MOST_OFFICE_NAME);
  const place = fields.one('place', places);
  const address = fields.text('address', MOST_ADDRESS, 'optional');
  const pin = fields.parsed('pin', pinOf, { text: 'faults:pin' });
  const access = fields.some('access', ACCESS, 'optional');
  return fields.done(() =>
    Office.omit({ id: true }).parse({
      name,
      place,
      address: address === '' ? null : address,
      ...(pin !== null && { pin }),
      ...(access.length > 0 && { access }),
      ...(fields.ticked('childcare') && { childcare: true }),
    }),
  );
}

/** A point such as `44.81, 20.46`; null where nothing was typed, undefined where it is none. */
function pinOf(typed: string): NonNullable<Office['pin']> | null | undefined {
  if (typed === '') return null;
  const [, lat, lon] = /^(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)$/.exec(typed) ?? [];
  return Office.shape.pin.safeParse({ lat: Number(lat), lon: Number(lon) }).data;
}

/** The fields of an office as a form holds them. */
export const typedOffice = ({ name, place, address, pin, access = [], childcare }: OfficeFields): Typed => ({
  name: [name],
  place: [place],
  address: [address ?? ''],
  pin: [pin === undefined ? '' : `${pin.lat}, ${pin.lon}`],
  access,
  childcare: childcare ? ['yes'] : [],
});

/** An office with other fields. A changed address loses its confirmation. */
export const withOfficeFields = ({ id, address, demo, ...before }: Office, fields: OfficeFields): Office => ({
  id,
  ...fields,
  ...(fields.access !== undefined && { access: inOrderOf(fields.access, before.access) }),
  ...(demo && { demo }),
  ...(fields.address === address &&
    before.confirmedBy !== undefined && { confirmedBy: before.confirmedBy, confirmedOn: before.confirmedOn }),
});
