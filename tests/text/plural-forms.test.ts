import { expect, test } from 'vitest';
import { isOneNumber, pluralForm, pluralForms } from '../../src/text/plural-forms.ts';

test('a key tells its form', () => {
  expect(pluralForm('staff:requests.waiting_few')).toEqual({ base: 'staff:requests.waiting', form: 'few' });
  for (const key of ['staff:seats', 'main:menu.options.other', 'x_dozen', '_one'])
    expect(pluralForm(key)).toBeUndefined();
});

test('each language has its forms, and knows which mean one number', () => {
  const oneNumber = (tag: string) => pluralForms(tag).filter((form) => isOneNumber(tag, form));
  expect(pluralForms('de')).toEqual(['one', 'other']);
  expect(pluralForms('sr-Cyrl')).toEqual(['one', 'few', 'other']);
  expect(pluralForms('ar')).toEqual(['zero', 'one', 'two', 'few', 'many', 'other']);
  expect(oneNumber('de')).toEqual(['one']);
  expect(oneNumber('sr-Cyrl')).toEqual([]);
  expect(oneNumber('ar')).toEqual(['zero', 'one', 'two']);
  expect(oneNumber('fa')).toEqual([]);
});
