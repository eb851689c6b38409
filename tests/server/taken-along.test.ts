import { describe, expect, test } from 'vitest';
import { type Content, loadContent } from '../../src/content.ts';
import type { Conversation, Way } from '../../src/conversation/conversation.ts';
import { readLocales } from '../../src/locales.ts';
import { ROOT } from '../../src/root.ts';
import { accountWho } from '../../src/store/accounts.ts';
import { nameInLog } from '../../src/store/log.ts';
import { loadPerson, savePerson } from '../../src/store/people.ts';
import { conversations } from '../../src/store/sealed.ts';
import { DAY, START } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { conversationOf, JOIN, press } from '../turn/support.ts';
import { accountOf, faultsOf, type Office, openOffice } from './office.ts';

/** A plan for something that is done at home, and one with a place; two questions are kept on the way. */
const LETTER = ['menu', 'Steps to work', 'A letter about me', 'I ask somebody', 'Choose a day', 'Fri 27 Nov'];
const REGISTER = ['menu', 'Steps to work', 'Employment service', 'Recognised refugee', 'I look for work'];
const TO_PLAN = ['Ask about this', 'Keep the question', 'Choose a day', 'Thu 26 Nov', 'No reminder'];
const SHARE = [press('plans'), 'Who sees my plans', 'Show my plans'];
const HIDE = [press('plans'), 'Who sees my plans', 'Hide my plans'];
const DIPLOMA = 'Does the NSZ want a recognised diploma from me as a foreigner?';
const PAPERS = 'What do I bring to the NSZ to register?';
const PLANS = [
  'Ask one person for a letter about your work: Friday 27 November',
  'Register as looking for work: Thursday 26 November, NSZ',
];
const STEPS = 'A letter about me and Employment service';

/** Somebody with a talk, two plans and two questions, and the page of the talk as a counsellor sees it. */
async function withWay(office: Office) {
  const talk = await withTalk(office);
  await office.hear('42', ...LETTER, 'No reminder', ...REGISTER, ...TO_PLAN);
  return talk;
}

/** Somebody with a talk and nothing else. */
async function withTalk(office: Office) {
  const reference = await office.book('42', { day: 2 });
  const talk = (await office.rows('appointment')).find((one) => one.reference === reference);
  const path = `/staff/appointments/${talk?.id}`;
  const cookie = await office.cookie('counsellor');
  const look = async (language = 'en', by = cookie) => {
    const page = await office.page(path, by, { 'accept-language': language });
    return { ...page, taken: takenOn(page.html), faults: faultsOf(page.html) };
  };
  return { reference, cookie, look };
}

const NOTHING = { questions: null, plans: null, steps: null };

/** What an English page says of the person's way; null where a heading is missing. */
function takenOn(html: string) {
  const under = (heading: string) => new RegExp(`<dt>${heading}</dt><dd>(.*?)</dd>`, 's').exec(html)?.[1] ?? null;
  const items = (heading: string) => {
    const list = under(heading);
    return list === null ? null : [...list.matchAll(/<li>(.*?)<\/li>/g)].map(([, item = '']) => item);
  };
  return { questions: items('Questions for you'), plans: items('Plans'), steps: under('Steps done') };
}

/** Changes what the person keeps of the way, past the flows. */
const rewrite = (office: Office, change: (way: Way) => Way): Promise<void> =>
  rewriteAll(office, ({ way, ...conversation }) => {
    if (way === undefined) throw new Error('nobody has a way');
    return { ...conversation, way: change(way) };
  });

/** Changes the person's conversation, past the flows. */
async function rewriteAll(office: Office, change: (c: Conversation) => Conversation): Promise<void> {
  const vault = testVault();
  const conversation = await conversationOf(office);
  const [row] = await office.rows('person');
  await office.store.tx(async (q) => {
    const person = await loadPerson(q, row?.id ?? '');
    if (person === undefined) throw new Error('nobody is there');
    const key = vault.unwrap(person.id, person.wrapped);
    const sealed = conversations.seal(vault, key, person.id, change(conversation));
    await savePerson(q, { ...person, conversation: sealed });
  });
}

/** The texts of a language that name what a person takes along. */
interface Names {
  serbia: { facts: Record<string, { question: string }>; services: Record<string, { name: string; offer?: string }> };
  errands: Record<string, string>;
  steps: Record<string, string>;
}

/** The content as it is deployed, with other texts. */
function withTexts(change: (texts: Names, language: string) => void): Content {
  const locales = readLocales(`${ROOT}/locales`);
  for (const [language, texts] of Object.entries(locales.resources)) change(texts as unknown as Names, language);
  return loadContent(ROOT, undefined, locales);
}

describe('what a person takes along to a talk', () => {
  test('is shown to a counsellor: questions always, plans once the person shows them, and the steps done', async () => {
    await using office = await openOffice();
    const { look } = await withWay(office);
    const hidden = await look();
    expect([hidden.status, hidden.faults]).toEqual([200, []]);
    expect(hidden.taken).toEqual({ questions: [PAPERS, DIPLOMA], plans: null, steps: STEPS });
    await office.hear('42', ...SHARE);
    const shown = await look();
    expect(shown.faults).toEqual([]);
    expect(shown.taken).toEqual({ questions: [PAPERS, DIPLOMA], plans: PLANS, steps: STEPS });
    await office.hear('42', ...HIDE);
    expect((await look()).taken).toEqual({ questions: [PAPERS, DIPLOMA], plans: null, steps: STEPS });
  });

  test.each([
    ['en', 'Questions for you', DIPLOMA, 'Plans', 'Friday 27 November', 'Steps done'],
    ['sr-Cyrl', 'Питања за Вас', 'Тражи ли НСЗ од странаца', 'Планови', '27. новембар', 'Завршени кораци'],
    ['de', 'Fragen an Sie', 'Will die NSZ von mir', 'Pläne', '27. November', 'Geschaffte Schritte'],
    ['it', 'Domande per la consulenza', 'La NSZ vuole da me', 'Piani', '27 novembre', 'Passi fatti'],
    ['sv', 'Frågor till dig', 'Vill NSZ ha', 'Planer', '27 november', 'Klara steg'],
  ])('is shown in the language of the counsellor: %s', async (language, ...words) => {
    await using office = await openOffice();
    const { look } = await withWay(office);
    await office.hear('42', ...SHARE);
    const { status, html, faults } = await look(language);
    expect([status, faults]).toEqual([200, []]);
    expect(html).toContain(`lang="${language}"`);
    for (const word of words) expect(html).toContain(word);
    expect(html.includes('Register as looking for work')).toBe(language === 'en');
    // Nothing is left of a key or a placeholder.
    expect(html).not.toMatch(/\{\{|facts\.|errands:|steps:/);
  });

  test('is what the person keeps now: neither what is cleared nor what is done', async () => {
    await using office = await openOffice();
    const { look } = await withWay(office);
    await office.hear('42', ...SHARE, 'My questions', 'Clear my questions', 'A letter about me', 'It is done');
    expect((await look()).taken).toEqual({ questions: null, plans: PLANS.slice(1), steps: STEPS });
  });

  test('is nothing of anybody else', async () => {
    await using office = await openOffice();
    const { look } = await withWay(office);
    await office.hear('42', ...SHARE);
    await office.book('43', { day: 3 });
    const [, other] = (await office.rows('appointment')).toSorted((a, b) => a.startAt - b.startAt);
    const { html } = await office.page(`/staff/appointments/${other?.id}`, await office.cookie('counsellor'));
    expect(html).toContain(other?.reference);
    expect(takenOn(html)).toEqual(NOTHING);
    expect((await look()).taken.plans).toEqual(PLANS);
  });

  test('is shown to no counsellor of another pilot, and to nobody who is not signed in', async () => {
    await using office = await openOffice();
    const { look } = await withWay(office);
    await office.hear('42', ...SHARE);
    for (const [by, status] of [
      [await office.cookie('counsellor', ['milan', 'berlin']), 404],
      [await office.cookie('evaluator'), 403],
    ] as const) {
      const page = await look('en', by);
      expect([page.status, page.taken]).toEqual([status, NOTHING]);
      expect(page.html).not.toContain(PAPERS);
    }
    const stranger = await look('en', '');
    expect(stranger.status).not.toBe(200);
    expect(stranger.html).not.toContain(PAPERS);
    expect((await office.rows('log')).sort((a, b) => a.what.localeCompare(b.what))).toMatchObject([
      { what: 'refused', target: '/staff/today' },
      { what: 'refused-other', pilot: 'serbia' },
    ]);
  });

  test('is nothing where the person lives under another pilot than the one of the talk', async () => {
    await using office = await openOffice();
    const { look, reference } = await withWay(office);
    await office.hear('42', ...SHARE);
    await rewriteAll(office, ({ consent, ...c }) => ({
      ...c,
      pilot: 'milan',
      consent: consent && { ...consent, pilot: 'milan' },
    }));
    // They keep it all themselves.
    await office.hear('42', press('plans'));
    expect(office.texts('42').at(-1)).toContain('Your plans:');
    const milan = await office.cookie('counsellor', ['serbia', 'milan']);
    for (const by of [undefined, milan]) {
      const page = await look('en', by);
      expect([page.status, page.taken, page.faults]).toEqual([200, NOTHING, []]);
      expect(page.html).toContain(reference);
      expect(page.html).not.toContain(PAPERS);
    }
  });

  test('is nothing of somebody who has only a talk', async () => {
    await using office = await openOffice();
    const { look } = await withTalk(office);
    expect(await look()).toMatchObject({ status: 200, taken: NOTHING });
  });

  test('is gone with STOP, also after a second consent', async () => {
    await using office = await openOffice();
    const { look } = await withWay(office);
    await office.hear('42', ...SHARE, 'stop');
    expect(await look()).toMatchObject({ status: 200, taken: NOTHING });
    await office.hear('42', ...JOIN.slice(0, 1), 'Yes, I agree', 'Woman');
    expect(await look()).toMatchObject({ status: 200, taken: NOTHING });
  });

  test('is gone with an erasure, from the moment it is asked for', async () => {
    await using office = await openOffice();
    const { look } = await withWay(office);
    await office.hear('42', ...SHARE, 'menu', 'My data', 'Delete everything', 'Yes, delete');
    expect((await look()).taken.questions).toEqual([PAPERS, DIPLOMA]);
    office.telegram.outcomes.push({ result: 'retry', at: START + DAY, why: '429' });
    await office.hear('42', 'Delete now');
    expect(await office.rows('person')).toHaveLength(1);
    const asked = await look();
    expect(asked.taken).toEqual(NOTHING);
    expect(asked.html).not.toContain(PAPERS);
    office.clock.now += DAY;
    await office.pump.settle();
    expect(await office.rows('person')).toEqual([]);
    expect((await look()).html).not.toContain(PAPERS);
  });

  test('is a look into the record, and each one is written down', async () => {
    await using office = await openOffice();
    const { look, cookie } = await withWay(office);
    await look();
    office.clock.now += 1;
    await look('de');
    const [talk] = await office.rows('appointment');
    const entry = {
      who: accountWho(accountOf(cookie)),
      what: 'appointment',
      target: nameInLog(testVault(), talk?.id ?? ''),
      pilot: 'serbia',
    };
    expect((await office.rows('log')).toSorted((a, b) => a.at - b.at)).toEqual([
      expect.objectContaining({ ...entry, at: START }),
      expect.objectContaining({ ...entry, at: START + 1 }),
    ]);
  });

  test('leaves out what a deployment has taken away: a fact, a step, and the place of a plan', async () => {
    await using office = await openOffice();
    const { look } = await withWay(office);
    await office.hear('42', ...SHARE);
    await rewrite(office, (way) => ({
      ...way,
      done: [...way.done, 'a-step-that-is-gone', '<b>'],
      questions: ['a-fact-that-is-gone', ...way.questions, '<script>'],
      plans: [
        ...way.plans.map((plan) => ({ ...plan, place: plan.place && 'a-place-that-is-gone' })),
        { step: 'a-step-that-is-gone', day: '2026-11-27', place: null, remind: true },
      ],
    }));
    const { status, html, taken, faults } = await look();
    expect([status, faults]).toEqual([200, []]);
    expect(taken).toEqual({
      questions: [PAPERS, DIPLOMA],
      plans: [PLANS[0], 'Register as looking for work: Thursday 26 November'],
      steps: STEPS,
    });
    expect(html).not.toMatch(/that-is-gone|<script>|<b>/);
  });

  test('leaves out a question whose words are gone, in every language', async () => {
    const content = withTexts(({ serbia }) => {
      delete serbia.facts['nsz-foreigners'];
    });
    await using office = await openOffice({ content });
    const { look } = await withTalk(office);
    await office.hear('42', ...LETTER, 'No reminder');
    await rewrite(office, (way) => ({ ...way, questions: ['nsz-foreigners', 'nsz-papers'] }));
    for (const language of ['en', 'sr-Cyrl', 'de', 'it', 'sv'])
      expect(await look(language)).toMatchObject({ status: 200, faults: [] });
    expect((await look()).taken.questions).toEqual([PAPERS]);
  });

  test('holds the strength only while the person shows it, in their own words or in the language of the reader', async () => {
    await using office = await openOffice();
    const { look } = await withTalk(office);
    const underStrength = async (language: string, heading: string) =>
      new RegExp(`<dt>${heading}</dt><dd>(.*?)</dd>`, 's').exec((await look(language)).html)?.[1] ?? null;
    await office.hear('42', ...LETTER, 'No reminder', 'menu', 'My data', 'Correct my answers', 'My strength');
    await office.hear('42', 'I am patient', 'I taught <b>a child</b>.', 'Yes, keep it');
    expect(await underStrength('en', 'Strength')).toBeNull();
    await office.hear('42', ...SHARE);
    const example = 'I taught &lt;b&gt;a child&lt;/b&gt;.';
    expect(await underStrength('en', 'Strength')).toBe(`<bdi>I am patient</bdi><br><bdi>${example}</bdi>`);
    expect(await underStrength('de', 'Stärke')).toBe(`<bdi>Ich habe Geduld</bdi><br><bdi>${example}</bdi>`);
    await office.hear('42', ...HIDE);
    expect(await underStrength('en', 'Strength')).toBeNull();
  });

  test('is escaped, whatever the texts hold', async () => {
    const evil = `<script>alert("x")</script> & 'NSZ'`;
    const content = withTexts(({ serbia, errands, steps }, language) => {
      if (language !== 'en') return;
      serbia.facts['nsz-foreigners'] = { question: `Q ${evil}` };
      serbia.services.nsz = { name: `P ${evil}`, offer: 'Help' };
      errands.letter = `E ${evil}`;
      steps.skills = `S ${evil}`;
    });
    await using office = await openOffice({ content });
    const { look } = await withWay(office);
    await office.hear('42', ...SHARE);
    await rewrite(office, (way) => ({ ...way, done: [...way.done, 'skills'] }));
    const { html, taken, faults } = await look();
    expect(faults).toEqual([]);
    expect(html).not.toContain('<script>');
    const shown = `${taken.questions} ${taken.plans} ${taken.steps}`;
    for (const name of ['Q', 'P', 'E', 'S']) expect(shown).toContain(`${name} &lt;script&gt;alert(&quot;x&quot;)`);
  });
});
