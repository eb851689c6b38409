import { expect, test } from 'vitest';
import { openStage } from '../fakes/stage.ts';

test.each([
  ['fa', 'fa'],
  ['prs-AF', 'fa'],
  ['sr-Latn-RS', 'sr-Latn'],
  ['ps', 'en'],
  [undefined, 'en'],
])('whose app is in %s is asked the first question in %s', async (named, language) => {
  await using stage = await openStage('sqlite');
  await stage.pump.receive([{ ...stage.incoming('42', 'hello'), ...(named && { language: named }) }]);
  await stage.pump.settle();
  const { world, last } = stage;
  const { texts } = world.content.model;
  const reply = last('42');
  expect(reply).toMatchObject({ kind: 'choice', language });
  expect(reply.kind === 'choice' && reply.text.split('\n')[0]).toBe(texts.say(language, 'language:language.text'));
  expect(reply.kind === 'choice' && reply.options[0]?.label).toContain(texts.language(language).endonym);
});
