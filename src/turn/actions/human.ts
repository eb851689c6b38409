import { DAYS_AHEAD, nextOpening } from '../../booking/opening.ts';
import { officesOf, requestHuman } from '../../store/offices.ts';
import { supplyOf } from '../../store/supply.ts';
import { newId } from '../world.ts';
import { type Action, chosenPilot } from './action.ts';
import { zoneName } from './facts.ts';

const DAY = 86_400_000;

/**
 * Puts the person's request on the counsellors' list. Tells when it will be read, and which offices the person can go
 * to instead.
 */
export const request: Action = async (act) => {
  const pilot = chosenPilot(act);
  const { q, setting, conversation: c } = act;
  if (pilot === undefined) return { outcome: 'unknown' };
  await requestHuman(q, {
    id: newId(act.world),
    pilot: pilot.pilot,
    person: act.person,
    language: c.language ?? '',
    at: setting.now,
    demo: setting.demo,
  });
  const events = [{ kind: 'human-requested' } as const];
  const supply = await supplyOf(q, pilot, { now: setting.now, toAt: setting.now + DAYS_AHEAD * DAY });
  const opens = nextOpening(supply.desks, supply.closed, pilot.zone, setting.now);
  const offices = await officesOf(q, pilot.pilot);
  if (opens === null || offices.length === 0) return { outcome: 'unknown', events };
  const places = offices.map(({ name, address }) => (address === null ? name : `${name}, ${address}`));
  return {
    outcome: 'soon',
    set: { readAt: { dateTime: opens, zone: pilot.zone }, ...zoneName(act), offices: { list: places } },
    events,
  };
};
