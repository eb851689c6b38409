import { wayKept } from '../../conversation/model.ts';
import { strengthShown, withoutStrength, withStrength } from '../../conversation/strength.ts';
import { type Act, type Action, word } from './action.ts';

/** What a person names as their strength, with an example in their own words. */

export const show: Action = async (act) => {
  const kept = wayOf(act)?.strength;
  if (kept === undefined) return { outcome: 'none' };
  return { outcome: 'kept', set: shown(kept.strength, kept.example) };
};

export const hear: Action = async (act) => {
  const [strength, example] = [word(act, 'strength'), word(act, 'example')];
  return { outcome: example === '' ? 'named' : 'told', set: shown(strength, example) };
};

/** Throws where nothing may be kept: the flow must ask for consent first. */
export const keep: Action = async (act) => {
  const way = wayOf(act);
  if (way === undefined) throw new TypeError('a strength without consent');
  const strength = { strength: word(act, 'strength'), example: word(act, 'example') };
  return { outcome: 'done', person: { way: withStrength(way, strength) } };
};

export const drop: Action = async (act) => {
  const way = wayOf(act);
  return { outcome: 'done', ...(way && { person: { way: withoutStrength(way) } }) };
};

const wayOf = (act: Act) => wayKept(act.world.content.model, act.conversation);

const shown = (strength: string, example: string) => ({
  strengthName: strengthShown(strength),
  strengthExample: example,
});
