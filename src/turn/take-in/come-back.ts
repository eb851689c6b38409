import { readButton, standingButton, typedButton } from '../../conversation/answer.ts';
import type { Act } from '../../conversation/beginnings.ts';
import type { Content, Incoming } from '../../conversation/message.ts';
import { chosenLanguage } from '../../conversation/model.ts';
import { loadPerson } from '../../store/people.ts';
import type { Q } from '../../store/store.ts';
import { findRemoved } from '../../store/undo.ts';
import { fold } from '../../text/fold.ts';
import { whoUses } from '../people/apps.ts';
import { openConversation } from '../run/open-conversation.ts';
import { channelOf, type World } from '../world.ts';
import { identify, type Known, type Writer } from './identity.ts';

const UNDO: Act = 'undo-leave';

/**
 * A removed app that undoes its removal: the message counts as its former person's, who then takes the app back.
 * Undefined for any other message, and where somebody else uses the app by now. `known`: who would be the writer.
 */
export async function comeBack(
  world: World,
  q: Q,
  { channel, handle, content }: Incoming,
  known: Known | undefined,
): Promise<{ writer: Writer; content: Content } | undefined> {
  const pressed = content.kind === 'tap' ? readButton(content.button) : null;
  const isPressed = pressed?.kind === 'standing' && pressed.act === UNDO;
  // An ordinary word begins a new person, so only the first one can be the typed label.
  if (!isPressed && (known !== undefined || content.kind !== 'text')) return undefined;
  const handleHash = identify(world, channel, handle);
  const removed = await findRemoved(q, channel, handleHash, world.clock());
  if (removed === undefined || removed.undo === null) return undefined;
  await q.lockPerson(removed.person);
  const person = await loadPerson(q, removed.person);
  if (person === undefined || person.forgetAt !== null) return undefined;
  const key = world.vault.unwrap(person.id, person.wrapped);
  const writer = { person, key, contact: removed.id, wasBlocked: false, forgotten: [] };
  const button = standingButton(UNDO, removed.undo);
  const isMeant =
    content.kind === 'text'
      ? types(world, writer, channel, content.text, button)
      : content.kind === 'tap' && content.button === button;
  if (!isMeant || (await whoUses(q, { channel, handleHash }, world.clock())) === 'somebody') return undefined;
  return { writer, content: { kind: 'tap', button } };
}

/** Whether a text is the button's label or its number, as the removed app was shown them. */
function types(world: World, { person, key }: Writer, channel: string, text: string, button: string): boolean {
  const { model } = world.content;
  const said = fold(text);
  const c = openConversation(world, person, key);
  const language = chosenLanguage(model, c) ?? model.texts.languages[0]?.tag ?? '';
  const label = model.texts.say(language, model.textKey(c.pilot, 'app-news:removed.buttons.undo-leave'));
  return said === fold(label) || typedButton(c, undefined, said, !channelOf(world, channel).can.buttons) === button;
}
