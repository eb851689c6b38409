import { describe, expect, it, test } from 'vitest';
import { hasConsent } from '../../src/conversation/model.ts';
import { deployed, everyQuestion, kindWorld, LANGUAGES, model, worldOf } from './deployed.ts';
import { Talk, WITHOUT_BUTTONS } from './talk.ts';

/**
 * A text that decides something can be read in the bridge language too, while nobody has reviewed the translation:
 * behind a button where it is long, beneath where it is short or where a button would begin anew.
 */

const { texts } = model;
const UNREVIEWED = LANGUAGES.filter((tag) => texts.bridgeOf(tag) !== undefined);
const ENGLISH = texts.language('en').endonym;

const talkAt = (tag: string, place: string, world = kindWorld): Talk => {
  const c = everyQuestion(tag).get(place);
  if (c === undefined) throw new Error(`nobody stands at ${place}`);
  return new Talk(model, { c, world });
};
/** A person with consent in the middle of their right to work, in Arabic. */
const rights = () => {
  // Chooses another status, and the fact is told as published.
  const talk = talkAt('ar', 'rights:offer', worldOf([1]));
  return talk.press(`a.${talk.visit}.4`).press(`a.${talk.visit ?? 0}.1`);
};

const critical = Object.keys(deployed.pilots).flatMap((pilot) =>
  Object.values(model.flowsOf(pilot)).flatMap((flow) =>
    Object.entries(flow.steps).flatMap(([id, step]) =>
      (step.kind === 'say' || step.kind === 'ask') && step.critical ? [{ pilot, flow, id, step }] : [],
    ),
  ),
);

test('every text about consent, law, safety and deletion is critical', () => {
  expect(critical.filter(({ pilot }) => pilot === 'serbia').map(({ flow, id }) => `${flow.flow}:${id}`)).toEqual(
    expect.arrayContaining([
      ...['consent:notice', 'consent-details:details'],
      ...['my-data:kept', 'my-data:looking'],
      ...['delete-everything:sure', 'delete-everything:really', 'delete-everything:gone'],
      ...['safety:card', 'safety:one', 'safety:general', 'stop:stopped', 'stop:open'],
      ...['facts:confirmed', 'facts:published', 'facts:undated', 'facts:unsure'],
      ...['job-offer:why', 'job-offer:signs'],
    ]),
  );
});

describe.each(UNREVIEWED)('in %s', (tag) => {
  it('the last words before somebody is forgotten hold both languages', () => {
    const talk = talkAt(tag, 'delete-everything:really');
    talk.press(`a.${talk.visit}.2`);
    const key = 'delete-everything:gone.text';
    expect(talk.texts).toEqual([`${texts.say(tag, key)}\n\n${texts.say('en', key)}`]);
    expect(talk.options).toEqual([]);
  });

  it('the notice has the button, and the question is put again in the bridge language with its answers', () => {
    const talk = talkAt(tag, 'consent:agree').open();
    const before = talk.c;
    expect(talk.said).toContain(texts.say(tag, 'consent:agree.text'));
    const notice = talk.press('s.bridge.en_consent_notice');
    expect(notice.said).toContain('This chat is run by');
    expect(notice.c.stack).toEqual(before.stack);
    expect(notice.press(`a.${talk.visit}.1`).c.consent).not.toBe(null);
  });

  it('what we keep is asked again in the bridge language, with its answers, at the same visit', () => {
    const talk = talkAt(tag, 'my-data:kept');
    const { visit } = talk;
    talk.open().tap(ENGLISH);
    expect(talk.said).toBe(texts.say('en', 'my-data:kept.text'));
    expect(talk.labels).toContain(texts.say('en', 'my-data:kept.options.delete'));
    expect(talk.visit).toBe(visit);
    expect(talk.labels).not.toContain(ENGLISH);
    expect(talk.tap(texts.say('en', 'my-data:kept.options.delete')).at).toBe('delete-everything:sure');
  });
});

test('a plain text has no such button', () => {
  expect(talkAt('ar', 'main:menu').open().labels).not.toContain(ENGLISH);
});

test('a person who reads the bridge language sees no button to it', () => {
  expect(talkAt('en', 'my-data:kept').open().labels).not.toContain(ENGLISH);
});

describe('a text whose values come from an action', () => {
  it('is shown with its values, and nothing else happens', () => {
    const talk = rights();
    const before = talk.c.stack;
    talk.tap(ENGLISH);
    expect(talk.texts).toHaveLength(1);
    expect(talk.said).toContain('Published: source of 2024.');
    expect(talk.said).toContain(texts.say('en', 'serbia:facts.right-asylum-seeker.text'));
    expect(talk.c.stack).toEqual(before);
    expect(talk.turn.events).toEqual([]);
  });

  it('can be read days later, when the flow is long over', () => {
    const talk = rights().press('s.menu');
    expect(talk.press('s.bridge.en_facts_published').said).toContain(
      texts.say('en', 'serbia:facts.right-asylum-seeker.text'),
    );
  });

  it('is not remembered of a person who looks around', () => {
    const talk = rights();
    talk.c = { ...talk.c, consent: null, looking: true, profile: {} };
    talk.c.values = {};
    const status = talk.press(`a.${talk.visit}.1`);
    expect(hasConsent(model, status.c)).toBe(false);
    expect(status.tap(ENGLISH).said).toContain(texts.say('en', 'serbia:facts.right-asylum-seeker.text'));
    expect(JSON.stringify(status.press('s.menu').c.values ?? {})).not.toContain('asylum-seeker');
    expect(status.press('s.bridge.en_facts_published').said).not.toContain('asylum');
  });

  it('can be read after STOP, which keeps nothing else of before', () => {
    const talk = rights();
    talk.say('stop');
    expect(Object.keys(talk.c.values ?? {})).toEqual(['stop:open.text']);
    expect(talk.tap(ENGLISH).said).toContain('You still have appointments: ');
    expect(Object.keys(talk.say('hello').c.values ?? {})).toEqual(['consent:notice.text']);
  });

  it('no more than four are remembered, the newest', () => {
    const talk = rights();
    const values = Object.fromEntries([1, 2, 3, 4].map((n) => [`facts:old${n}.text`, { rights: 'x' }]));
    talk.c = { ...talk.c, values };
    talk.press(`a.${talk.visit}.1`);
    expect(Object.keys(talk.c.values ?? {})).toEqual([...Object.keys(values).slice(1), 'facts:published.text']);
  });
});

describe('the safety card', () => {
  it('is shown again in the bridge language, leaves no trace, and is counted once', () => {
    const talk = talkAt('ar', 'main:menu').press('s.safety');
    expect(talk.turn.tallies).toEqual(['safety']);
    const before = talk.c;
    talk.tap(ENGLISH);
    expect(talk.said).toContain('If you are in danger now');
    expect(talk.said).toContain('+381 11 000 000');
    expect(talk.turn).toMatchObject({ tallies: [], events: [], wipe: true });
    expect(talk.turn.replies).toMatchObject([{ card: true, language: 'en' }]);
    expect(talk.c.stack).toEqual(before.stack);
    expect(talk.c.values).toBe(undefined);
  });
});

test('where there are no buttons, its number does the same', () => {
  const c = everyQuestion('ar').get('my-data:kept');
  const talk = new Talk(model, { ...(c && { c }), setting: WITHOUT_BUTTONS, world: kindWorld }).open();
  const place = talk.labels.indexOf(ENGLISH);
  expect(talk.say(String((talk.question?.from ?? 0) + place)).said).toBe(texts.say('en', 'my-data:kept.text'));
});

test.each(['s.bridge.en_nowhere_step', 's.bridge.xx_my-data_kept', 's.bridge.en', 's.bridge'])(
  'the button %s has expired',
  (button) => {
    const talk = talkAt('ar', 'main:menu');
    expect(talk.press(button).said).toBe(texts.say('ar', 'main:menu.text'));
  },
);

test('the name of every critical step fits a button, in every language', () => {
  for (const { flow, id, step } of critical) {
    if (step.critical !== true) continue;
    for (const { tag } of texts.languages) expect(`${tag}_${flow.flow}_${id}`.length).toBeLessThanOrEqual(40);
  }
});
