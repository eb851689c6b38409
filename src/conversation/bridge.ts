import type { TextKey } from '../text/keys.ts';
import { standingButton } from './answer.ts';
import type { Flow, SayStep } from './flow.ts';
import type { Option } from './message.ts';
import { hasConsent, type Model } from './model.ts';
import { interject, leavesNoTrace, openQuestion, type Run, topFrame } from './run.ts';
import { languageOf, text, valuesOf } from './wording.ts';

/**
 * The act of the standing button that shows a critical text in the bridge language. Its target is
 * `<language>_<flow>_<step>`, since no name holds an underscore.
 */
export const BRIDGE = 'bridge';
const bridgeTarget = (language: string, flow: string, step: string): string => `${language}_${flow}_${step}`;

/** The most critical texts whose values a conversation remembers. */
const REMEMBERED = 4;

/**
 * The button that shows a critical text in the bridge language, where nobody has reviewed the person's. The values of
 * the text's variables are remembered for it, unless the flow leaves no trace; without consent until the next message.
 */
export function bridgeButton(
  model: Model,
  run: Run,
  name: string,
  id: string,
  critical: SayStep['critical'],
): Option[] {
  const bridge = model.texts.bridgeOf(languageOf(model, run));
  if (bridge === undefined || critical !== true) return [];
  if (!leavesNoTrace(model, run, name)) remember(model, run, `${name}:${id}.text`);
  return [
    {
      id: standingButton(BRIDGE, bridgeTarget(bridge, name, id)),
      label: model.texts.language(bridge).endonym,
      language: bridge,
    },
  ];
}

function remember(model: Model, run: Run, of: TextKey): void {
  const known = hasConsent(model, run.c) ? Object.entries(run.c.values ?? {}) : [];
  const others = known.filter(([key]) => key !== of);
  run.c.values = Object.fromEntries([...others, [of, valuesOf(model, run, of)] as const].slice(-REMEMBERED));
}

/**
 * Shows the critical text that a button names in the bridge language; false where its values are not known any more. An
 * open question is put again in that language, with its answers. A flow that leaves no trace and asks nothing runs once
 * more. Any other text is said from the side.
 */
export function showBridge(model: Model, run: Run, target: string): boolean {
  const [language = '', name = '', id = ''] = target.split('_');
  const flow = model.flowsOf(run.c.pilot)[name];
  if (flow?.steps[id] === undefined || !model.texts.languages.some(({ tag }) => tag === language)) return false;
  const open = openQuestion(model, run);
  const isOpen = open?.frame.flow === name && open.frame.step === id;
  if (flow.traceless && !isOpen) {
    // Its answers would have to be given once more.
    if (Object.values(flow.steps).some(({ kind }) => kind === 'ask')) return false;
    runAgain(model, run, flow);
    run.language = language;
    return true;
  }
  // A deployment has taken the question away: what follows is said anyway.
  if (open === undefined && topFrame(run) !== undefined) return false;
  if (!isOpen) {
    const of = `${name}:${id}.text` as const;
    const values = { ...valuesOf(model, run, of), ...run.c.values?.[of] };
    const needed = model.texts.placeholders(model.textKey(run.c.pilot, of));
    if (needed.some((each) => values[each] === undefined)) return false;
    run.replies.push({ kind: 'text', language, text: text(model, run, of, language, values) });
    run.aside = true;
  }
  run.language = language;
  return true;
}

function runAgain(model: Model, run: Run, flow: Flow): void {
  const { tallies } = run;
  interject(model, run, flow);
  // It was counted when it was shown first.
  run.tallies = tallies.slice(0, -1);
}
