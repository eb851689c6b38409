import type { Texts } from '../text/texts.ts';
import type { Finding } from './finding.ts';
import type { Flows, Step } from './flow.ts';

/** A spoken version of a step's text, in one language. */
export interface Recording {
  language: string;
  flow: string;
  step: string;
  /** `<language>/<flow>.<step>.ogg`, or `.mp3`. */
  file: string;
  /** Changes whenever the content of the file changes. */
  version: string;
}

/** Recordings by `recordingKey`. */
export type Recordings = ReadonlyMap<string, Recording>;

export const recordingKey = (language: string, flow: string, step: string): string => `${language} ${flow}:${step}`;

/**
 * The act of the standing button that plays a recording. Its target is `<flow>_<step>`, since no name holds an
 * underscore.
 */
export const LISTEN = 'listen';
export const listenTarget = (flow: string, step: string): string => `${flow}_${step}`;
/** The most characters of a standing button's target. */
const TARGET = 40;

/** Checks recordings in all but their bytes: each must speak exactly the text that every person reads at its step. */
export function checkRecordings(recordings: Iterable<Recording>, flowSets: readonly Flows[], texts: Texts): Finding[] {
  const found: Finding[] = [];
  const spoken = new Set<string>();
  for (const { language, flow, step, file } of recordings) {
    const say = (what: string) => found.push({ where: `audio ${file}`, what });
    const key = recordingKey(language, flow, step);
    if (spoken.has(key)) say('is the second recording of this text');
    spoken.add(key);
    // Looks for the text, not for the step: a text may belong to a pilot that is not served here.
    if (!texts.has(`${flow}:${step}.text`)) say(`there is no text of a step ${flow}:${step}`);
    if (flowSets.some((flows) => isInEveryLanguage(flows[flow]?.steps[step])))
      say('is put in every language at once, which no recording can say');
    const names = texts.placeholders(`${flow}:${step}.text`, language);
    if (names.length > 0) say(`cannot speak the values of: ${names.map((name) => `{{${name}}}`).join(', ')}`);
    if (listenTarget(flow, step).length > TARGET) say(`the names of flow and step are longer than a button holds`);
  }
  return found;
}

const isInEveryLanguage = (step: Step | undefined): boolean =>
  step?.kind === 'ask' && step.expect === 'choice' && step.everyLanguage === true;
