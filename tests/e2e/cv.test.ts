import { afterAll, expect, test } from 'vitest';
import { createDocuments } from '../../src/documents/make.ts';
import { createTypesetter } from '../../src/documents/typesetter.ts';
import { asTable, type Figure } from '../bench/figures.ts';
import { readPdf } from '../documents/pdf.ts';
import { MINUTE } from '../fakes/clock.ts';
import { content } from '../fakes/parts.ts';
import { comeToMenu, goOn, type Phone } from '../fakes/phones.ts';
import type { Stage } from '../fakes/stage.ts';
import { type Answer, CV, SKILLS } from '../turn/cv-walk.ts';
import { secondsOf } from './effort.ts';
import { ON_CHANNEL } from './on-channel.ts';

/** A CV from nothing takes no more answers than this, on any channel. */
const MOST_ANSWERS = 40;
/** Each of the two steps is done in one sitting, also by a slow reader. */
const MOST_MINUTES = 15;

const typesetter = createTypesetter();
const documents = createDocuments(content.model, typesetter);
const figures: Figure[] = [];
afterAll(async () => {
  await typesetter.stop();
  process.stdout.write(asTable(figures));
});

/** Goes through both steps, from the menu to a CV; tells for each how many answers and minutes it takes. */
async function makeCv(phone: Phone, { clock }: Stage) {
  const go = goOn(phone, clock);
  const step = async (answers: readonly Answer[]) => {
    const began = clock.now;
    for (const answer of answers) {
      const read = phone.news();
      const isOwn = 'write' in answer;
      const done = await (isOwn ? phone.write(answer.write) : phone.choose(answer.choose));
      clock.now += secondsOf({ ...done, read, isOwn }) * 1_000;
      await phone.sees(answer.then);
    }
    return { answers: answers.length, minutes: (clock.now - began) / MINUTE };
  };
  await comeToMenu(phone, go);
  await go('Steps to work', 'Menu');
  await go('What I can do', 'Begin');
  const skills = await step(SKILLS);
  await go('All steps', 'Menu');
  await go('CV', 'Make my CV');
  const cv = await step(CV);
  return { skills, cv, pdf: await phone.file() };
}

test.each(Object.keys(ON_CHANNEL) as (keyof typeof ON_CHANNEL)[])(
  'a CV from nothing takes at most forty answers on %s',
  async (channel) => {
    const { skills, cv, pdf } = await ON_CHANNEL[channel](makeCv, { documents });
    const { text } = await readPdf(pdf);
    for (const words of ['Amal Haddad', '+381 60 1234567', 'Homs', 'first aid, Red Cross'])
      expect(text).toContain(words);
    const answers = skills.answers + cv.answers;
    figures.push(
      { name: `${channel}: from nothing to a CV`, value: answers, unit: 'answers' },
      { name: `${channel}: what I can do, by a slow reader`, value: skills.minutes, unit: 'minutes' },
      { name: `${channel}: the CV of it, by a slow reader`, value: cv.minutes, unit: 'minutes' },
    );
    expect(answers).toBeLessThanOrEqual(MOST_ANSWERS);
    for (const { minutes } of [skills, cv]) expect(minutes).toBeLessThanOrEqual(MOST_MINUTES);
  },
);

test('an answer takes the time to read, to tap, to find words and to type them', () => {
  const read = 'word '.repeat(50);
  expect(secondsOf({ read, taps: 1, letters: 0, isOwn: false })).toBe(33);
  expect(secondsOf({ read: '', taps: 3, letters: 0, isOwn: false })).toBe(9);
  expect(secondsOf({ read: '', taps: 1, letters: 5, isOwn: true })).toBe(18);
});
