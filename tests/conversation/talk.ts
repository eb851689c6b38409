import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { advance, type Input } from '../../src/conversation/advance.ts';
import { type Conversation, newConversation } from '../../src/conversation/conversation.ts';
import type { Content, MediaKind, Reply } from '../../src/conversation/message.ts';
import type { Model, Setting } from '../../src/conversation/model.ts';
import { type ActionResult, type Asks, type Done, resume } from '../../src/conversation/walk.ts';
import { START } from '../fakes/clock.ts';

export const WITH_BUTTONS: Setting = {
  channel: 'telegram',
  can: {
    buttons: true,
    reminds: true,
    window: false,
    pulls: false,
    audio: true,
    options: 100,
    receipts: false,
    files: true,
  },
  chats: [
    { channel: 'telegram', address: 'https://t.me/SaputnikBot', writesFirst: true },
    { channel: 'whatsapp-cloud', address: 'https://wa.me/38160000000', writesFirst: true },
    { channel: 'web-chat', address: 'https://chat.example', writesFirst: false },
  ],
  demo: true,
  now: START,
};
export const WITHOUT_BUTTONS: Setting = {
  ...WITH_BUTTONS,
  channel: 'terminal',
  can: { buttons: false, reminds: false, window: false, pulls: false, audio: false, options: 100, receipts: false },
};

/** Carries out what a turn asks for. The n-th time in a turn, so that a loop can end. */
export type World = (asks: Asks, nth: number) => ActionResult;
const noWorld: World = ({ action }) => {
  throw new Error(`nobody carries out ${action}`);
};

/** One whole turn. */
export function turn(model: Model, c: Conversation, input: Input, setting: Setting, world: World = noWorld): Done {
  let step = advance(model, c, input, setting);
  for (let nth = 0; step.kind === 'action'; nth += 1) step = resume(model, step, world(step, nth));
  return step;
}

/**
 * One whole turn, holding what every turn must hold: what is passed in stays as it is, the same comes out twice, also
 * when the turn under way and its outcome lie in a database as JSON meanwhile.
 */
export function carefulTurn(
  model: Model,
  c: Conversation,
  input: Input,
  setting: Setting,
  world: World = noWorld,
): Done {
  const once = turn(model, deepFreeze(throughJson(c)), deepFreeze(throughJson(input)), setting, world);
  let again = advance(model, c, input, setting);
  for (let nth = 0; again.kind === 'action'; nth += 1)
    again = resume(model, throughJson(again), throughJson(world(again, nth)));
  expectSame(throughJson(once), once);
  expectSame(again, once);
  return once;
}

/** Node compares many times faster than vitest, which says better where the difference lies. */
function expectSame(one: unknown, other: unknown): void {
  if (!isDeepStrictEqual(one, other)) expect(one).toStrictEqual(other);
}

const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

/** Without the isolates around what comes from elsewhere. */
export const bare = (text: string): string => text.replace(/[\u2068\u2069]/g, '');

/** A person in a conversation, turn by turn. */
export class Talk {
  readonly model: Model;
  c: Conversation;
  setting: Setting;
  world: World;
  /** The newest turn. */
  turn: Done;

  constructor(model: Model, parts: { c?: Conversation; setting?: Setting; world?: World } = {}) {
    this.model = model;
    this.c = parts.c ?? newConversation();
    this.setting = parts.setting ?? WITH_BUTTONS;
    this.world = parts.world ?? noWorld;
    this.turn = {
      kind: 'done',
      conversation: this.c,
      replies: [],
      asksOnly: false,
      events: [],
      tallies: [],
      wipe: false,
    };
  }

  hear(input: Input): this {
    this.turn = carefulTurn(this.model, this.c, input, this.setting, this.world);
    this.c = this.turn.conversation;
    return this;
  }

  content = (content: Content): this => this.hear({ kind: 'content', content });
  open = (): this => this.content({ kind: 'open' });
  say = (text: string): this => this.content({ kind: 'text', text });
  media = (media: MediaKind, file?: { ref: string; bytes?: number }): this =>
    this.content({ kind: 'media', media, ...(file && { file }) });
  press = (button: string): this => this.content({ kind: 'tap', button });
  due = (timer: string, vars: Record<string, string> = {}): this => this.hear({ kind: 'due', timer, vars });

  /** Presses a button of the newest turn, by its label. */
  tap(label: string): this {
    const option = this.options.find((each) => bare(each.label) === bare(label));
    if (option === undefined) throw new Error(`no button ${label}: ${this.labels.join(', ')}`);
    return this.press(option.id);
  }

  /** Answers the open question with one of its options, by its id; that option need not be among those shown first. */
  choose(...ids: string[]): this {
    for (const id of ids) {
      const place = this.c.options.findIndex((option) => option.id === id) + 1;
      if (place === 0) throw new Error(`no option ${id} at ${this.at}: ${this.c.options.map((one) => one.id)}`);
      this.press(`a.${this.visit}.${place}`);
    }
    return this;
  }

  wait(ms: number): this {
    this.setting = { ...this.setting, now: this.setting.now + ms };
    return this;
  }

  get texts(): string[] {
    return this.turn.replies.flatMap((reply) => (reply.kind === 'clear' ? [] : [reply.text]));
  }

  /** All that was said, as one. */
  get said(): string {
    return this.texts.join('\n');
  }

  /** The messages with something to choose. */
  get choices() {
    return this.turn.replies.filter((reply) => reply.kind === 'choice');
  }

  get options() {
    return this.choices.flatMap(({ options }) => options);
  }

  get labels(): string[] {
    return this.options.map(({ label }) => label);
  }

  /** The newest message that asks something. */
  get question(): Extract<Reply, { kind: 'choice' }> | undefined {
    return this.turn.replies.findLast((reply) => reply.kind === 'choice');
  }

  /** Where the person stands, as `flow:step`, with the visit; null at rest. */
  get at(): string | null {
    return placeOf(this.c);
  }

  get visit(): number | undefined {
    return this.c.stack.at(-1)?.asked?.visit;
  }
}

export const placeOf = (c: Conversation): string | null => {
  const frame = c.stack.at(-1);
  return frame === undefined ? null : `${frame.flow}:${frame.step}`;
};
