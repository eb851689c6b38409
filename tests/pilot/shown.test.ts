import { describe, expect, test } from 'vitest';
import { contactLine, phoneShown } from '../../src/pilot/shown.ts';

describe('a telephone number', () => {
  test.each([
    ['030 / 614 94 00', 'DE', '+49 30 6149400'],
    ['02.76.03.73.37', 'IT', '+39 02 7603 7337'],
    ['05 77 22', 'AT', '+43 57 722'],
    ['0200-88 00 66', 'SE', '+46 20 088 00 66'],
    ['0800 222 003', 'RS', '+381 800 222003'],
    ['+381 (0) 64 828 3171', 'RS', '+381 64 8283171'],
    ['+43/677/61343434', 'DE', '+43 677 61343434'],
  ])('%s of %s is shown as %s', (value, country, phone) => {
    expect(phoneShown(value, country)).toEqual({ phone });
  });

  test.each([
    ['112', 'DE'],
    ['192', 'RS'],
    ['1522', 'IT'],
    ['116 016', 'DE'],
    // Without an area code, and in a country that nobody knows.
    ['508 00 508', 'SE'],
    ['011 2929 000', 'XX'],
  ])('%s of %s stays as it is', (value, country) => {
    expect(phoneShown(value, country)).toEqual({ phone: value });
  });
});

test.each([
  ['link', 'berlin.de/sen/arbeit', { link: 'https://berlin.de/sen/arbeit' }],
  ['link', 'http://example.org', { link: 'http://example.org' }],
  ['mail', 'info@farr.se', { link: 'info@farr.se' }],
  ['address', 'Hornsgatan 54', 'Hornsgatan 54'],
] as const)('a contact of the kind %s is shown in its form: %s', (kind, value, shown) => {
  expect(contactLine({ kind, value, state: 'V' }, 'SE')).toEqual({
    name: { text: `common:contact.${kind}` },
    value: shown,
  });
});
