import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { pilotOf } from '../../../content.ts';
import { answerKey, answersTo, CORRECTABLE, questionOf } from '../../../conversation/answers.ts';
import { documentLanguages } from '../../../turn/documents.ts';
import { reasonOf } from '../../../turn/failure.ts';
import { correctByStaff, RATHER_NOT } from '../../../turn/office/people/correct.ts';
import { eraseByStaff } from '../../../turn/office/people/erase.ts';
import { lookAtPerson } from '../../../turn/office/people/look.ts';
import type { Found } from '../../../turn/office/people/person.ts';
import type { Faults, Typed } from '../../../turn/office/typed.ts';
import { copyPerson } from '../../../turn/people/copy-person.ts';
import { reachOf } from '../../../turn/requests/reach.ts';
import type { World } from '../../../turn/world.ts';
import { download } from '../../http/download.ts';
import { readForm, readForms } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { HANDS_OUT } from '../access.ts';
import { only, proved, type StaffEnv } from '../session.ts';
import { type Answer, answersPage, CORRECTED } from './answers.ts';
import { erasePage } from './erase.ts';
import { readHandle } from './handle.ts';

const FORM_BYTES = 16_384;

type C = Context<StaffEnv, '/staff/people/:handle'>;
/** The answer where an address leads to nobody. */
type Nobody = (c: Context<StaffEnv>, why: 'ended' | 'unknown') => Response | Promise<Response>;

/** What a person may ask of the team: to correct, to have a copy, to be deleted. */
export function rightsRoutes(world: World, wake: () => void, nobody: Nobody) {
  const { texts } = world.content.model;
  const staff = only(world, '/staff/people');
  const handsOut = only(world, '/staff/people', HANDS_OUT);
  const small = bodyLimit({ maxSize: FORM_BYTES });
  const cardOf = (c: Context<StaffEnv>) => c.req.path.split('/').slice(0, 4).join('/');

  /** Does something with the person to whom an address leads. */
  const withPerson = (work: (c: C, found: Found) => Promise<Response | undefined>) => async (c: C) => {
    const found = readHandle(world, c.get('principal'), c.req.param('handle'));
    if (found === undefined) return nobody(c, 'ended');
    return (await work(c, found)) ?? nobody(c, 'unknown');
  };

  /** Shows the answers as they are kept, or as they were typed, with what is wrong. */
  async function showAnswers(c: C, found: Found, typed: Typed = {}, faults: Faults = {}) {
    const principal = c.get('principal');
    const opened = await lookAtPerson(world, principal, found, 'person-answers');
    if (opened?.openness !== 'whole' || opened.conversation === null) return undefined;
    const answers = answersOf(world, opened.pilot, opened.conversation.profile, typed);
    const shown = { principal, now: world.clock(), handle: c.req.param('handle'), answers, faults };
    const page = answersPage(texts, preferred(c, texts), shown);
    return c.html(page, Object.keys(faults).length === 0 ? 200 : 422);
  }

  async function askToErase(c: C, found: Found, isSure: boolean) {
    const principal = c.get('principal');
    const opened = await lookAtPerson(world, principal, found);
    if (opened === undefined || opened.openness === 'forgotten') return undefined;
    const reach = (await reachOf(world, opened.person.id)).way;
    const erasing = { principal, now: world.clock(), handle: c.req.param('handle'), reach, isSure };
    return c.html(erasePage(texts, preferred(c, texts), erasing));
  }

  return new Hono<StaffEnv>()
    .get(
      '/staff/people/:handle/answers',
      staff,
      withPerson((c, found) => showAnswers(c, found)),
    )
    .post(
      '/staff/people/:handle/answers',
      staff,
      small,
      withPerson(async (c, found) => {
        const typed = await readForms(c);
        const corrected = await correctByStaff(world, c.get('principal'), found, typed);
        if (corrected === 'gone') return undefined;
        if (typeof corrected === 'object') return showAnswers(c, found, typed, corrected.faults);
        return c.redirect(`${cardOf(c)}?notice=${CORRECTED[corrected]}`, 303);
      }),
    )
    .post(
      '/staff/people/:handle/copy',
      handsOut,
      proved(world, cardOf),
      small,
      withPerson(async (c, found) => {
        const { as = 'json' } = await readForm(c);
        const copy = await copyPerson(world, c.get('principal'), found);
        if (copy === undefined) return undefined;
        if (as === 'json') return downloadJson(c, copy);
        const { zone, country } = pilotOf(world.content, copy.pilot ?? found.pilot);
        const languages = documentLanguages(world, { pilot: copy.pilot ?? found.pilot, language: copy.language });
        const language = as === 'host' ? languages.host : languages.own;
        try {
          const file = await world.documents?.copy(copy, { language, zone, country });
          if (file !== undefined) return download(c, file);
        } catch (error) {
          world.log.error({ reason: reasonOf(error), alert: 'document' }, 'a copy could not be made');
        }
        return c.redirect(`${cardOf(c)}?notice=copyFailed`, 303);
      }),
    )
    .get(
      '/staff/people/:handle/erase',
      handsOut,
      withPerson((c, found) => askToErase(c, found, false)),
    )
    .post(
      '/staff/people/:handle/erase',
      handsOut,
      proved(world, (c) => c.req.path),
      small,
      withPerson(async (c, found) => {
        if ((await readForm(c)).do !== 'erase') return askToErase(c, found, true);
        const erased = await eraseByStaff(world, c.get('principal'), found);
        wake();
        if (erased === 'gone') return undefined;
        return c.redirect(`/staff/people?notice=${erased === 'told' ? 'told' : 'atOnce'}`, 303);
      }),
    );
}

const downloadJson = (c: C, copy: object) =>
  c.body(`${JSON.stringify(copy, null, 2)}\n`, 200, {
    'content-type': 'application/json; charset=utf-8',
    'content-disposition': 'attachment; filename="copy.json"',
  });

/** The questions that can be corrected, as the pilot asks them, with what is kept or was typed. */
function answersOf(
  { content: { model } }: World,
  pilot: string,
  profile: Readonly<Record<string, string>>,
  typed: Typed,
): Answer[] {
  return CORRECTABLE.flatMap((name): Answer[] => {
    const question = questionOf(model, pilot, name);
    if (question === undefined) return [];
    const options = answersTo(question).map((value) => ({ value, label: answerKey(model, pilot, name, value) }));
    const kept = profile[name] ?? '';
    const value = typed[name]?.[0] ?? kept;
    if (question.expect !== 'number') return [{ name, value, options, range: null, isRatherNot: false }];
    const isRatherNot = typed[RATHER_NOT] !== undefined || kept === 'rather-not';
    const { min, max } = question;
    return [{ name, value: value === 'rather-not' ? '' : value, options, range: { min, max }, isRatherNot }];
  });
}
