import type { Conversation, Item } from '../../conversation/conversation.ts';
import { PERSONAL, readPeriod, withJobChanged } from '../../conversation/skills.ts';
import { isTraceless } from '../../conversation/traceless.ts';
import { uncovered } from '../../text/coverage.ts';
import { documentLanguages, keepDocument, madeCv } from '../documents.ts';
import { type Act, type Action, chosenPilot, word } from './action.ts';
import { dayOf } from './facts.ts';
import { jobName, kept, saidOrChosen, skillsOf } from './skills.ts';

/** The CV and the reference form: what only they need, and sending them. */

/** `empty`: there is no job to stand in it yet. `ready`: a CV was made of these answers before. */
export const open: Action = async (act) => {
  const { jobs, name } = skillsOf(act);
  if (jobs.length === 0) return { outcome: 'empty' };
  return { outcome: name === undefined ? 'some' : 'ready' };
};

/**
 * Keeps the name for the CV. `letters`: the fonts lack some of its letters, which would be empty boxes, so the name is
 * asked for in others.
 */
export const name: Action = async (act) => {
  const words = word(act, 'words');
  const missing = uncovered(words);
  if (missing.length > 0) return { outcome: 'letters', set: { letters: missing.slice(0, 5).join(' ') } };
  return { outcome: 'done', person: { skills: { ...skillsOf(act), name: words }, ...agreed(act) } };
};

/** Giving the name, where it says what becomes of it, agrees to the notice that names it; nothing is kept without it. */
function agreed(act: Act): { consent?: Conversation['consent'] } {
  const { consent, pilot, stack } = act.conversation;
  const notice = chosenPilot(act)?.notice;
  const isKept = !isTraceless(act.world.content.model.flowsOf(pilot), stack);
  return consent !== null && notice !== undefined && isKept
    ? { consent: { ...consent, notice, at: act.setting.now } }
    : {};
}

/** The next job of which the person was not asked where and when it was. Work in the family needs neither. */
export const dates: Action = async (act) => {
  const job = skillsOf(act).jobs.find(({ kind, dated }) => kind !== 'family' && !dated);
  if (job === undefined) return { outcome: 'none' };
  return { outcome: 'some', set: { job: String(job.id), jobName: jobName(job) } };
};

const change = (act: Act, change: Parameters<typeof withJobChanged>[2]) =>
  kept(withJobChanged(skillsOf(act), Number(word(act, 'job')), change));

export const where: Action = async (act) => ({ outcome: 'done', ...change(act, { where: word(act, 'words') }) });

/** Reads when a job was. */
export const when: Action = async (act) => dated(act, false);

/** Reads since when a job goes on. */
export const since: Action = async (act) => dated(act, true);

function dated(act: Act, isOpen: boolean) {
  const period = readPeriod(word(act, 'words'), dayOf(act), isOpen);
  return period === undefined
    ? { outcome: 'unclear' }
    : { outcome: 'done', ...change(act, { ...period, dated: true }) };
}

export const undated: Action = async (act) => ({ outcome: 'done', ...change(act, { dated: true }) });

export const phone: Action = async (act) => ({
  outcome: 'done',
  ...kept({ ...skillsOf(act), phone: word(act, 'phone') }),
});

/** Keeps which work is looked for, as an occupation or in the person's words. */
export const wanted: Action = async (act) => {
  return { outcome: 'done', ...kept({ ...skillsOf(act), wanted: saidOrChosen(act, 'sought') }) };
};

/** Lists the voluntary personal details that are usual in the pilot's country. */
export const customs: Action = async (act) => {
  const usual = act.world.documents?.personalIn(chosenPilot(act)?.country ?? '') ?? [];
  const { personal } = skillsOf(act);
  const open = usual.filter((one) => !Object.hasOwn(personal, one));
  const items = open.map((id): Item => ({ id, label: { text: `documents:cv.personal.${id}` } }));
  return { outcome: items.length === 0 ? 'none' : 'some', set: { customs: items } };
};

export const custom: Action = async (act) => {
  const skills = skillsOf(act);
  const detail = PERSONAL.find((one) => one === word(act, 'custom'));
  const personal = detail === undefined ? skills.personal : { ...skills.personal, [detail]: word(act, 'words') };
  return { outcome: 'done', ...kept({ ...skills, personal }) };
};

/** Lets the counsellors see the CV with an appointment, or takes that back. */
export const show: Action = async (act) => {
  const { shown: _, ...others } = skillsOf(act);
  const isShown = word(act, 'show') === 'yes';
  return { outcome: isShown ? 'shown' : 'hidden', ...kept({ ...others, ...(isShown && { shown: true }) }) };
};

/** Forgets the answers that stand in the CV alone. */
export const forget: Action = async (act) => {
  const { name: _, phone: __, wanted: ___, shown: ____, ...others } = skillsOf(act);
  const jobs = others.jobs.map(({ where: _, from: __, to: ___, dated: ____, ...job }) => job);
  return { outcome: 'done', ...kept({ ...others, jobs, personal: {} }) };
};

/** Lines up the CV to be sent. `tongue` is host or own, `format` pdf or docx. `link`: this chat shows no files. */
export const send: Action = async (act) => {
  const tongue = word(act, 'tongue') === 'own' ? 'own' : 'host';
  const format = word(act, 'format') === 'docx' ? 'docx' : 'pdf';
  return sendMade(act, madeCv(act.world, act.conversation, tongue, format));
};

/** Lines up the form for a reference, with a line for the name. */
export const reference: Action = async (act) => {
  const { host, own } = documentLanguages(act.world, act.conversation);
  return sendMade(act, { kind: 'reference', language: host, own });
};

async function sendMade(act: Act, made: Parameters<typeof keepDocument>[3]) {
  const { can } = act.setting;
  const id = await keepDocument(act.world, act.q, act, made, can.pulls);
  return can.documents ? { outcome: 'sent', set: { document: id } } : { outcome: 'link', set: { target: id } };
}
