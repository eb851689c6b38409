import { describe, expect, test } from 'vitest';
import { startOf } from '../../src/conversation/arrival.ts';
import { content } from '../fakes/parts.ts';
import { Talk } from './talk.ts';

const { model, pilots } = content;
const { serbia } = pilots;
if (serbia === undefined) throw new Error('no pilot in Serbia');
/** The model with a campaign in Serbia. */
const campaign = { ...model, pilots: { ...pilots, serbia: { ...serbia, sources: ['info1'] } } };
const came = (start: string, talk = new Talk(campaign)) => talk.content({ kind: 'open', start });

describe('somebody who comes by a link', () => {
  test.each([
    ['belgrade', 'serbia', []],
    ['belgrade-info1', 'serbia', ['source.info1']],
    ['serbia-info1', 'serbia', ['source.info1']],
    ['krnjaca-poster', 'serbia', []],
    ['Wien', 'vienna', []],
    ['vienna-info1', 'vienna', []],
    ['paris-info1', null, []],
    ['-', null, []],
  ])('of %s is in the pilot %s, and counted as %j', (start, pilot, tallies) => {
    const talk = came(start);
    expect([talk.c.pilot, talk.turn.tallies]).toEqual([pilot, tallies]);
    expect(talk.said).toContain('Choose your language');
  });

  test.each(Object.keys(pilots))('that was made for the pilot %s is in it', (pilot) => {
    expect(came(startOf(pilot)).c.pilot).toBe(pilot);
    expect(came(startOf(pilot, 'info1')).c.pilot).toBe(pilot);
    // A hyphen ends the name of a pilot in a link.
    const named = { ...model, pilots: { 'new-city': serbia, serbia } };
    expect(came(startOf('new-city', 'info1'), new Talk(named)).c.pilot).toBe('new-city');
  });

  test('is not asked where she is, but for her consent', () => {
    expect(came('belgrade').tap('English').said).toContain('Do you agree?');
    expect(came('paris').tap('English').said).toContain('Which city or country do you need information for?');
  });

  test('stays in the pilot that she has, and is counted once', () => {
    const talk = came('belgrade-info1').tap('English');
    expect(came('vienna', talk).c.pilot).toBe('serbia');
    expect(came('belgrade-info1', talk).turn.tallies).toEqual([]);
  });
});
