import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  LEVELS,
  linesOf,
  newSkills,
  readPeriod,
  type Skills,
  WORK_KINDS,
  withJob,
  withoutLine,
  withPassing,
  withWords,
} from '../../src/conversation/skills.ts';
import { clausesOf } from '../../src/skills/clauses.ts';

const TODAY = '2026-11-30';

describe('when a job was', () => {
  test.each<[string, { from: string; to?: string } | undefined]>([
    ['2015-2019', { from: '2015', to: '2019' }],
    ['from 2015 to 2019', { from: '2015', to: '2019' }],
    ['03/2015 - 11/2019', { from: '2015-03', to: '2019-11' }],
    ['3.2015–2019', { from: '2015-03', to: '2019' }],
    ['2018', { from: '2018', to: '2018' }],
    ['۱۳۹۴ تا ۱۳۹۸', { from: '2015', to: '2019' }],
    ['٢٠١٥ - ٢٠١٩', { from: '2015', to: '2019' }],
    ['in 2020 and 2020', { from: '2020', to: '2020' }],
    ['2019-2015', undefined],
    ['2015, 2017 and 2019', undefined],
    ['2015-2099', undefined],
    ['five years', undefined],
    ['1066-1070', undefined],
    ['12345', undefined],
    ['', undefined],
  ])('is read from "%s"', (text, expected) => {
    expect(readPeriod(text, TODAY, false)).toEqual(expected);
  });

  test('one year is a beginning where the job goes on', () => {
    expect(readPeriod('since 2018', TODAY, true)).toEqual({ from: '2018' });
    expect(readPeriod('05.2018', TODAY, true)).toEqual({ from: '2018-05' });
  });

  test('nothing that people write ends before it begins, or lies in days to come', () => {
    const years = fc.integer({ min: 1200, max: 2200 });
    fc.assert(
      fc.property(
        years,
        years,
        fc.string({ unit: 'grapheme', maxLength: 9 }),
        fc.boolean(),
        (a, b, between, isOpen) => {
          const read = readPeriod(`${a}${between}${b}`, TODAY, isOpen);
          if (read === undefined) return;
          expect(read.from <= TODAY).toBe(true);
          if (read.to !== undefined)
            expect(read.from.slice(0, 4) <= read.to.slice(0, 4) && read.to <= TODAY).toBe(true);
        },
      ),
    );
  });
});

const words = fc.string({ minLength: 1, maxLength: 20 });
const skills: fc.Arbitrary<Skills> = fc
  .record({
    jobs: fc.array(fc.record({ kind: fc.constantFrom(...WORK_KINDS), words }), { maxLength: 14 }),
    courses: fc.array(words, { maxLength: 6 }),
    tongues: fc.dictionary(fc.constantFrom('ar', 'fa', 'en'), fc.constantFrom(...LEVELS)),
    school: fc.constantFrom('none', 'primary', 'university', undefined),
    tools: fc.option(words, { nil: undefined }),
  })
  .map(({ jobs, courses, tongues, school, tools }) => {
    const start = { ...newSkills(), courses, languages: { ...tongues } };
    const told = { ...start, ...(school && { school }), ...(tools && { tools }) } as Skills;
    return jobs.reduce((all, job) => withJob(all, job)?.skills ?? all, told);
  });

describe('what is written down', () => {
  test('loses the line that is deleted, and no other', () => {
    fc.assert(
      fc.property(skills, fc.nat(), (all, pick) => {
        const lines = linesOf(all);
        const line = lines[pick % Math.max(1, lines.length)];
        if (line === undefined) return;
        const left = withoutLine(all, line);
        expect(linesOf(left)).toHaveLength(lines.length - 1);
        if (!line.startsWith('course-')) expect(linesOf(left)).toEqual(lines.filter((one) => one !== line));
        expect(withoutLine(all, 'nothing')).toEqual(all);
      }),
    );
  });

  test('holds ten jobs, each with a number of its own, also after some were deleted', () => {
    fc.assert(
      fc.property(skills, (all) => {
        const [first] = linesOf(all);
        const fewer = first?.startsWith('job-') ? withoutLine(all, first) : all;
        const more = withJob(fewer, { kind: 'paid', words: 'x' });
        const ids = (more?.skills ?? fewer).jobs.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.length).toBeLessThanOrEqual(10);
      }),
    );
  });

  test('in other words is the own words alone', () => {
    const { skills: one } = withJob(newSkills(), { kind: 'paid', words: 'sewed', occupation: 'tailor' }) ?? {};
    expect(withWords(one ?? newSkills(), 'job-1', 'made dresses').jobs).toEqual([
      { id: 1, kind: 'paid', words: 'made dresses' },
    ]);
  });

  test('what was said in passing is noted once, and not where it is a job already', () => {
    const { skills: one } = withJob(newSkills(), { kind: 'paid', words: 'sewed', occupation: 'tailor' }) ?? {};
    const twice = withPassing(withPassing(one ?? newSkills(), ['cook', 'tailor']), ['cook']);
    expect(twice.passing).toEqual(['cook']);
    expect(withJob(twice, { kind: 'unpaid', words: '', occupation: 'cook' })?.skills.passing).toEqual([]);
  });
});

test.each([
  ['I sewed, and I cooked', ['I sewed', 'I cooked']],
  ['genäht und gekocht', ['genäht', 'gekocht']],
  ['خيطت وطبخت', ['خيطت', 'طبخت']],
  ['one. two; three, four, five, six, seven', ['one', 'two', 'three', 'four', 'five', 'six']],
  ['', []],
])('the parts of "%s"', (text, parts) => {
  expect(clausesOf(text)).toEqual(parts);
});
