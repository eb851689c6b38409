import { LIMITS, labelLimit } from './check-texts.ts';
import type { Model } from './model.ts';
import { stepsOf, textsOf } from './step-texts.ts';

/** Where a text is shown, for a translator, and how long it may be. */
export interface Place {
  place: string;
  /** The most characters, undefined where none is set. */
  limit?: number;
}

/** The places of texts that flows show, by key. A text of several pilots keeps to the shortest limit. */
export function placesInFlows(model: Model): Map<string, Place> {
  const places = new Map<string, Place & { limit: number }>();
  for (const pilot of [null, ...Object.keys(model.pilots)]) {
    for (const { flow, id, step } of stepsOf(model.flowsOf(pilot))) {
      const needed = textsOf(flow, id, step, (key) => model.textKey(pilot, key));
      const isCritical = 'critical' in step && step.critical === true;
      for (const { key, label } of needed) {
        const limit = label ? labelLimit(step, needed) : LIMITS.text;
        const what = label ? 'button' : isCritical ? 'critical text' : 'text';
        const known = places.get(key);
        const whose = key.startsWith(`${pilot}:`) ? `${pilot}, ` : '';
        places.set(key, {
          place: known?.place ?? `${whose}flow ${flow.flow}, step ${id}: ${what}`,
          limit: Math.min(limit, known?.limit ?? limit),
        });
      }
    }
  }
  return places;
}

/** The places of all other texts, by what their keys look like; `$1` is the first part of the key in brackets. */
const OTHERS: readonly (readonly [key: RegExp, place: string, limit?: number])[] = [
  [/^interrupts:(.+)$/, 'list of words that people may write at any time: $1'],
  [/^common:/, 'chat: said by the program'],
  [/^themes:/, 'what people ask about: button', LIMITS.rowLabel],
  [/^needs:/, 'what a service helps with: button', LIMITS.rowLabel],
  [/^chat:/, 'page of the web chat'],
  [/^document:/, 'page behind a link to a file'],
  [/^documents:/, 'CV or reference letter, to take along'],
  [/^poster:promise/, 'poster to print: critical text'],
  [/^poster:/, 'poster to print'],
  [/^answers:/, 'prepared answer of the staff to a person'],
  [/^people:copy\./, 'copy of a person’s data, on paper'],
  [/^people:/, 'page of the staff: one person'],
  [/^faults:/, 'page of the staff: what is wrong with a field'],
  [/^staff:/, 'page of the staff'],
  [/^outreach:/, 'page of the staff: news, links and posters, texts'],
  [/^statistics:/, 'page of the staff: statistics'],
  [/^system:/, 'page of the staff: how the instance is'],
  [/^knowledge:/, 'page of the staff: facts, services and offices'],
  [/^times:/, 'page of the staff: when counsellors work'],
  [
    /^counter:paper\.(heading|number|when|where|language\b|interpreter|bring|cancel|office)/,
    'paper that somebody without a chat takes home',
  ],
  [/^counter:/, 'page of the staff: appointments that staff book'],
  [/^courses:/, 'page of the staff: groups'],
  [/^invitations:/, 'page of the staff: invitation to book'],
  [/^faults:/, 'page of the staff: below a field, what is wrong with it'],
  [/^team:/, 'page of the staff: team'],
  [/^channels:/, 'name of a channel'],
  [/^steps:/, 'step to work: button, after a mark', LIMITS.rowLabel - 3],
  [/^errands:/, 'next action of a step to work'],
  [/^occupations:.+\.name$/, 'an occupation, for everybody: button', LIMITS.rowLabel],
  [/^occupations:.+\.woman$/, "an occupation, as it stands in a woman's CV"],
  [/^occupations:.+\.man$/, "an occupation, as it stands in a man's CV"],
  [/^offers:/, 'question of a person to an employer'],
  [/^topics:/, 'topic of a talk: button', LIMITS.rowLabel],
  [/^pilots:(.+)\.name$/, 'name of the pilot $1: button', LIMITS.rowLabel],
  [/^pilots:(.+)\.zone$/, 'where the times of the pilot $1 hold'],
  [/^pilots:(.+)\.controller$/, 'who is responsible for the data of people in $1'],
  [/^pilots:(.+)\.law$/, 'the law that protects the data of people in $1'],
  [/^pilots:(.+)\.subsidiary$/, 'subsidiary protection as the papers in $1 call it'],
  [/^(.+):services\..+\.name$/, '$1: name of a service: button', LIMITS.rowLabel],
  [/^(.+):services\..+\.offer$/, '$1: what a service offers'],
  [/^(.+):facts\..+\.question$/, '$1: a question about a rule or an offer'],
  [/^(.+):facts\..+\.text$/, '$1: what a rule or an offer says'],
];

/** The place of a text, given those in flows. */
export function placeOf(key: string, inFlows: ReadonlyMap<string, Place>): Place {
  const known = inFlows.get(key);
  if (known !== undefined) return known;
  const [pattern, place, limit] = OTHERS.find(([pattern]) => pattern.test(key)) ?? [];
  if (pattern === undefined || place === undefined) return { place: 'text' };
  return {
    place: pattern.exec(key)?.reduce((text, part, i) => text.replace(`$${i}`, part), place) ?? place,
    ...(limit !== undefined && { limit }),
  };
}
