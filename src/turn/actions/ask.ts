import { SAFETY, type Theme, themeName } from '../../ask/themes.ts';
import type { Item, Value } from '../../conversation/conversation.ts';
import { namesAnotherPlace } from '../../conversation/elsewhere.ts';
import { stepName } from '../../conversation/way.ts';
import { NEEDS, type Service } from '../../pilot/pilot.ts';
import { isFor, serviceName } from '../../pilot/shown.ts';
import { factsOf } from '../../store/offices.ts';
import { offeredLanguage } from '../../text/languages.ts';
import { type Act, type Action, chosenPilot, word } from './action.ts';
import { servicesShown } from './facts.ts';
import { report } from './report.ts';

/** What people ask in their own words. */

/** So many are offered: a person who reads little can look through them. */
const MOST_FOUND = 3;

/** The theme of who has moved to another city. */
const CITY = 'city';

/** What a theme's facts are told about. */
const THEME = 'theme.';

/** The theme whose facts are told (`about`); undefined where they are those of a step. */
export const themeAbout = ({ world }: Pick<Act, 'world'>, about: string): Theme | undefined =>
  about.startsWith(THEME) ? world.content.ask.themes.find(({ id }) => id === about.slice(THEME.length)) : undefined;

/** The words are kept nowhere, whether something is found or not. */
export const find: Action = async (act) => {
  const { world, conversation: c } = act;
  const { ask, model } = world.content;
  const pilot = chosenPilot(act);
  const said = word(act, 'words');
  const language = offeredLanguage(model.texts, c.language);
  const set = { words: '', themes: [], found: [] };
  const isElsewhere = namesAnotherPlace(model, c.pilot, said);
  if (!isElsewhere && !ask.saysAnything(said, language)) return { outcome: 'unclear', set };
  if (pilot === undefined) return { outcome: 'none', set };
  const shown = await servicesShown(act);
  const found = ask.find(said, language, { ...pilot, services: shown }, MOST_FOUND);
  // Who names another city may have moved there; what they ask about comes first.
  if (isElsewhere && !found.themes.includes(CITY)) found.themes.push(CITY);
  const isSafety = found.themes.includes(SAFETY);
  const themes: string[] = [];
  for (const theme of ask.themes)
    if (found.themes.includes(theme.id) && (await leadsAnywhere(act, theme, shown))) themes.push(theme.id);
  themes.sort((a, b) => found.themes.indexOf(a) - found.themes.indexOf(b));
  return {
    outcome: isSafety || themes.length + found.services.length > 0 ? 'found' : 'none',
    set: {
      words: '',
      themes: themes.map((id): Item => ({ id, label: { text: themeName(id) } })),
      found: found.services.map((id): Item => ({ id, label: { text: serviceName(pilot.pilot, id) } })),
      ...(isSafety && { safety: SAFETY }),
    },
  };
};

/** Nothing of the person goes with it: neither who they are nor what they looked for. */
export const missing: Action = async (act) => {
  const at = word(act, 'target');
  const isFlow = Object.hasOwn(act.world.content.model.flowsOf(act.conversation.pilot), at);
  if (!isFlow) return { outcome: 'gone' };
  await report(act, 'not-found', at);
  return { outcome: 'noted' };
};

/** A theme's facts for a person, and where it leads, as far as their pilot has it. `shown`: the services of the pilot. */
async function partsOf(act: Act, theme: Theme, shown: readonly Service[]) {
  const { world, q, conversation: c } = act;
  const pilot = c.pilot ?? '';
  const way = world.content.model.wayOf(c.pilot);
  const met = new Set<string>(shown.flatMap(({ needs }) => needs));
  const own = theme.services.filter((id) => shown.some((service) => service.id === id));
  const needs = theme.needs.filter((need) => met.has(need));
  return {
    facts: (await factsOf(q, pilot)).filter(
      (fact) => theme.facts.includes(fact.id) && isFor(fact, word(act, 'status')),
    ),
    steps: theme.steps.filter((step) => way.includes(step)).map((id): Item => ({ id, label: stepName(id) })),
    services: [
      ...own.map((id): Item => ({ id, label: { text: serviceName(pilot, id) } })),
      ...needs.map((id): Item => ({ id, label: { text: `needs:${id}` } })),
    ],
    flows: theme.go.map((id): Item => ({ id, label: { text: themeName(id) } })),
  };
}

async function leadsAnywhere(act: Act, theme: Theme, shown: readonly Service[]): Promise<boolean> {
  return Object.values(await partsOf(act, theme, shown)).some((part) => part.length > 0);
}

export const open: Action = async (act) => {
  const about = THEME + word(act, 'target');
  const theme = themeAbout(act, about);
  if (theme === undefined) return { outcome: 'gone' };
  const { facts, steps, services, flows } = await partsOf(act, theme, await servicesShown(act));
  const [first, ...others] = [...steps, ...services, ...flows];
  const set: Record<string, Value> = {
    ...{ about, seen: '', sat: '0', themeName: { text: themeName(theme.id) } },
    ...{ leads: first === undefined ? 'no' : 'yes', themeSteps: steps, themeServices: services, themeFlows: flows },
  };
  if (facts.length > 0) return { outcome: 'facts', set };
  if (first === undefined) return { outcome: 'gone', set };
  if (others.length > 0 || services.length > 0) return { outcome: 'leads', set };
  return { outcome: steps.length > 0 ? 'step' : 'go', set: { ...set, target: first.id } };
};

/** A button names a need or a service. */
export const openService: Action = async (act) => {
  const target = word(act, 'target');
  if (NEEDS.some((need) => need === target)) return { outcome: 'found', set: { need: target } };
  const isShown = (await servicesShown(act)).some(({ id }) => id === target);
  return isShown ? { outcome: 'found', set: { service: target } } : { outcome: 'gone' };
};
