import { quietUntil } from '../../booking/quiet.ts';
import { pilotOf } from '../../content.ts';
import { CHAT_LOST, MORNING, type NoticeOfChange, type NoticeOfRequest } from '../../store/codes.ts';
import { counsellorById, type MailedCounsellor } from '../../store/counsellors.ts';
import type { Notice } from '../../store/notices.ts';
import { findRequest, maySee } from '../../store/requests.ts';
import type { Colleague } from '../../store/team.ts';
import type { World } from '../world.ts';
import { languageFor, lineOf, linkTo, morningOf, toldOf } from './words.ts';

/**
 * What an account is told: lines, and the page that shows more. The page of an appointment names it by its id, which
 * stands in calendars as well; a request is never named, because the log names it.
 */
export interface Message {
  language: string;
  /** The first line, which stands alone in a letter's subject. */
  subject: string;
  lines: string[];
  link: string;
}

/** The message for a notice to an account; undefined where it is not true any more, or none of the account's matters. */
export async function messageFor(world: World, who: Colleague, notice: Notice): Promise<Message | undefined> {
  const language = languageFor(world.content.model.texts, who.speaks);
  const { kind, subject } = notice;
  switch (kind) {
    case 'new':
    case 'moved':
    case 'cancelled':
      return ofAppointment(world, who, language, { ...notice, kind });
    case MORNING: {
      const counsellor = await counsellorOf(world, who);
      const list = counsellor && (await morningOf(world, counsellor, language, subject));
      return list && { language, ...list, link: linkTo(world, '/staff/today') };
    }
    case 'waiting':
    case 'late':
      return ofRequest(world, who, language, { ...notice, kind });
    case CHAT_LOST: {
      if (who.chat !== null) return undefined;
      const lost = world.content.model.texts.say(language, 'staff:told.lost');
      return { language, subject: lost, lines: [], link: linkTo(world, '/staff/me') };
    }
  }
}

/** Of appointments accounts are told in their chat alone: by mail the invitation comes. */
async function ofAppointment(
  world: World,
  who: Colleague,
  language: string,
  notice: Notice & { kind: NoticeOfChange },
): Promise<Message | undefined> {
  const { kind, subject } = notice;
  const counsellor = await counsellorOf(world, who);
  const a = await toldOf(world, notice);
  if (a === undefined || a.counsellor !== counsellor?.id || a.endAt <= world.clock()) return undefined;
  const page = kind === 'cancelled' ? '/staff/today' : `/staff/appointments/${subject}`;
  return { language, subject: lineOf(world, language, kind, a), lines: [], link: linkTo(world, page) };
}

/** The counsellor of an account that is told in a chat, and still has the counsellor's pilot. */
async function counsellorOf({ store }: World, who: Colleague): Promise<MailedCounsellor | undefined> {
  if (who.chat === null || who.counsellor === null) return undefined;
  const counsellor = await counsellorById(store.read, who.counsellor);
  return counsellor !== undefined && who.pilots.includes(counsellor.pilot) ? counsellor : undefined;
}

/** A request that a colleague has answered, taken, put off or closed meanwhile is told to nobody any more. */
async function ofRequest(
  world: World,
  who: Colleague,
  language: string,
  { kind, subject, sequence }: Notice & { kind: NoticeOfRequest },
): Promise<Message | undefined> {
  const { content, store } = world;
  const request = await findRequest(store.read, subject);
  if (request?.state !== 'open' || request.waitingSince !== sequence || !maySee(who, request)) return undefined;
  if (request.takenBy !== null && (kind === 'late' || request.takenBy !== who.id)) return undefined;
  if (request.snoozedUntil !== null && request.snoozedUntil > world.clock()) return undefined;
  const line = content.model.texts.say(language, `staff:told.${kind}`, {
    since: { dateTime: sequence, zone: pilotOf(content, request.pilot).zone },
    zoneName: { text: `pilots:${request.pilot}.zone` },
  });
  return { language, subject: line, lines: [], link: linkTo(world, '/staff/requests') };
}

/** When an account may be told again (epoch ms); null where it may now. */
export function quietFor({ content, clock }: World, { pilots, quietFrom, quietTo }: Colleague): number | null {
  const served = pilots.find((pilot) => Object.hasOwn(content.pilots, pilot));
  const zone = served === undefined ? 'UTC' : pilotOf(content, served).zone;
  return quietUntil(clock(), { from: quietFrom, to: quietTo }, zone);
}
