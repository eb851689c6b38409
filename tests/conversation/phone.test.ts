import { describe, expect, test } from 'vitest';
import { readPhone } from '../../src/conversation/phone.ts';
import { asciiDigits } from '../../src/text/digits.ts';
import { model } from './deployed.ts';
import { around, type FlowInput, PILOT, smallModel } from './small-model.ts';
import { Talk } from './talk.ts';

const BELGRADE = '+381 60 1234567';

describe('a number that costs the caller more, or reaches no person, is refused:', () => {
  test.each([
    ['RS', '+381 900 123456'],
    ['RS', '0900 123456'],
    ['RS', '00381 900 123456'],
    ['IT', '+39 899 123456'],
    ['IT', '899 123456'],
    ['IT', '+39 892 123'],
    ['DE', '+49 900 1234567'],
    ['DE', '0900 1234567'],
    ['DE', '0180 1 234567'],
    ['AT', '+43 900 123456'],
    ['AT', '0900 123456'],
    ['AT', '0930 123456'],
    ['SE', '+46 900 1234567'],
    ['SE', '0939 1234567'],
    ['SE', '+46 939 1234567'],
    // From anywhere, in every spelling.
    ['RS', '+1 900 234 5678'],
    ['DE', '001 900 234 5678'],
    ['AT', '+44 909 8790000'],
    ['RS', '٠٩٠٠ ١٢٣٤٥٦'],
    ['DE', '۰۹۰۰ ۱۲۳۴۵۶۷'],
    ['SE', 'tel 0939 1234567'],
    ['RS', '12'],
    ['RS', ''],
  ])('%s: %s', (country, typed) => {
    expect(readPhone(asciiDigits(typed), country)).toBe(null);
  });
});

describe('a number is understood as people type it:', () => {
  test.each([
    ['RS', '060 1234567', '+381 60 1234567'],
    ['RS', '0601234567', '+381 60 1234567'],
    ['RS', '060/123-45-67', '+381 60 1234567'],
    ['RS', '(060) 123 45 67', '+381 60 1234567'],
    ['RS', '  +381 60 123 4567 ', '+381 60 1234567'],
    ['RS', '+381 (0)60 1234567', '+381 60 1234567'],
    ['RS', '00381601234567', '+381 60 1234567'],
    ['RS', '٠٦٠ ١٢٣٤٥٦٧', '+381 60 1234567'],
    ['RS', '۰۶۰ ۱۲۳۴۵۶۷', '+381 60 1234567'],
    ['RS', '+۳۸۱ ۶۰ ۱۲۳۴۵۶۷', '+381 60 1234567'],
    ['RS', '011 3245678', '+381 11 3245678'],
    ['IT', '347 123 4567', '+39 347 123 4567'],
    ['IT', '02 1234 5678', '+39 02 1234 5678'],
    ['DE', '0151 23456789', '+49 1512 3456789'],
    ['DE', '030/1234567', '+49 30 1234567'],
    ['AT', '0664 1234567', '+43 664 1234567'],
    ['SE', '070-123 45 67', '+46 70 123 45 67'],
    // A number of another country needs its code.
    ['SE', '00963 933 123 456', '+963 933 123 456'],
    ['DE', '+380 50 123 4567', '+380 50 123 4567'],
    ['DE', '+93 70 123 4567', '+93 70 123 4567'],
  ])('%s: %s', (country, typed, number) => {
    expect(readPhone(asciiDigits(typed), country)).toBe(number);
  });
});

describe('a phone number', () => {
  test.each([
    ['060 1234567'],
    ['060/123-45-67'],
    ['060 – 123 – 45 – 67.'],
    ['(060) 123.45.67'],
    ['tel: 060 123 45 67'],
    ['Tel.: +381 60 1234567'],
    ['tel:+381601234567'],
    ['my number is 0601234567'],
    ['WhatsApp +381 60 123 45 67'],
    ['060 1234567 (WhatsApp), please!'],
    ['00381 60 1234567'],
    ['381 60 1234567'],
    ['60 1234567'],
    ['+381 (0)60 1234567'],
    ['+ 381 60 1234567'],
    ['＋３８１ ６０ １２３４５６７'],
  ])('%s is the one that is meant', (typed) => {
    expect(readPhone(typed, 'RS')).toBe(BELGRADE);
  });

  test.each([['رقمي ٠٦٠ ١٢٣٤٥٦٧'], ['شماره من ۰۶۰۱۲۳۴۵۶۷ است'], ['\u202b+381 60 1234567\u202c']])(
    '%s is taken at the question',
    (typed) => {
      const ask: FlowInput['steps'][string] = { kind: 'ask', expect: 'phone', save: 'phone', next: 'then' };
      const then: FlowInput['steps'][string] = { kind: 'ask', expect: 'choice', options: ['on'], next: 'then' };
      const talk = new Talk(smallModel(around({ ask, then }), {}, { serbia: PILOT })).open();
      expect(talk.say(typed).c.stack[0]?.vars.phone).toBe(BELGRADE);
    },
  );

  test('that is written twice is one', () => {
    expect(readPhone('060 1234567, from abroad +381 60 1234567', 'RS')).toBe(BELGRADE);
  });

  test.each([
    ['49 151 23456789', 'DE', '+49 1512 3456789'],
    ['4915123456789', 'DE', '+49 1512 3456789'],
    ['0151 23456789', 'DE', '+49 1512 3456789'],
    ['49 151 23456789', 'SE', '+49 1512 3456789'],
    ['43 664 1234567', 'AT', '+43 664 1234567'],
    ['46 70 123 45 67', 'SE', '+46 70 123 45 67'],
    ['39 333 1234567', 'IT', '+39 333 123 4567'],
    // In Italy a mobile number has no zero, and may begin as the country's code does.
    ['393 333 1234', 'IT', '+39 393 333 1234'],
    ['02 55015519', 'IT', '+39 02 5501 5519'],
  ])('%s in %s is %s', (typed, country, number) => {
    expect(readPhone(typed, country)).toBe(number);
  });

  test('has no country where the pilot is not known', () => {
    expect(readPhone(BELGRADE, undefined)).toBe(BELGRADE);
    expect(readPhone('381 60 1234567', undefined)).toBe(null);
  });
});

describe('what may be more than one number', () => {
  test.each([
    ['two', '060 1234567, 061 7654321', 'RS'],
    ['two with a word', '060 1234567 or 061 7654321', 'RS'],
    ['two with a slash', '060 1234567/061 7654321', 'RS'],
    ['two with nothing', '+381601234567+381617654321', 'RS'],
    // Together they are as long as a number in Germany may be.
    ['two short ones', '030 12345 030 54321', 'DE'],
    ['two short ones with a slash', '030 12345/030 54321', 'DE'],
    ['one that is none', '060 1234567, 060 12', 'RS'],
    ['other digits', '060 1234567 after 18', 'RS'],
    ['one in two parts', '060 123 and then 4567', 'RS'],
    ['a number of Serbia without its plus, or of Rostock', '381 60 1234567', 'DE'],
    ['a number of Syria without its plus, or of Bavaria', '963 933 123 456', 'DE'],
    ['a number without its zero, or of Texas', '151 23456789', 'DE'],
    ['a number of Milan without its plus, or a mobile one', '39 02 123456', 'IT'],
    ['nothing', 'call me', 'RS'],
    ['a plus', '+', 'RS'],
    ['brackets', '((((', 'RS'],
  ])('is not guessed: %s', (_, typed, country) => {
    expect(readPhone(typed, country)).toBe(null);
  });

  test('is asked back', () => {
    const c = { ...new Talk(model).c, language: 'en', pilot: 'serbia', looking: true };
    const stack = [{ flow: 'slot', step: 'phone', vars: {}, trail: [], asked: { visit: 1, expect: 'phone' as const } }];
    const talk = new Talk(model, { c: { ...c, stack } }).say('060 1234567, 061 7654321');
    expect(talk.said).toContain('Please write one phone number');
    expect(talk.at).toBe('slot:phone');
  });
});
