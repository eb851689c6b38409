import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { advance } from '../../src/conversation/advance.ts';
import { type Conversation, newConversation } from '../../src/conversation/conversation.ts';
import { createModel, type Model, type Setting } from '../../src/conversation/model.ts';
import { ROOT } from '../../src/root.ts';
import type { TextKey } from '../../src/text/keys.ts';
import { type Language, makeTexts } from '../../src/text/texts.ts';
import { START } from '../fakes/clock.ts';
import { content } from '../fakes/parts.ts';
import { type Figure, median } from './figures.ts';

const LOCALES = join(ROOT, 'locales');
const COUNTS = [1, 8, 16];
const SAID = ['I need a doctor for my son', 'What must I do now?', 'menu please'];
const SETTING: Setting = {
  channel: 'telegram',
  can: { buttons: true, reminds: true, window: false, pulls: false, audio: true, options: 100, receipts: false },
  chats: [],
  demo: true,
  now: START,
};

/** The deployed model as it would be with so many languages: some of its own, and then copies of them. */
function modelWith(count: number): Model {
  const own: Language[] = parse(readFileSync(join(LOCALES, 'languages.yaml'), 'utf8'));
  const copies = own.map((language) => ({ ...language, tag: `${language.tag}-x-copy` }));
  const languages = [...own, ...copies].slice(0, count);
  const resources = languages.flatMap(({ tag, derivedFrom }) =>
    derivedFrom === undefined ? [[tag, textsOf(tag.replace('-x-copy', ''))]] : [],
  );
  const { flowsOf } = content.model;
  const adapted = Object.fromEntries(Object.keys(content.pilots).map((pilot) => [pilot, flowsOf(pilot)]));
  const known = languages.map(({ bridge: _, ...rest }) => rest);
  return createModel(makeTexts(known, Object.fromEntries(resources)), { ...content.pilots }, flowsOf(null), adapted);
}

const textsOf = (tag: string): Record<string, unknown> =>
  Object.fromEntries(
    readdirSync(join(LOCALES, tag))
      .filter((file) => file.endsWith('.json'))
      .map((file) => [basename(file, '.json'), JSON.parse(readFileSync(join(LOCALES, tag, file), 'utf8'))]),
  );

/** Somebody at the menu. */
const AT_MENU: Conversation = {
  ...newConversation(),
  language: 'en',
  pilot: 'serbia',
  stack: [{ flow: 'main', step: 'menu', vars: {}, trail: [], asked: { visit: 1, expect: 'choice' } }],
  visit: 1,
  at: START,
};

/** What a typed message costs the pure core, by the number of languages whose words it is compared with. */
export function languageFigures(short: boolean): Figure[] {
  const rounds = short ? 5 : 20;
  const models = COUNTS.map((count) => ({ count, model: modelWith(count), costs: [] as number[] }));
  for (let round = -2; round < rounds; round += 1) {
    for (const { model, costs } of models) {
      const { user, system } = process.cpuUsage();
      for (let i = 0; i < 3000; i += 1)
        advance(
          model,
          AT_MENU,
          { kind: 'content', content: { kind: 'text', text: SAID[i % SAID.length] ?? '' } },
          SETTING,
        );
      const after = process.cpuUsage();
      if (round >= 0) costs.push((after.user + after.system - user - system) / 3000);
    }
  }
  return models.map(({ count, costs }) => ({
    name: `a typed message, ${count} language${count === 1 ? '' : 's'}`,
    value: median(costs),
    unit: 'us/turn',
  }));
}

/** What it takes to say a text without placeholders. */
export function textFigure(): Figure {
  const { texts } = content.model;
  const keys = texts
    .keys('sr-Latn')
    .map((key) => key as TextKey)
    .filter((key) => texts.raw('sr-Latn', key) !== undefined && texts.placeholders(key, 'sr-Latn').length === 0);
  const startedAt = performance.now();
  for (let round = 0; round < 100; round += 1) for (const key of keys) texts.say('sr-Latn', key);
  return {
    name: 'a text without placeholders',
    value: ((performance.now() - startedAt) * 1000) / (100 * keys.length),
    unit: 'us',
  };
}
