import { fold } from '../text/fold.ts';
import { graphemes, readability } from '../text/measure.ts';
import type { Texts } from '../text/texts.ts';
import { ACTIONS } from './actions.ts';
import { END, exits, type Flow, type Flows, INTERRUPTS, optionsOf, REST, ROOT, type Step } from './flow.ts';
import { BUILT_IN } from './model.ts';

/** What a channel would cut: a reply button of WhatsApp holds 20 characters, a row of its list 24. */
const BUTTON_LABEL = 20;
const ROW_LABEL = 24;
const BUTTONS = 3;
/** A body of the Cloud API holds 1024; a hint may come before it. */
const TEXT_LENGTH = 900;
/** Longer sentences lose people who read in a second language. Law and consent may need a few words more. */
const SENTENCE_WORDS = 24;
const CRITICAL_SENTENCE_WORDS = 32;

/** One thing that is wrong, with where it is, in words for an author. */
export interface Finding {
  where: string;
  what: string;
}

/** Texts that the program itself says; flows say all the others. */
export const COMMON_TEXTS = [
  'label',
  'not-understood',
  'not-understood-again',
  'too-long',
  'number',
  'date',
  'media',
  'voice',
  'step-gone',
] as const;

/** Every rule about flows and their texts; nothing found means that they may be deployed. */
export function checkFlows(flows: Flows, texts: Texts): Finding[] {
  return [
    ...Object.entries(flows).flatMap(([name, flow]) => checkFlow(name, flow, flows)),
    ...checkHeaders(flows),
    ...checkCalls(flows),
    ...Object.values(flows).flatMap((flow) => checkVariables(flow, flows)),
    ...checkWords(flows, texts),
    ...Object.values(flows).flatMap((flow) =>
      Object.entries(flow.steps).flatMap(([id, step]) => checkTexts(flow, id, step, flows, texts)),
    ),
  ];
}

function checkFlow(name: string, flow: Flow, flows: Flows): Finding[] {
  const found: Finding[] = [];
  const say = (step: string, what: string) => found.push({ where: `${flow.flow}:${step}`, what });
  if (name !== flow.flow) say('', `the file is called ${name}`);
  for (const word of [END, REST]) if (flow.steps[word] !== undefined) say(word, 'is not a name for a step');
  if (flow.steps[flow.start] === undefined) say(flow.start, 'the start is missing');
  for (const [id, step] of Object.entries(flow.steps)) {
    for (const next of exits(step))
      if (next !== END && next !== REST && flow.steps[next] === undefined)
        say(id, `leads to ${next}, which is missing`);
    if (step.kind === 'ask' && step.expect === 'choice') {
      if (step.from === undefined && step.options === undefined) say(id, 'has nothing to choose');
      if (step.next === undefined && (step.from !== undefined || Array.isArray(step.options))) say(id, 'has no `next`');
    }
    if (step.kind === 'do') {
      const outcomes: readonly string[] = ACTIONS[step.action].outcomes;
      for (const outcome of outcomes)
        if (step.on[outcome] === undefined) say(id, `does not handle ${step.action}: ${outcome}`);
      for (const outcome of Object.keys(step.on))
        if (!outcomes.includes(outcome)) say(id, `${step.action} never ends in ${outcome}`);
    }
    if (step.kind === 'route') {
      const last = step.routes.length - 1;
      step.routes.forEach((route, i) => {
        if ((route.when === undefined) !== (i === last)) say(id, 'the last route, and only that, has no condition');
      });
    }
    if (step.kind === 'say') {
      for (const act of Object.keys(step.buttons ?? {})) {
        if (!Object.values(flows).some((other) => other.act === act)) say(id, `no flow begins with the button ${act}`);
      }
    }
    if (flow.timer !== undefined && step.kind === 'ask') say(id, 'a flow that a timer begins cannot ask');
  }
  const reached = reachable(flow);
  for (const id of Object.keys(flow.steps)) if (!reached.has(id)) say(id, 'cannot be reached');
  for (const id of silentLoops(flow, flows)) say(id, 'lies on a loop without a question');
  return found;
}

function reachable(flow: Flow): Set<string> {
  const reached = new Set<string>();
  const todo = [flow.start];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    const step = flow.steps[id];
    if (step === undefined || reached.has(id)) continue;
    reached.add(id);
    todo.push(...exits(step));
  }
  return reached;
}

const asks = (flow: Flow | undefined): boolean => Object.values(flow?.steps ?? {}).some((step) => step.kind === 'ask');

/** Steps from which one comes back to them without being asked anything. */
function silentLoops(flow: Flow, flows: Flows): string[] {
  const silent = (id: string) => {
    const step = flow.steps[id];
    if (step === undefined || step.kind === 'ask') return [];
    return step.kind === 'call' && asks(flows[step.flow]) ? [] : exits(step);
  };
  return Object.keys(flow.steps).filter((start) => {
    const seen = new Set<string>();
    const todo = silent(start);
    for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
      if (id === start) return flow.steps[start]?.kind !== 'ask';
      if (seen.has(id)) continue;
      seen.add(id);
      todo.push(...silent(id));
    }
    return false;
  });
}

function checkHeaders(flows: Flows): Finding[] {
  const all = Object.values(flows);
  const found: Finding[] = [];
  const once = (what: string, names: (string | undefined)[]) => {
    const given = names.filter((name) => name !== undefined);
    for (const name of new Set(given))
      if (given.filter((other) => other === name).length > 1)
        found.push({ where: what, what: `${name} begins two flows` });
  };
  once(
    'interrupt',
    all.map((flow) => flow.interrupt),
  );
  once(
    'act',
    all.map((flow) => flow.act),
  );
  once(
    'timer',
    all.map((flow) => flow.timer),
  );
  for (const interrupt of INTERRUPTS) {
    if (interrupt !== 'back' && !all.some((flow) => flow.interrupt === interrupt))
      found.push({ where: 'interrupt', what: `no flow for ${interrupt}` });
  }
  if (flows[ROOT] === undefined) found.push({ where: ROOT, what: 'the flow is missing' });
  if (all.filter((flow) => flow.danger).length !== 1)
    found.push({ where: 'danger', what: 'exactly one flow answers words of danger' });
  return found;
}

const calledBy = (flow: Flow): string[] =>
  Object.values(flow.steps).flatMap((step) => (step.kind === 'call' ? [step.flow] : []));

function checkCalls(flows: Flows): Finding[] {
  const found: Finding[] = [];
  for (const flow of Object.values(flows)) {
    const seen = new Set<string>();
    const todo = calledBy(flow);
    for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
      const called = flows[name];
      if (called === undefined) found.push({ where: flow.flow, what: `calls ${name}, which is missing` });
      if (name === flow.flow) found.push({ where: flow.flow, what: 'calls itself' });
      if (called === undefined || seen.has(name)) continue;
      seen.add(name);
      todo.push(...calledBy(called));
    }
  }
  return found;
}

/** What a flow sets itself. */
function setBy(flow: Flow): string[] {
  const header = flow.timer !== undefined ? ['target', 'words'] : flow.act !== undefined ? ['target'] : [];
  return Object.values(flow.steps).reduce<string[]>((names, step) => {
    if (step.kind === 'ask' && step.save !== undefined) names.push(step.save);
    if (step.kind === 'do') names.push(...ACTIONS[step.action].sets);
    return names;
  }, header);
}

/** Every variable that may have a value inside a flow: built in, its own, or of a flow that calls it. */
export function variablesOf(flow: Flow, flows: Flows): Set<string> {
  const names = new Set<string>([...BUILT_IN, ...setBy(flow)]);
  const seen = new Set([flow.flow]);
  const todo = [flow.flow];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    for (const caller of Object.values(flows)) {
      if (seen.has(caller.flow) || !calledBy(caller).includes(name)) continue;
      seen.add(caller.flow);
      todo.push(caller.flow);
      for (const variable of setBy(caller)) names.add(variable);
    }
  }
  return names;
}

function usedBy(step: Step): string[] {
  switch (step.kind) {
    case 'say': {
      const targets = Object.values(step.buttons ?? {}).flatMap((target) =>
        target === true ? [] : [typeof target === 'string' ? target : target.from],
      );
      return [...(step.by === undefined ? [] : [step.by]), ...targets];
    }
    case 'ask':
      return step.expect === 'choice' && step.from !== undefined ? [step.from] : [];
    case 'route':
      return step.routes.flatMap((route) => Object.keys(route.when ?? {}));
    case 'do':
      return [...ACTIONS[step.action].reads];
    default:
      return [];
  }
}

function checkVariables(flow: Flow, flows: Flows): Finding[] {
  const known = variablesOf(flow, flows);
  return Object.entries(flow.steps).flatMap(([id, step]) =>
    usedBy(step)
      .filter((name) => !known.has(name))
      .map((name) => ({ where: `${flow.flow}:${id}`, what: `the variable ${name} is never set` })),
  );
}

/** The values that a variable can have, as far as fixed options say. */
function valuesOf(variable: string, flows: Flows): string[] {
  return Object.values(flows).flatMap((flow) =>
    Object.values(flow.steps).flatMap((step) =>
      step.kind === 'ask' && step.save === variable ? optionsOf(step).map((option) => option.id) : [],
    ),
  );
}

interface Needed {
  key: string;
  label: boolean;
}

/** Every text that a step shows. */
export function textsOf(flow: Flow, id: string, step: Step, flows: Flows): Needed[] {
  const key = `${flow.flow}:${id}`;
  if (step.kind === 'say') {
    const texts =
      step.by === undefined
        ? [`${key}.text`]
        : [...new Set(valuesOf(step.by, flows))].map((value) => `${key}.text.${value}`);
    const buttons = Object.keys(step.buttons ?? {}).map((act) => `${key}.buttons.${act}`);
    return [
      ...texts.map((text) => ({ key: text, label: false })),
      ...buttons.map((text) => ({ key: text, label: true })),
    ];
  }
  if (step.kind === 'ask') {
    const labels = optionsOf(step).map((option) => ({ key: `${key}.options.${option.id}`, label: true }));
    return [{ key: `${key}.text`, label: false }, ...labels];
  }
  return [];
}

function checkTexts(flow: Flow, id: string, step: Step, flows: Flows, texts: Texts): Finding[] {
  const needed = textsOf(flow, id, step, flows);
  const known = variablesOf(flow, flows);
  const labels = needed.filter((text) => text.label);
  const limit =
    labels.length > BUTTONS || (step.kind === 'ask' && step.expect === 'choice' && step.from !== undefined)
      ? ROW_LABEL
      : BUTTON_LABEL;
  const isCritical = (step.kind === 'say' || step.kind === 'ask') && step.critical === true;
  const found: Finding[] = [];
  for (const { tag } of texts.languages) {
    const say = (key: string, what: string) => found.push({ where: `${tag} ${key}`, what });
    const shown = new Map<string, string>();
    for (const { key, label } of needed) {
      const raw = texts.raw(tag, key);
      if (raw === undefined) {
        say(key, 'is missing');
        continue;
      }
      for (const name of texts.placeholders(key, tag))
        if (!known.has(name) && name !== 'item') say(key, `the variable ${name} is never set`);
      if (!label) {
        if (graphemes(raw) > TEXT_LENGTH) say(key, `is longer than ${TEXT_LENGTH} characters`);
        const longest = readability(raw, tag).longestSentenceWords;
        const most = isCritical ? CRITICAL_SENTENCE_WORDS : SENTENCE_WORDS;
        if (longest > most) say(key, `has a sentence of ${longest} words; ${most} are the most`);
        continue;
      }
      if (graphemes(raw) > limit && !raw.includes('{{'))
        say(key, `"${raw}" is longer than the ${limit} characters of a button`);
      const twin = shown.get(fold(raw));
      if (twin !== undefined) say(key, `reads like ${twin}`);
      shown.set(fold(raw), key);
    }
  }
  return found;
}

/** Words that people may say at any time must be clear: against each other, and against every label, in all languages. */
function checkWords(flows: Flows, texts: Texts): Finding[] {
  const found: Finding[] = [];
  const meanings = new Map<string, string>();
  for (const { tag } of texts.languages) {
    for (const interrupt of INTERRUPTS) {
      const words = texts.words(tag, `interrupts:${interrupt}`);
      if (words.length === 0) found.push({ where: `${tag} interrupts:${interrupt}`, what: 'has no word' });
      for (const word of words) {
        const other = meanings.get(fold(word));
        if (other !== undefined && other !== interrupt)
          found.push({ where: `${tag} interrupts:${interrupt}`, what: `"${word}" also means ${other}` });
        if (/^\d*$/.test(fold(word)))
          found.push({ where: `${tag} interrupts:${interrupt}`, what: `"${word}" is a number or nothing` });
        meanings.set(fold(word), interrupt);
      }
    }
    if (texts.words(tag, 'interrupts:danger').length === 0)
      found.push({ where: `${tag} interrupts:danger`, what: 'has no word' });
  }
  for (const flow of Object.values(flows)) {
    for (const [id, step] of Object.entries(flow.steps)) {
      for (const { key, label } of textsOf(flow, id, step, flows)) {
        if (!label) continue;
        for (const { tag } of texts.languages) {
          const raw = texts.raw(tag, key);
          const meaning = raw === undefined ? undefined : meanings.get(fold(raw));
          // An option that is the interrupt (the menu's "language") may bear its name.
          if (meaning !== undefined && !key.endsWith(`.${meaning}`))
            found.push({ where: `${tag} ${key}`, what: `"${raw}" is also the word for ${meaning}` });
        }
      }
    }
  }
  return found;
}

/** Languages have different plural forms; the text is one. */
const withoutPlural = (key: string): string => key.replace(/_(zero|one|two|few|many|other)$/, '');

/**
 * Holds every language against what is needed: nothing missing, nothing extra, the same placeholders.
 * `fixed` are the keys that no flow names: the program's own, the pages', the pilots'.
 */
export function checkLanguages(flowSets: readonly Flows[], texts: Texts, fixed: readonly string[]): Finding[] {
  const needed = new Set(fixed.map(withoutPlural));
  for (const flows of flowSets) {
    for (const flow of Object.values(flows)) {
      for (const [id, step] of Object.entries(flow.steps))
        for (const { key } of textsOf(flow, id, step, flows)) needed.add(key);
    }
  }
  const found: Finding[] = [];
  const reference = texts.languages[0]?.tag ?? '';
  for (const { tag, derivedFrom } of texts.languages) {
    if (derivedFrom !== undefined) continue;
    const own = new Set(texts.keys(tag).map(withoutPlural));
    for (const key of needed) {
      if (!own.has(key)) found.push({ where: `${tag} ${key}`, what: 'is missing' });
      else if (texts.placeholders(key, tag).join() !== texts.placeholders(key, reference).join())
        found.push({ where: `${tag} ${key}`, what: `has other placeholders than ${reference}` });
    }
    for (const key of own)
      if (!needed.has(key) && !key.startsWith('interrupts:'))
        found.push({ where: `${tag} ${key}`, what: 'is used nowhere' });
  }
  return found;
}
