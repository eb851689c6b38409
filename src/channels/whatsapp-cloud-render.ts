import type { Option, Reply, Template } from '../conversation/message.ts';
import { CAPABILITIES } from './capabilities.ts';
import { split } from './split.ts';

/** Limits of https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages, in characters. */
const BODY = 1024;
const BUTTONS = 3;
const BUTTON_TITLE = 20;
const ROW_TITLE = 24;
const ROW_DESCRIPTION = 72;
const ID = 200;

/** A message without its recipient, which is added when it is sent. */
export type Payload =
  | { type: 'text'; text: { body: string; preview_url: false } }
  | { type: 'audio'; audio: { id: string } }
  | { type: 'document'; document: { id: string; filename: string; caption: string } }
  | { type: 'interactive'; interactive: Interactive }
  | { type: 'template'; template: object };

type Interactive =
  | {
      type: 'button';
      body: { text: string };
      action: { buttons: { type: 'reply'; reply: { id: string; title: string } }[] };
    }
  | {
      type: 'list';
      body: { text: string };
      action: { button: string; sections: { rows: { id: string; title: string; description?: string }[] }[] };
    };

/**
 * The messages that show a reply, in order. The last one carries the options: up to three short ones as buttons, up to
 * ten as a list. `open`: the words on the button that opens a list. Throws a RangeError when the options cannot be
 * shown: too many, an id that is empty or too long, or two options that would look alike.
 */
export function render(reply: Extract<Reply, { kind: 'text' | 'choice' }>, open: string): Payload[] {
  // The button that plays a text comes first, nearest to the text.
  const options = [...(reply.audio ? [reply.audio.listen] : []), ...(reply.kind === 'choice' ? reply.options : [])];
  if (options.length === 0) return split(reply.text, CAPABILITIES['whatsapp-cloud'].text).map(plain);
  const parts = split(reply.text, BODY);
  const last = parts.pop() ?? '';
  return [...parts.map(plain), { type: 'interactive', interactive: interactive(last, options, open) }];
}

const plain = (body: string): Payload => ({ type: 'text', text: { body, preview_url: false } });

function interactive(text: string, options: Option[], open: string): Interactive {
  if (options.some(({ id }) => id.length < 1 || id.length > ID)) throw new RangeError(`an id is not 1 to ${ID} long`);
  const body = { text };
  if (options.length <= BUTTONS && options.every(({ label }) => label.length <= BUTTON_TITLE)) {
    const buttons = options.map(({ id, label }) => ({ type: 'reply' as const, reply: { id, title: label } }));
    return { type: 'button', body, action: { buttons } };
  }
  if (options.length > CAPABILITIES['whatsapp-cloud'].options) throw new RangeError('more options than a list holds');
  const rows = options.map(({ id, label }) => ({ id, ...row(label) }));
  if (new Set(rows.map(({ title }) => title)).size < rows.length) throw new RangeError('two options look alike');
  return { type: 'list', body, action: { button: cut(open, BUTTON_TITLE), sections: [{ rows }] } };
}

/** A row of a list. A label that is too long for the title is repeated below it, as the description. */
const row = (label: string): { title: string; description?: string } =>
  label.length <= ROW_TITLE
    ? { title: label }
    : { title: cut(label, ROW_TITLE), description: cut(label, ROW_DESCRIPTION) };

/** A text of at most `most` UTF-16 units, with an ellipsis at its end when something is left out. */
const cut = (text: string, most: number): string => (text.length <= most ? text : `${split(text, most - 1)[0]}…`);

/**
 * The approved template that stands for a reply outside the window of 24 hours. Its buttons do the same as the reply's
 * options.
 */
export function renderTemplate({ name, language, parameters }: Template, options: Option[]): Payload {
  const words = parameters.map((text) => ({ type: 'text', text }));
  const buttons = options.map(({ id }, index) => ({
    type: 'button',
    sub_type: 'quick_reply',
    index: String(index),
    parameters: [{ type: 'payload', payload: id }],
  }));
  const components = [...(words.length > 0 ? [{ type: 'body', parameters: words }] : []), ...buttons];
  return {
    type: 'template',
    template: { name, language: { code: language }, ...(components.length > 0 && { components }) },
  };
}
