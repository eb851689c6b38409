import type { Texts } from '../text/texts.ts';
import { checkFlow } from './check-flow.ts';
import { checkTexts, checkWords } from './check-texts.ts';
import { checkBeginnings, checkCalls, checkVariables } from './check-together.ts';
import type { Finding } from './finding.ts';
import type { Flows } from './flow.ts';
import type { KeyOf } from './step-texts.ts';

export { checkLanguages } from './check-texts.ts';
export { checkNeeded } from './check-together.ts';
export { checkWay } from './check-way.ts';
export type { Finding } from './finding.ts';

/** Applies every rule about flows and their texts. Without findings, they may be deployed. */
export function checkFlows(flows: Flows, texts: Texts, keyOf?: KeyOf): Finding[] {
  return [
    ...Object.entries(flows).flatMap(([name, flow]) => checkFlow(name, flow, flows)),
    ...checkBeginnings(flows),
    ...checkCalls(flows),
    ...checkVariables(flows),
    ...checkWords(flows, texts, keyOf),
    ...checkTexts(flows, texts, keyOf),
  ];
}
