import type { KeyIn, TextKey } from '../text/keys.ts';
import type { Param } from '../text/texts.ts';
import { answerButton, pageButton, standingButton } from './answer.ts';
import type { Act } from './beginnings.ts';
import { bridgeButton } from './bridge.ts';
import type { Shown } from './conversation.ts';
import { type AskStep, optionsOf, type SayStep } from './flow.ts';
import type { Audio, Capabilities, Option, Reply, Template } from './message.ts';
import { languagesOffered, type Model } from './model.ts';
import { numbered } from './numbered.ts';
import { LISTEN, listenTarget, recordingKey } from './recording.ts';
import { leavesNoTrace, listOf, lookUp, type Run } from './run.ts';
import { asParam, bodyOf, languageOf, text } from './wording.ts';

/** The most characters of a message: what a person sees at once, on a phone of 360 x 640 pixels. */
export const AT_ONCE = 600;
/** A longer question is not sent three times in a row. */
const LONG = 100;
const HUMAN: Act = 'human';
/** Beyond this, numbers begin at 1 again. */
const HIGHEST_NUMBER = 99;

const label = (model: Model, run: Run, param: Param): string => model.texts.show(languageOf(model, run), param);

/** Says a step's text, with its standing buttons. */
export function say(model: Model, run: Run, flow: string, id: string, step: SayStep): void {
  const language = languageOf(model, run);
  if (step.clear) {
    run.replies = [{ kind: 'clear', language }];
    // What is answered from now on must not tell that there is a request.
    delete run.c.request;
  }
  const body = bodyOf(model, run, `${flow}:${id}.text`, step.critical);
  const shown = {
    language,
    text: body,
    ...cardOf(model, run, flow, step),
    ...audioOf(model, run, flow, id),
    ...templateOf(model, run, `${flow}.${id}`),
  };
  const document = step.document === undefined ? undefined : lookUp(model, run, step.document);
  if (typeof document === 'string') {
    run.replies.push({ kind: 'document', language, text: body, document });
    return;
  }
  const options = standingOptions(model, run, flow, id, step);
  if (options.length === 0) run.replies.push({ kind: 'text', ...shown });
  const first = options.slice(0, room(run, shown.audio));
  if (first.length > 0) run.replies.push({ kind: 'choice', ...shown, options: first, from: number(run, first) });
  // A later question does not show standing buttons again, so those that do not fit follow at once.
  for (let at = first.length; at < options.length; at += run.setting.can.options) {
    const next = options.slice(at, at + run.setting.can.options);
    const more = model.texts.say(language, 'common:more');
    run.replies.push({ kind: 'choice', language, text: more, options: next, from: number(run, next) });
  }
}

/** A reply is shown once and not kept where its step says so, and wherever nothing may leave a trace. */
function cardOf(model: Model, run: Run, flow: string, step?: SayStep): { card?: true } {
  return step?.card === true || leavesNoTrace(model, run, flow) ? { card: true } : {};
}

/** The approved template for this step's text in the person's language, where the pilot has one. */
function templateOf(model: Model, run: Run, step: string): { template: Template } | undefined {
  const approved = run.c.pilot === null ? undefined : model.pilots[run.c.pilot]?.templates?.[step];
  const language = approved?.languages[languageOf(model, run)];
  if (approved === undefined || language === undefined) return undefined;
  const parameters = approved.parameters.map((name) => {
    const value = lookUp(model, run, name);
    return value === undefined ? '' : label(model, run, asParam(value));
  });
  return { template: { name: approved.name, language, parameters } };
}

/** The recording of a step's text, where there is one in the person's language and the channel can play it. */
function audioOf(model: Model, run: Run, flow: string, id: string): { audio: Audio } | undefined {
  const language = languageOf(model, run);
  const spoken = model.texts.language(language).derivedFrom ?? language;
  const recording = run.setting.can.audio ? model.recordings.get(recordingKey(spoken, flow, id)) : undefined;
  const key = `${flow}:${id}.text` as const;
  // The recording speaks the model's text, not a pilot's own wording.
  if (recording === undefined || model.textKey(run.c.pilot, key) !== key) return undefined;
  const { file, version } = recording;
  const listen = {
    id: standingButton(LISTEN, listenTarget(flow, id)),
    label: model.texts.say(language, 'common:listen'),
  };
  return { audio: { file, version, listen } };
}

/**
 * Plays the recording that a button names, in the person's present language; false where there is none. The open
 * question stays as it is, and nothing is counted.
 */
export function listen(model: Model, run: Run, target: string): boolean {
  const [name = '', id = ''] = target.split('_');
  const flow = model.flowsOf(run.c.pilot)[name];
  const step = flow?.steps[id];
  if (flow === undefined || (step?.kind !== 'say' && step?.kind !== 'ask')) return false;
  const audio = audioOf(model, run, name, id);
  if (audio === undefined) return false;
  const card = cardOf(model, run, name, step.kind === 'say' ? step : undefined);
  const body = bodyOf(model, run, `${name}:${id}.text`, step.critical);
  run.replies.push({ kind: 'audio', language: languageOf(model, run), text: body, ...card, ...audio });
  run.wipe ||= flow.danger === true || flow.traceless === true;
  run.aside = true;
  return true;
}

function standingOptions(model: Model, run: Run, flow: string, id: string, step: SayStep): Option[] {
  const options: Option[] = [];
  for (const [act, target] of Object.entries(step.buttons ?? {})) {
    const key = `${flow}:${id}.buttons.${act}` as const;
    if (target === true) options.push({ id: standingButton(act, null), label: text(model, run, key) });
    else if (typeof target === 'string') {
      const value = lookUp(model, run, target);
      if (typeof value === 'string') options.push({ id: standingButton(act, value), label: text(model, run, key) });
    } else {
      for (const item of listOf(model, run, target.from)) {
        const own = model.textKey(run.c.pilot, key);
        const shown = model.texts.say(languageOf(model, run), own, { item: item.label });
        options.push({ id: standingButton(act, item.id), label: shown });
      }
    }
  }
  options.push(...bridgeButton(model, run, flow, id, step.critical));
  run.c.standing = [...run.c.standing, ...options];
  return options;
}

/** Puts the question of a step; `visit` names its buttons. */
export function putQuestion(model: Model, run: Run, flow: string, id: string, step: AskStep, visit: number): void {
  const language = languageOf(model, run);
  const key = `${flow}:${id}.text` as const;
  const every = step.expect === 'choice' && step.everyLanguage === true;
  const lines = every ? inEveryLanguage(model, run, key) : undefined;
  const whole = lines === undefined ? bodyOf(model, run, key, step.critical) : [...lines.keys()].join('\n');
  const isReadTwice = run.again === true && step.expect === 'choice' && lines === undefined && whole.length > LONG;
  const body = isReadTwice ? model.texts.say(language, 'common:choose') : whole;
  const languages = lines && { languages: [...lines.values()] };
  const shown = optionsShown(model, run, flow, id, step);
  run.c.options = shown;
  const audio = audioOf(model, run, flow, id);
  const card = cardOf(model, run, flow);
  const files = step.expect === 'text' && step.thread && run.setting.can.files && ({ files: true } as const);
  if (shown.length === 0) {
    run.replies.push({ kind: 'text', language, ...languages, text: body, ...card, ...audio, ...files });
    return;
  }
  const beside = bridgeButton(model, run, flow, id, step.critical);
  run.c.standing = [...run.c.standing, ...beside];
  const answers = shown.map(({ id: _, ...option }, i) => ({ id: answerButton(visit, i + 1), ...option }));
  const all = [...answers, ...beside];
  const [options = [], rest] = pagesOf(model, run, all, visit, room(run, audio));
  run.replies.push({
    kind: 'choice',
    language,
    ...languages,
    text: body,
    options,
    from: number(run, options),
    ...card,
    ...audio,
    ...files,
  });
  if (rest === undefined) return;
  const more = model.texts.say(language, 'common:more');
  run.replies.push({ kind: 'choice', language, text: more, options: rest, from: number(run, rest), ...card });
}

/** A line in every offered language, with its language; that of the person's app first. */
function inEveryLanguage(model: Model, run: Run, key: TextKey): Map<string, string> {
  const lines = new Map<string, string>();
  for (const tag of languagesOffered(model, run.c, run.setting)) {
    const line = text(model, run, key, tag);
    if (!lines.has(line)) lines.set(line, tag);
  }
  return lines;
}

/** The options of a question, as they are shown. */
export function optionsShown(model: Model, run: Run, flow: string, id: string, step: AskStep): Shown[] {
  const items = step.expect === 'choice' ? listOf(model, run, step.from) : [];
  return [
    ...items.map(({ id, label: name, language }) => ({
      id,
      label: label(model, run, name),
      ...(language !== undefined && { language }),
    })),
    ...optionsOf(step).map((option) => ({
      id: option.id,
      label: text(model, run, `${flow}:${id}.options.${option.id}`),
    })),
  ];
}

/** How many options fit into one reply; the button to listen takes one place. */
const room = (run: Run, audio: object | undefined): number => run.setting.can.options - (audio === undefined ? 0 : 1);

/**
 * The options by replies. What fits into one or two is shown at once; where there is more, the last button of one reply
 * shows the next ones, and at the end it leads back to the first.
 */
function pagesOf(model: Model, run: Run, all: Option[], visit: number, most: number): Option[][] {
  if (all.length <= most) return [all];
  if (all.length <= most + run.setting.can.options) return [all.slice(0, most), all.slice(most)];
  const from = run.page < all.length ? run.page : 0;
  const to = from + most - 1;
  const id = pageButton(visit, to < all.length ? to : 0);
  const more = { id, label: model.texts.say(languageOf(model, run), 'common:more') };
  run.c.standing = [...run.c.standing, more];
  return [[...all.slice(from, to), more]];
}

/** Gives buttons their numbers, where the channel shows numbers, and remembers them for this session. */
function number(run: Run, options: Option[]): number {
  if (run.setting.can.buttons) return 1;
  const { numbers } = run.c;
  const from = numbers.next + options.length - 1 > HIGHEST_NUMBER ? 1 : numbers.next;
  const buttons = { ...numbers.buttons };
  options.forEach((option, i) => {
    buttons[from + i] = option.id;
  });
  run.c.numbers = { next: from + options.length, buttons };
  return from;
}

/** One line of `common.json`, said before the question is put again. */
export function hint(model: Model, run: Run, name: KeyIn<'common'>, params: Record<string, Param> = {}): void {
  const language = languageOf(model, run);
  run.replies.push({ kind: 'text', language, text: model.texts.say(language, `common:${name}`, params) });
}

/** Answers a voice note. The program cannot hear it, so the reply offers a human who can listen. */
export function hintVoice(model: Model, run: Run): void {
  if (model.find(run.c.pilot, 'act', HUMAN) === undefined) {
    hint(model, run, 'voice');
    return;
  }
  const language = languageOf(model, run);
  const options = [{ id: standingButton(HUMAN, null), label: model.texts.say(language, 'common:human') }];
  run.c.standing = [...run.c.standing, ...options];
  const text = model.texts.say(language, 'common:voice');
  run.replies.push({ kind: 'choice', language, text, options, from: number(run, options) });
}

/**
 * Joins consecutive texts as long as they can be seen at once, so that a turn is one or two messages. Two texts with a
 * recording stay apart, since a message has one button to listen; a joined message keeps the recording of its one
 * recorded text. `can`: what the channel can show.
 */
export function compact(replies: Reply[], can: Pick<Capabilities, 'buttons'>): Reply[] {
  const joined: Reply[] = [];
  for (const reply of replies) {
    const both = joinedWith(joined.at(-1), reply);
    if (both !== undefined && shownText(both, can).length <= AT_ONCE) joined[joined.length - 1] = both;
    else joined.push(reply);
  }
  return joined;
}

/** What a reply shows as text: with its options, where these are numbers. */
const shownText = (reply: Reply, { buttons }: Pick<Capabilities, 'buttons'>): string =>
  reply.kind === 'clear' ? '' : buttons ? reply.text : (numbered(reply) ?? '');

const linesOf = (reply: { text: string }): string[] => reply.text.split('\n');

/** A reply with the text before it; undefined where the two have to stay apart. */
function joinedWith(last: Reply | undefined, reply: Reply): Reply | undefined {
  if (last?.kind !== 'text' || (reply.kind !== 'text' && reply.kind !== 'choice')) return undefined;
  if ((last.audio && reply.audio) || last.card || reply.card || last.language !== reply.language) return undefined;
  const template = reply.template ?? last.template;
  return {
    ...reply,
    text: `${last.text}\n\n${reply.text}`,
    ...(reply.languages && {
      languages: [...linesOf(last).map(() => last.language), last.language, ...reply.languages],
    }),
    ...(last.audio && { audio: last.audio }),
    ...(template && { template }),
  };
}
