import { describe, expect, test } from 'vitest';
import { readAnswer } from '../../src/conversation/answer.ts';
import type { AskStep } from '../../src/conversation/flow.ts';

const STEP = { kind: 'ask', expect: 'phone', var: 'phone', next: 'end' } as unknown as AskStep;
const read = (country: string, typed: string) => readAnswer(STEP, typed, country);

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
    expect(read(country, typed)).toEqual({ no: 'phone' });
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
    expect(read(country, typed)).toEqual({ value: number });
  });
});
