import { describe, expect, it, test } from 'vitest';
import { optionsOf } from '../../src/conversation/flow.ts';
import { graphemes, readability } from '../../src/text/measure.ts';
import { deployed, LANGUAGES, model } from '../conversation/deployed.ts';

const { texts } = model;
const PILOTS = Object.values(deployed.pilots);

/** The statuses that a person can choose, as the flow offers them; whoever chooses none of them is shown no row. */
const STATUSES = ['asylum-seeker', 'recognised', 'subsidiary', 'temporary', 'family', 'other'];

const ROWS = PILOTS.flatMap(({ rights }) => Object.values(rights));
const inState = (wanted: string) => ROWS.filter(({ state }) => state === wanted).length;

describe('the right to work', () => {
  it('has a row for every status that can be chosen, in every pilot', () => {
    const asked = model.flowsOf(null).work?.steps.status;
    const offered = asked?.kind === 'ask' && asked.expect === 'choice' ? optionsOf(asked).map(({ id }) => id) : [];
    expect(offered).toEqual(expect.arrayContaining(STATUSES));
    for (const { rights } of PILOTS) expect(Object.keys(rights)).toEqual(STATUSES);
    expect({ V: inState('V'), O: inState('O'), U: inState('U'), C: inState('C') }).toEqual({ V: 27, O: 2, U: 1, C: 0 });
  });

  it('has a source where it was read in one', () => {
    expect(ROWS.filter(({ state, source }) => state !== 'U' && source === undefined)).toEqual([]);
  });
});

describe.each(PILOTS.map(({ pilot }) => pilot))('the texts about %s', (name) => {
  const { rights, services } = deployed.pilots[name] ?? { rights: {}, services: [] };
  const rules = Object.entries(rights).map(([status, { state }]) => ({ key: `${name}:rights.${status}`, state }));

  test.each(LANGUAGES)('in %s say every rule that was read, and none that was not', (tag) => {
    const wrong = rules.filter(({ key, state }) => (texts.raw(tag, key) === undefined) !== (state === 'U'));
    expect(wrong).toEqual([]);
  });

  test.each(LANGUAGES)('in %s name every service, and its offer', (tag) => {
    const keys = services.flatMap(({ id }) => ['name', 'offer'].map((part) => `${name}:services.${id}.${part}`));
    expect(keys.filter((key) => texts.raw(tag, key) === undefined)).toEqual([]);
    const names = services.map(({ id }) => texts.raw(tag, `${name}:services.${id}.name`) ?? '');
    expect(names.filter((each) => graphemes(each) > 24)).toEqual([]);
  });

  test('are short sentences in English', () => {
    const all = [...rules.map(({ key }) => key), ...services.map(({ id }) => `${name}:services.${id}.offer`)];
    const written = all.flatMap((key) => texts.raw('en', key) ?? []);
    expect(written.filter((text) => graphemes(text) > 300)).toEqual([]);
    expect(written.filter((text) => readability(text, 'en').longestSentenceWords > 22)).toEqual([]);
    expect(written.filter((text) => /access to|labour market(?! first)/i.test(text))).toEqual([]);
  });
});
