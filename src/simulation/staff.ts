import { EXIT_REASONS, NOTED_OUTCOMES } from '../evaluation/events.ts';
import { accountWho } from '../store/accounts.ts';
import { type Appointment, listAppointments } from '../store/booking.ts';
import { MOVE_REASONS, OFF_REASONS } from '../store/codes.ts';
import { presentCounsellors } from '../store/counsellors.ts';
import { openRequests } from '../store/requests.ts';
import { cancelByStaff, markByStaff, moveByStaff, timesByStaff } from '../turn/appointments/by-staff.ts';
import { slotId } from '../turn/appointments/search.ts';
import { changeProgramme } from '../turn/office/people/programme.ts';
import { absenceChange, changeByStaff, hitBy } from '../turn/office/times.ts';
import { answerByStaff, closeByStaff, type Staff } from '../turn/requests/by-staff.ts';
import type { World } from '../turn/world.ts';
import type { Agenda } from './agenda.ts';
import type { Dice } from './dice.ts';
import { wordsIn } from './words.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** It is known some days before; in the last weeks of it there is no time in the horizon of a topic. */
const LEAVE = { after: 4 * DAY, lasts: 60 * DAY };

/** The imaginary staff of a demonstration, who do by the hour what staff do on their pages. */
export interface Team {
  /** What they do at this hour of a workday. */
  work(): Promise<void>;
  /** Of each pilot one counsellor will be away for long, so that people have to wait who want a woman. */
  goAway(): Promise<void>;
}

/** `comesBy`: how likely a person comes to an appointment, by the person's id. */
export function createTeam(world: World, dice: Dice, agenda: Agenda, comesBy: (person: string) => number): Team {
  const account = 'demo-coordinator';
  const pilots = Object.keys(world.content.pilots);
  const by: Staff = { role: 'coordinator', pilots, who: accountWho(account), account };
  const { store } = world;

  async function mark(one: Appointment): Promise<void> {
    if (one.person === null) return;
    const comes = dice.chance(comesBy(one.person));
    const status = dice.chance(0.04) ? 'not-held' : comes ? 'arrived' : 'missed';
    if ((await markByStaff(world, by, one.id, status)) !== 'done' || status !== 'arrived') return;
    await enrol({ person: one.person, pilot: one.pilot });
  }

  /** Most of who came are enrolled; of some it is noted later what became of them, and some leave. */
  async function enrol(found: { person: string; pilot: string }): Promise<void> {
    if (!dice.chance(0.7)) return;
    const today = () => [new Date(world.clock()).toISOString().slice(0, 10)];
    const note = (act: 'enrol' | 'outcome' | 'exit', typed: Record<string, string[]> = {}) =>
      changeProgramme(world, by, found, act, { on: today(), ...typed });
    // Who is enrolled already is not enrolled anew.
    if ((await note('enrol')) !== 'done') return;
    for (const outcome of dice.shuffled(NOTED_OUTCOMES).slice(0, dice.int(4)))
      agenda.add(
        world.clock() + (7 + dice.int(80)) * DAY,
        async () => void (await note('outcome', { outcome: [outcome] })),
      );
    if (dice.chance(0.25)) {
      const reason = [dice.pick(EXIT_REASONS) ?? 'other'];
      agenda.add(world.clock() + (30 + dice.int(120)) * DAY, async () => void (await note('exit', { reason })));
    }
  }

  /** Now and then an appointment cannot be as it was booked. */
  async function change(one: Appointment): Promise<void> {
    if (dice.chance(0.4)) {
      await cancelByStaff(world, by, one.id, dice.pick(OFF_REASONS));
      return;
    }
    const { own, others } = await timesByStaff(world, store.read, one);
    const slot = dice.pick([...own, ...others].flatMap(({ slots }) => slots));
    if (slot !== undefined) await moveByStaff(world, by, one.id, slotId(slot), dice.pick(MOVE_REASONS) ?? 'other');
  }

  async function answerRequests(): Promise<void> {
    for (const { id, language, answeredAt, entries, at } of await openRequests(store.read, by)) {
      const waits = world.clock() - at;
      if (answeredAt !== null) {
        if (waits > 2 * DAY && dice.chance(0.2)) await closeByStaff(world, by, id);
        continue;
      }
      // Some wait for an hour, some for days.
      if (!dice.chance(0.35)) continue;
      const words = wordsIn(language).answer;
      await answerByStaff(world, by, id, { words, language, seen: entries });
    }
  }

  async function goAway(): Promise<void> {
    const fromAt = world.clock() + LEAVE.after;
    for (const one of await presentCounsellors(store.read)) {
      if (one.gender !== 'woman') continue;
      const change = absenceChange(world.content, one, { fromAt, toAt: fromAt + LEAVE.lasts });
      const { hits } = await hitBy(world, by, change);
      const firstTime = new Map(hits.map(({ appointment, slots }) => [appointment.id, slots[0]]));
      await changeByStaff(world, by, change, (id) => {
        const slot = firstTime.get(id);
        return slot === undefined ? 'call-off' : { slot: slotId(slot) };
      });
    }
  }

  return {
    goAway,
    async work() {
      const now = world.clock();
      const listed = (fromAt: number, toAt: number) =>
        listAppointments(store.read, { pilots, counsellor: null, fromAt, toAt, unmarked: true }, { limit: 500 });
      for (const one of (await listed(now - 5 * DAY, now)).of)
        if (one.endAt <= now && dice.chance(0.8)) await mark(one);
      for (const one of (await listed(now + HOUR, now + 3 * DAY)).of) if (dice.chance(0.003)) await change(one);
      await answerRequests();
    },
  };
}
