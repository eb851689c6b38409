import { describe, expect, test } from 'vitest';
import { CAPABILITIES } from '../../src/channels/capabilities.ts';
import { newConversation } from '../../src/conversation/conversation.ts';
import { canRemind } from '../../src/conversation/model.ts';
import { checkContent } from '../../src/pilot/check.ts';
import { content } from '../fakes/parts.ts';
import { around, PILOT, smallModel } from './small-model.ts';
import { Talk } from './talk.ts';

const flows = around(
  { ask: { kind: 'ask', expect: 'text', max: 40, save: 'name', next: 'ask' } },
  { flow: 'later', timer: 'later', start: 'tell', steps: { tell: { kind: 'say', next: 'end' } } },
);
const template = { name: 'reminder', languages: { en: 'en_GB' }, parameters: ['clock'] };

/** What comes of a timer, for somebody of a pilot that has had this approved. */
function told(templates?: Record<string, typeof template>) {
  const model = smallModel(
    flows,
    { 'later:tell.text': 'Tomorrow {{clock}}' },
    { here: { ...PILOT, ...(templates && { templates }) } },
  );
  const talk = new Talk(model).open();
  talk.c = { ...talk.c, pilot: 'here' };
  return talk.due('later', { clock: '10:00' }).turn.replies;
}

describe('a text that has an approved one in its stead', () => {
  test('brings it along, in its language and filled in', () => {
    expect(told({ 'later.tell': template })).toMatchObject([
      {
        kind: 'text',
        template: { name: 'reminder', language: 'en_GB', parameters: [expect.stringContaining('10:00')] },
      },
    ]);
  });

  test('has none where the pilot has none for this step or this language', () => {
    for (const templates of [
      undefined,
      {},
      { 'later.other': template },
      { 'later.tell': { ...template, languages: { en: '' } } },
    ])
      expect(told(templates as never)[0]?.template?.language || undefined).toBeUndefined();
  });
});

/** Approved words for everything that a reminder can say. */
const reminders = (languages: Record<string, string>) =>
  Object.fromEntries(['discreet', 'full', 'soon'].map((step) => [`reminder.${step}`, { ...template, languages }]));

test('a reminder is promised where it would come through alone', () => {
  const model = (languages: Record<string, string>) => ({
    ...content.model,
    pilots: { serbia: { ...PILOT, templates: reminders(languages) } },
  });
  const on = (channel: keyof typeof CAPABILITIES, languages: Record<string, string>, language = 'ar') =>
    canRemind(model(languages), { ...newConversation(), pilot: 'serbia', language }, { can: CAPABILITIES[channel] });
  expect([on('telegram', {}), on('terminal', { ar: 'ar' })]).toEqual([true, false]);
  expect([on('whatsapp-cloud', {}), on('whatsapp-cloud', { en: 'en' }), on('whatsapp-cloud', { ar: 'ar' })]).toEqual([
    false,
    false,
    true,
  ]);
  expect(canRemind(model({ ar: 'ar' }), newConversation(), { can: CAPABILITIES['whatsapp-cloud'] })).toBe(false);
});

test.each([
  ['reminder.discreet', template, []],
  ['reminder.open', template, ['stands for no step that says something']],
  ['nowhere.discreet', { ...template, parameters: [] }, ['stands for no step that says something']],
  ['reminder.discreet', { ...template, parameters: ['clock', 'colour'] }, ['colour is never set']],
  ['reminder.discreet', { ...template, languages: { sv: 'sv' } }, ['the pilot does not offer sv']],
])('the check of a template %s %j finds %j', (name, written, findings) => {
  const { serbia } = content.pilots;
  if (serbia === undefined) throw new Error('no pilot in Serbia');
  const found = checkContent(content.model, {
    serbia: { ...serbia, templates: { [name]: written as typeof template } },
  });
  expect(found.filter(({ where }) => where.includes('template')).map(({ what }) => what)).toEqual(findings);
});
