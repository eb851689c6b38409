import { DAYS_AHEAD, nextOpening } from '../../booking/opening.ts';
import type { Value } from '../../conversation/conversation.ts';
import type { Pilot } from '../../pilot/pilot.ts';
import { officesOf } from '../../store/offices.ts';
import {
  closeRequest,
  entryOf,
  findRequest,
  hasOpenRequest,
  type Request,
  requestComplaint,
  requestHuman,
} from '../../store/requests.ts';
import { supplyOf } from '../../store/supply.ts';
import { isSameLanguage, languageName } from '../../text/languages.ts';
import { type HeardFile, isFileMedia, takeFile } from '../requests/files.ts';
import { tellOfWaiting } from '../requests/tell.ts';
import { type OpenRequest, write } from '../requests/thread.ts';
import { newId } from '../world.ts';
import { type Act, type Action, chosenPilot, word } from './action.ts';
import { zoneName } from './facts.ts';

/** Requests of people for a human, and their threads. */

const DAY = 86_400_000;

/**
 * Puts the person's request on the counsellors' list. Tells when it will be read, and which offices the person can go
 * to instead.
 */
export const request: Action = async (act) => {
  const pilot = chosenPilot(act);
  if (pilot === undefined) return { outcome: 'unknown' };
  const asked = await ask(act, pilot, requestHuman);
  if (asked === 'later') return { outcome: 'later' };
  const { target } = asked;
  const person = { request: target };
  const events = [{ kind: 'human-requested' } as const];
  const read = await whenRead(act, pilot);
  if (read === undefined) return { outcome: 'unknown', set: { target }, person, events };
  return { outcome: 'soon', set: { target, ...read }, person, events };
};

/** The same for a complaint, which goes to the coordinator. */
export const complain: Action = async (act) => {
  const pilot = chosenPilot(act);
  if (pilot === undefined) return { outcome: 'done' };
  const asked = await ask(act, pilot, requestComplaint);
  if (asked === 'later') return { outcome: 'later' };
  return { outcome: 'done', set: asked, person: { request: asked.target } };
};

/** Puts a request on the list. `later`: the person, or all of their network, have asked too often within an hour. */
async function ask(act: Act, pilot: Pilot, put: typeof requestHuman): Promise<{ target: string } | 'later'> {
  const { world, q, person, network, setting, conversation: c } = act;
  const isOpen = await hasOpenRequest(q, person, pilot.pilot);
  if (!isOpen && !world.limits.take('request', { person, network })) return 'later';
  const crowd = !isOpen && world.limits.isCrowd('request', network);
  const { id: target, isNew } = await put(q, {
    ...{ id: newId(world), pilot: pilot.pilot, person, language: c.language ?? '' },
    ...{ at: setting.now, crowd, demo: setting.demo },
  });
  if (isNew) await tellOfWaiting(world, q, target);
  return { target };
}

/** Makes a new request in place of one that is closed (`target`), of the same kind. */
export const again: Action = async (act) => {
  const before = await findRequest(act.q, word(act, 'target'));
  if (before?.person === act.person && before.kind === 'complaint') return complain(act);
  const asked = await request(act);
  return asked.outcome === 'later' ? asked : { ...asked, outcome: 'done' };
};

async function whenRead(act: Act, pilot: Pilot): Promise<Record<string, Value> | undefined> {
  const { q, setting } = act;
  const supply = await supplyOf(q, pilot, { now: setting.now, toAt: setting.now + DAYS_AHEAD * DAY });
  const opens = nextOpening(supply.desks, supply.closed, pilot.zone, setting.now);
  const offices = await officesOf(q, pilot.pilot);
  if (opens === null || offices.length === 0) return undefined;
  const places = offices.map(({ name, address }) => (address === null ? name : `${name}, ${address}`));
  return { readAt: { dateTime: opens, zone: pilot.zone }, ...zoneName(act), offices: { list: places } };
}

/**
 * Adds what the person wrote or sent to the thread. It is kept there and nowhere else, so that it is gone when the thread
 * is; and the person has now answered what staff wrote last. Words for a request that is closed wait in the conversation
 * until the person has said what becomes of them.
 */
export const say: Action = async (act) => {
  const words = word(act, 'words');
  const open = await ownRequest(act);
  if (open === undefined) return { outcome: 'closed', person: { thread: null, request: null } };
  const file = fileOf(act);
  const isTaken = file !== undefined && (await takeFile(act.world, act.q, open, file));
  if (words !== '' || isTaken)
    await write(act.world, act.q, open, { from: 'person', account: null, at: act.setting.now }, words);
  const outcome = file === undefined || isTaken ? 'kept' : 'full';
  return { outcome, set: { words: '', media: '', file: '' }, person: { thread: null } };
};

/** Whether words can still be added to the request. */
export const hold: Action = async (act) =>
  (await ownRequest(act)) === undefined ? { outcome: 'gone', person: { request: null } } : { outcome: 'open' };

/** The file that the person sent with this message. */
function fileOf(act: Act): HeardFile | undefined {
  const [media, ref] = [word(act, 'media'), word(act, 'file')];
  return ref === '' || !isFileMedia(media) ? undefined : { channel: act.contact.channel, ref, media };
}

/** Opens what staff wrote (`target`: the request, and the number of the entry), which the person can answer. */
export const read: Action = async (act) => {
  const [id = '', seq] = word(act, 'target').split('.');
  const open = await ownRequest(act, id);
  if (open === undefined) return { outcome: 'plain' };
  const language = (await entryOf(act.q, id, Number(seq)))?.language ?? null;
  const own = act.conversation.language;
  const person = { thread: id };
  if (language === null || own === null || isSameLanguage(language, own))
    return { outcome: 'own', set: { target: id }, person };
  return { outcome: 'other', set: { target: id, tongue: languageName(language, own) }, person };
};

/** The person needs no more: closes the request. */
export const close: Action = async (act) => {
  const open = await ownRequest(act);
  if (open !== undefined) await closeRequest(act.q, open.request, act.setting.now);
  return { outcome: 'done', person: { thread: null, request: null } };
};

/** The request that `target` names, if it is open and the person's. */
async function ownRequest(act: Act, id = word(act, 'target')): Promise<OpenRequest | undefined> {
  const { q, person, key } = act;
  const found: Request | undefined = await findRequest(q, id);
  if (found?.state !== 'open' || found.person !== person) return undefined;
  return { request: { ...found, person }, key };
}
