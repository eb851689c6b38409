import { describe, expect, test } from 'vitest';
import { differences, isLeftInEnglish } from '../../src/text/faithful.ts';

const told = (source: string, text: string, optional: string[] = []) =>
  differences(source, text, optional).map(({ trait, what }) => `${trait}: ${what}`);

describe('a translation that differs from its source', () => {
  test.each<[string, string, string, string[]]>([
    ['a placeholder that is gone', 'At {{when}}', 'Um', ['placeholders: lacks when']],
    ['a placeholder of its own', 'At {{when}}', 'Um {{wann}}', ['placeholders: lacks when and adds wann']],
    ['a number that is gone', 'In 6 or 9 months', 'In 6 Monaten', ['numbers: lacks 9']],
    ['a number in words', '9 months', 'neun Monate', ['numbers: lacks 9']],
    ['another number', 'Call 112', 'Ruf 113 an', ['numbers: lacks 112 and adds 113']],
    ['a number said once instead of twice', '2 talks of 2', '2 Gespräche', ['numbers: lacks 2']],
    ['another Arabic number', '3 days', '٤ أيام', ['numbers: lacks 3 and adds 4']],
    [
      'another link',
      'https://a.org/x1',
      'https://a.org/x2',
      ['links: lacks https://a.org/x1 and adds https://a.org/x2'],
    ],
    ['an address that is gone', 'Write to ana@a.org', 'Schreib uns', ['links: lacks ana@a.org']],
    ['another site', 'See 1522.eu', 'Vedi 1522.it', ['links: lacks 1522.eu and adds 1522.it']],
  ])('%s', (_, source, text, found) => {
    expect(told(source, text)).toEqual(found);
  });
});

describe('a translation that does not', () => {
  test.each<[string, string, string]>([
    ['placeholders in another order, and twice', '{{a}} {{b}}', '{{ b }} {{a}} {{a}}'],
    ['digits of Arabic and of Persian', 'Call 112 or 15', '١١٢ و ۱۵'],
    ['signs between the digits', '9-17, 28.3.2027, 1,000', '9–17 Uhr, 28. 3. 2027, 1.000'],
    ['numbers in another order', '3 days and 1 day', '1 Tag und 3 Tage'],
    ['links', 'See https://a.org/x1 and b.org', 'b.org und https://a.org/x1'],
    ['no digit in a placeholder', '{{day1}}', 'Tag {{day1}}'],
  ])('%s', (_, source, text) => {
    expect(told(source, text)).toEqual([]);
  });

  test('placeholders that may be there or not', () => {
    expect(told('{{count}} hours', 'ساعتان', ['count'])).toEqual([]);
    expect(told('an hour', '{{count}} Stunde', ['count'])).toEqual([]);
  });
});

describe('a text left in English', () => {
  test.each<[string, string, string]>([
    ['de', 'Book a talk', 'Book a talk'],
    ['sr-Cyrl', 'Menu', 'Menu'],
    ['sr-Cyrl', 'Menu {{a}}', 'Meni {{a}} http://а.срб'],
    ['fa', 'Menu', 'Мени'],
    ['zh', 'Menu', 'Menu'],
  ])('%s %s -> %s', (tag, source, text) => {
    expect(isLeftInEnglish(source, text, tag)).toBe(true);
  });

  test.each<[string, string, string]>([
    ['de', 'Menu', 'Menu'],
    ['de', 'Book a talk', 'Gespräch buchen'],
    ['de', '{{from}} – {{to}}: 112', '{{from}} – {{to}}: 112'],
    ['de', 'Pilot: {{when}} {{what}}', 'Pilot: {{when}} {{what}}'],
    ['ar', '{{from}} – {{to}}', '{{from}} – {{to}}'],
    ['ar', 'WhatsApp chat', 'محادثة WhatsApp'],
    ['zh', 'Menu', '菜单'],
  ])('is not: %s %s -> %s', (tag, source, text) => {
    expect(isLeftInEnglish(source, text, tag)).toBe(false);
  });
});
