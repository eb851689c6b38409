import { onePerSignUp } from '../../booking/sign-up.ts';
import type { Appointment } from '../../store/booking.ts';

/** The most appointments to come that a person has, talks and groups together; a course is one. */
const MOST_OPEN = 3;

/** Whether somebody with these appointments to come has as many as anybody may have. */
export const hasMost = (open: readonly Appointment[]): boolean => onePerSignUp(open).length >= MOST_OPEN;

/** Whether one of these appointments is about the topic, and for the same one: the person, or their family. */
export const hasTopic = (
  open: readonly Appointment[],
  { topic, family }: Pick<Appointment, 'topic' | 'family'>,
): boolean => open.some((a) => a.topic === topic && a.family === family);
