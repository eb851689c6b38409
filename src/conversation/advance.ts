import { readReference } from '../booking/reference.ts';
import { cleanInput } from '../text/clean.ts';
import { asciiDigits } from '../text/digits.ts';
import { fold } from '../text/fold.ts';
import { belongsTo, type Medium, parted } from './album.ts';
import { type Reading, readAnswer, readButton, typedButton } from './answer.ts';
import { arrive } from './arrival.ts';
import { asksWho, askWho, comesBack, isBarred } from './away.ts';
import type { Act } from './beginnings.ts';
import type { Conversation, Frame } from './conversation.ts';
import { namedElsewhere } from './elsewhere.ts';
import { type AskStep, END, type Flow, type Interrupt, ROOT, type Step } from './flow.ts';
import { languagesOfWord, readInterrupt, readsDanger } from './interrupt.ts';
import { type Content, LONGEST_TEXT, type MediaKind, MOST_FILE_BYTES } from './message.ts';
import { chosenLanguage, guessedLanguage, hasConsent, languagesOffered, type Model, type Setting } from './model.ts';
import { besides, isDoubleTap, press } from './press.ts';
import { FlowError, interject, openQuestion, type Run, startRun, topFrame } from './run.ts';
import { hint, hintVoice } from './show.ts';
import { isTraceless, withoutTraceless } from './traceless.ts';
import { type Asks, accept, type Done, done, repair, walk } from './walk.ts';

/** After this time without a message (ms), *open* leads to the menu and option numbers begin at 1 again. */
export const IDLE_MS = 30 * 60_000;

/** Two letters: signs, digits and pictures say nothing that could be looked for. */
const SAYS_SOMETHING = /\p{L}[\p{L}\p{M}]/u;

/** The answer that the word *back* gives to a later page of a list. */
export const EARLIER = 'earlier';

/** The beginning of a turn: an act of the person, or a timer that is due. */
export type Input =
  | { kind: 'content'; content: Content }
  | { kind: 'due'; timer: string; vars: Record<string, string> };

/**
 * Runs one turn: applies a message or a due timer to a conversation. Pure: the same arguments give the same answer, and
 * the conversation that is passed in stays as it is. Throws `FlowError` where a flow is broken or runs past a limit.
 */
export function advance(model: Model, conversation: Conversation, input: Input, setting: Setting): Done | Asks {
  const run = startRun(conversation, setting);
  // Where there is one pilot, people are not asked where they are.
  const [only, ...others] = Object.keys(model.pilots);
  if (run.c.pilot === null && only !== undefined && others.length === 0) run.c.pilot = only;
  // A newer notice ends the consent, and with it the pseudonym under which events were counted.
  if (!hasConsent(model, run.c)) run.c.pseudonym = null;
  const isIdle = setting.now - run.c.at > IDLE_MS;
  // An answer that comes late is an answer all the same.
  run.wipe = isTraceless(model.flowsOf(run.c.pilot), run.c.stack);
  if (isIdle) run.c = withoutTraceless(model.flowsOf(run.c.pilot), run.c);
  if (input.kind === 'due') return due(model, run, input.timer, input.vars);
  if (isIdle) run.c.numbers = { next: 1, buttons: {} };
  if (run.c.consent !== null && !hasConsent(model, run.c)) run.c.stack = withoutKeeping(model, run);
  if (comesBack(run, conversation)) run.isBack = true;
  run.c.at = setting.now;
  run.c.misses = 0;
  repair(model, run);
  const { content } = input;
  if (content.kind !== 'media' && run.c.album !== undefined) run.c.album = parted(run.c.album);
  switch (content.kind) {
    case 'open':
      if (isIdle) run.c.stack = [];
      if (content.start !== undefined) arrive(model, run, content.start);
      return speak(model, run);
    case 'tap':
      return tap(model, run, content.button);
    case 'media':
      return lookAt(model, run, content, conversation);
    case 'text':
      return read(model, run, content.text, conversation);
  }
}

/**
 * Handles a photo, a voice note or another medium. Words beneath it are read as if they were typed. Where the person
 * writes to staff, a file goes to them, or the person is told why it does not; nowhere else does anybody look at it.
 * Several that come together get one answer.
 */
function lookAt(model: Model, run: Run, medium: Medium, shown: Conversation): Done | Asks {
  const { media, caption = '', file, album, sentAt } = medium;
  const isStaffs = isForStaff(model, run);
  const refusal = isStaffs ? refusalOf(medium) : undefined;
  const passed = file === undefined || refusal !== undefined ? undefined : { media, file: file.ref };
  const told = refusal ?? answerTo(media);
  const isTold = belongsTo(run.c.album, medium) && run.c.album?.told === told;
  run.c.album = {
    ...(album !== undefined && { name: album }),
    ...(sentAt !== undefined && { sentAt }),
    ...((passed === undefined || !isStaffs) && { told }),
  };
  // A person who stops, or leaves at once, is told of nothing else.
  const interrupt = readInterrupt(model.words, fold(caption));
  const isLeaving = interrupt === 'stop' || interrupt === 'exit';
  if (refusal !== undefined && !isTold && !isLeaving) hint(model, run, refusal);
  if (caption.trim() !== '') return read(model, run, caption, shown, passed);
  if (passed !== undefined && passOn(model, run, passed)) return speak(model, run);
  if (isTold) {
    // What stands on the screen keeps its numbers, since nothing follows it.
    run.c.numbers = shown.numbers;
    return done(run);
  }
  if (told === 'voice') hintVoice(model, run);
  else if (told !== refusal) hint(model, run, told);
  run.c.standing = [];
  return walk(model, run);
}

/** The text that answers what nobody looks at: a picture, a voice note, a place on a map. */
function answerTo(media: MediaKind): 'voice' | 'location' | 'contact-card' | 'media' {
  if (media === 'contact') return 'contact-card';
  return media === 'voice' || media === 'location' ? media : 'media';
}

/** Why what a person has sent does not go to staff, as the name of the text that says so. */
function refusalOf({ media, file }: Medium): 'file-too-big' | 'file-other-kind' | undefined {
  if (file !== undefined) return (file.bytes ?? 0) > MOST_FILE_BYTES ? 'file-too-big' : undefined;
  return ['photo', 'video', 'document'].includes(media) ? 'file-other-kind' : undefined;
}

function due(model: Model, run: Run, timer: string, vars: Record<string, string>): Done | Asks {
  const flow = model.find(run.c.pilot, 'timer', timer);
  if (flow === undefined) return done(run);
  interject(model, run, flow, vars);
  return walk(model, run);
}

/**
 * The flows under way without those that keep a plan, a question or a strength: they cannot go on once a newer notice has
 * ended the consent, which is asked anew.
 */
function withoutKeeping(model: Model, { c }: Run): Frame[] {
  const flows = model.flowsOf(c.pilot);
  const keeps = (flow: Flow | undefined) =>
    Object.values(flow?.steps ?? {}).some(
      (step) => step.kind === 'do' && /^(plan|question|strength)\./.test(step.action),
    );
  const from = c.stack.findIndex(({ flow }) => flows[flow]?.way || keeps(flows[flow]));
  return from < 0 ? c.stack : [];
}

/**
 * Walks on after a message. From now on, only the standing buttons that this turn shows can be typed, and without
 * consent nothing that was shown is remembered.
 */
function speak(model: Model, run: Run): Done | Asks {
  run.c.standing = [];
  if (!hasConsent(model, run.c)) delete run.c.values;
  return walk(model, run);
}

/**
 * Handles the press of a button. One that has been answered or has expired changes nothing and shows the open question,
 * or the menu where nothing is open: whatever can be seen does something. Only a double tap gets no second reply.
 */
function tap(model: Model, run: Run, id: string): Done | Asks {
  const button = readButton(id);
  if (besides(model, run, button)) return walk(model, run);
  const at = run.setting.now;
  if (button?.kind !== 'standing' && (run.isBack || isBarred(model, run))) {
    if (!isBarred(model, run)) askWho(model, run);
    return speak(model, run);
  }
  if (!press(model, run, button)) {
    if (isDoubleTap(run, id, button)) return done(run);
    run.c.pressed = { at, expired: id };
  } else if (button?.kind === 'answer') run.c.pressed = { at };
  return speak(model, run);
}

/**
 * Reads a typed message as an interrupt, a button's label in any language or its number, an answer, words of danger or a
 * reference, in this order. A typed message always gets a reply: an expired number shows the open question each time. `file`: what the words
 * stand beneath, which goes to staff with them.
 */
function read(model: Model, run: Run, text: string, shown: Conversation, file?: Passed): Done | Asks {
  const { c } = run;
  const question = openQuestion(model, run);
  const said = fold(text);
  const interrupt = readInterrupt(model.words, said);
  if (interrupt !== null) return interrupted(model, run, interrupt, text);

  if (run.isBack || isBarred(model, run)) return readOfAnybody(model, run, text, shown, file);

  const own = typedButton(shown, question, said, !run.setting.can.buttons);
  const button = own ?? (question === undefined ? null : namedElsewhere(model, run, question, said));
  if (button !== null) {
    const pressed = readButton(button);
    if (besides(model, run, pressed)) return walk(model, run);
    press(model, run, pressed);
    return speak(model, run);
  }

  const danger = readsDanger(model.words, text) ? model.danger(c.pilot) : undefined;
  const reading = question === undefined ? null : readAnswer(question.step, text, model.pilots[c.pilot ?? '']?.country);
  // Words of danger are kept nowhere, except where the person has chosen to write to people.
  const isKept = danger === undefined || (question !== undefined && takesFiles(question.step));
  const isAnswer = isKept && question !== undefined && reading !== null && 'value' in reading;
  if (isAnswer) {
    if (takesFiles(question.step)) question.frame.vars = { ...question.frame.vars, ...file };
    accept(model, run, { value: reading.value, next: question.step.next ?? END });
  }

  // That a request is open is the person's own to know.
  const isAsked = c.away === true && question?.frame.flow === asksWho(model, run)?.flow;
  const reference = readReference(asciiDigits(text));
  const isForStaff = !isAnswer && reference === null && answersStaff(model, run, text, reading, file);
  if (danger !== undefined) interject(model, run, danger);
  if (isAnswer || isForStaff || danger !== undefined) return speak(model, run);

  const lookup = model.find(c.pilot, 'act', 'reference' satisfies Act);
  if (reference !== null && lookup !== undefined) interject(model, run, lookup, { target: reference });
  else if (!isAsked && isNoAnswer(reading) && offersToPassOn(model, run, text, file)) return speak(model, run);
  else if (isNoAnswer(reading) && looksFor(model, run, text, shown)) return speak(model, run);
  else if (question !== undefined && reading !== null && 'no' in reading) {
    c.misses = shown.misses + 1;
    const isLost = reading.no === 'not-understood' && c.misses > 1;
    if (isLost) run.again = true;
    hint(model, run, isLost ? 'not-understood-again' : reading.no, limitsOf(question.step));
  }
  return speak(model, run);
}

/**
 * Reads words of somebody who may not be the person: as the label of a standing button, words of danger, a reference, or
 * an answer to staff who have written. Nothing else is taken from them, and they are told so.
 */
function readOfAnybody(model: Model, run: Run, text: string, shown: Conversation, file?: Passed): Done | Asks {
  const typed = typedButton(shown, undefined, fold(text), !run.setting.can.buttons);
  const button = typed === null ? null : readButton(typed);
  if (besides(model, run, button)) return walk(model, run);
  if (button?.kind === 'standing' && press(model, run, button)) return speak(model, run);
  const danger = readsDanger(model.words, text) ? model.danger(run.c.pilot) : undefined;
  const reference = readReference(asciiDigits(text));
  const lookup = model.find(run.c.pilot, 'act', 'reference' satisfies Act);
  if (danger !== undefined) interject(model, run, danger);
  else if (reference !== null && lookup !== undefined) interject(model, run, lookup, { target: reference });
  else if (!answersStaff(model, run, text, null, file))
    askWho(model, run, openQuestion(model, run)?.step.expect === 'text');
  return speak(model, run);
}

/**
 * Begins the flow that adds words to a thread, where staff have written last and the words answer no question. The open
 * question stays below it.
 */
function answersStaff(model: Model, run: Run, text: string, reading: Reading | null, file?: Passed): boolean {
  const flow = model.find(run.c.pilot, 'act', 'thread' satisfies Act);
  const words = cleanInput(text);
  if (!isNoAnswer(reading) || run.c.thread == null || flow === undefined || (words === '' && file === undefined))
    return false;
  interject(model, run, flow, { target: run.c.thread, words, ...file });
  return true;
}

const isNoAnswer = (reading: Reading | null): boolean =>
  reading === null || ('no' in reading && reading.no === 'not-understood');

/**
 * Offers to add words that answer no question to the request that is open. What is written before the offer is answered
 * joins them.
 */
function offersToPassOn(model: Model, run: Run, text: string, file?: Passed): boolean {
  const words = cleanInput(text);
  const flow = model.find(run.c.pilot, 'act', 'thread' satisfies Act);
  if (run.c.request == null || flow === undefined || words === '') return false;
  const open = openQuestion(model, run)?.frame;
  const before = open?.flow === flow.flow && open.vars.asks === 'whether' ? open.vars.words : undefined;
  const all = typeof before === 'string' && before !== '' ? `${before}\n${words}`.slice(0, LONGEST_TEXT) : words;
  interject(model, run, flow, { target: run.c.request, asks: 'whether', words: all, ...file });
  return true;
}

/**
 * Begins the flow that looks for words that answer no question, and offers what is found. Before people have read the
 * notice, and where nothing may leave a trace, nothing is looked for. Where the open question was just read, its options
 * come again without it.
 */
function looksFor(model: Model, run: Run, text: string, shown: Conversation): boolean {
  const { c } = run;
  const flow = model.find(c.pilot, 'act', 'ask' satisfies Act);
  const words = cleanInput(text);
  const hasRead = c.looking || hasConsent(model, c);
  if (flow === undefined || !SAYS_SOMETHING.test(words) || !hasRead || run.wipe) return false;
  const flows = model.flowsOf(c.pilot);
  const step = c.stack.findLast((frame) => flows[frame.flow]?.way === true);
  interject(model, run, flow, { words, target: (step ?? topFrame(run))?.flow ?? ROOT });
  if (run.setting.now - shown.at <= IDLE_MS) run.again = true;
  return true;
}

/** A file on its way to staff, as the variables of the flow that takes it. */
interface Passed extends Record<string, string> {
  media: string;
  file: string;
}

/** Whether a question takes voice notes, pictures and PDF files. */
const takesFiles = (step: AskStep): boolean => step.expect === 'text' && step.thread === true;

/** Whether what the person sends now goes to staff. */
function isForStaff(model: Model, run: Run): boolean {
  const question = openQuestion(model, run);
  return run.c.thread != null || (question !== undefined && takesFiles(question.step));
}

/** Passes a file without words on to staff; false where the person does not write to them. */
function passOn(model: Model, run: Run, file: Passed): boolean {
  const question = openQuestion(model, run);
  if (question === undefined || !takesFiles(question.step)) return answersStaff(model, run, '', null, file);
  question.frame.vars = { ...question.frame.vars, ...file };
  accept(model, run, { value: '', next: question.step.next ?? END });
  return true;
}

function limitsOf(step: AskStep): Record<string, number> {
  if (step.expect === 'number') return { min: step.min, max: step.max };
  return step.expect === 'text' ? { max: step.max } : {};
}

/**
 * Answers in the language of the word, where the person has chosen none; their app's counts where several languages have
 * it. Who asks for a human in words of one language has chosen it: staff have to know how to answer.
 */
function hearLanguage(model: Model, run: Run, interrupt: Interrupt, typed: string): void {
  if (chosenLanguage(model, run.c) !== undefined) return;
  const guess = guessedLanguage(model, run.c, run.setting);
  const tags = languagesOfWord(model.texts, languagesOffered(model, run.c, run.setting), interrupt, typed);
  const [first, ...others] = tags;
  const heard = others.length === 0 || guess === undefined ? first : guess;
  run.setting = { ...run.setting, guess: heard ?? run.setting.guess };
  if (interrupt === 'human' && heard !== undefined && (others.length === 0 || tags.includes(guess ?? '')))
    run.c.language = heard;
}

function interrupted(model: Model, run: Run, interrupt: Interrupt, typed: string): Done | Asks {
  hearLanguage(model, run, interrupt, typed);
  if (interrupt === 'back' && !isBarred(model, run)) back(model, run);
  else if (interrupt === 'back') askWho(model, run);
  else {
    const flow = model.find(run.c.pilot, 'interrupt', interrupt);
    if (flow === undefined) throw new FlowError(`no flow for the word ${interrupt}`);
    interject(model, run, flow);
  }
  return speak(model, run);
}

/** Whether a step offers this list. */
const isOf = (step: Step | undefined, list: string | undefined): boolean =>
  step?.kind === 'ask' && step.expect === 'choice' && step.from === list;

/**
 * Goes back to the page before, where the open question shows a later page of a list; else to the previous question: of
 * this flow, or of the flow that called it. At the very first question, that question is put again.
 */
function back(model: Model, run: Run): void {
  const { stack } = run.c;
  const open = openQuestion(model, run);
  if (open?.step.expect === 'choice' && open.step.before !== undefined) {
    const { frame, step } = open;
    if (step.save !== undefined) frame.vars = { ...frame.vars, [step.save]: EARLIER };
    // The pages of one list are one question to go back to.
    const steps = model.flowsOf(run.c.pilot)[frame.flow]?.steps ?? {};
    frame.trail = frame.trail.filter((id) => !isOf(steps[id], step.from));
    frame.step = open.step.before;
    delete frame.asked;
    return;
  }
  for (let frame = topFrame(run); frame !== undefined; frame = topFrame(run)) {
    const step = frame.trail.at(-1);
    if (step !== undefined && model.flowsOf(run.c.pilot)[frame.flow]?.steps[step] !== undefined) {
      frame.trail = frame.trail.slice(0, -1);
      frame.step = step;
      delete frame.asked;
      return;
    }
    if (stack.length === 1) return;
    stack.pop();
    if (topFrame(run)?.asked !== undefined) return;
  }
}
