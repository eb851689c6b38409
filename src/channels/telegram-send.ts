import { extname } from 'node:path';
import { type Api, GrammyError, InputFile } from 'grammy';
import type { PushChannel } from '../turn/channel.ts';
import { outcomeOf } from './telegram-errors.ts';
import { type Payload, render } from './telegram-render.ts';

const DELETE_AT_ONCE = 100;

/**
 * Sending by the Bot API. A reply of several parts whose later part fails is retried as a whole: its first parts are
 * then shown once more. `pathOf`: where the file of a recording is.
 */
export function createSend(
  api: Api,
  clock: () => number,
  pathOf: (file: string) => string | undefined,
): PushChannel['send'] {
  /** Sends one after the other; `sent` holds the ids of those that went through, also when a later one fails. */
  async function show(chat: number, payloads: Payload[], sent: string[]): Promise<void> {
    for (const { text, ...rest } of payloads) {
      const message = await api.sendMessage(chat, text, rest);
      sent.push(String(message.message_id));
    }
  }

  /** A recording, as a voice message. Its name says nothing of what it speaks. */
  async function speak(chat: number, path: string): Promise<string> {
    const message = await api.sendVoice(chat, new InputFile(path, `voice${extname(path)}`));
    return String(message.message_id);
  }

  /** Deletes what can still be deleted. One message older than 48 hours makes Telegram refuse all of a batch: halve it. */
  async function takeAway(chat: number, messages: number[]): Promise<void> {
    for (let from = 0; from < messages.length; from += DELETE_AT_ONCE) {
      const batch = messages.slice(from, from + DELETE_AT_ONCE);
      try {
        await api.deleteMessages(chat, batch);
      } catch (error) {
        const outcome = outcomeOf(error, clock());
        if (outcome.result !== 'never' || outcome.blocked) throw error;
        if (batch.length > 1) {
          const half = Math.ceil(batch.length / 2);
          await takeAway(chat, batch.slice(0, half));
          await takeAway(chat, batch.slice(half));
        }
      }
    }
  }

  /** Turns a message into another; false where it is gone, or can't be turned. One that stands there already is as good. */
  async function edit(chat: number, message: string, { text, ...rest }: Payload): Promise<boolean> {
    try {
      await api.editMessageText(chat, Number(message), text, rest);
      return true;
    } catch (error) {
      if (error instanceof GrammyError && error.description.includes('message is not modified')) return true;
      const outcome = outcomeOf(error, clock());
      if (outcome.result === 'never' && !outcome.blocked) return false;
      throw error;
    }
  }

  return async (handle, reply, { earlier, replaces }) => {
    const chat = Number(handle);
    const externalIds: string[] = [];
    try {
      if (reply.kind === 'clear') await takeAway(chat, earlier.map(Number));
      else if (reply.kind === 'audio') {
        const path = pathOf(reply.audio.file);
        if (path === undefined) return { result: 'never', why: 'the recording is gone' };
        externalIds.push(await speak(chat, path));
      } else {
        const payloads = render(reply);
        const [only, ...others] = payloads;
        if (replaces !== undefined && only && others.length === 0 && (await edit(chat, replaces, only)))
          externalIds.push(replaces);
        else await show(chat, payloads, externalIds);
      }
      return { result: 'sent', externalIds };
    } catch (error) {
      const outcome = outcomeOf(error, clock());
      return externalIds.length === 0
        ? outcome
        : { ...outcome, why: `${outcome.why}, after part ${externalIds.length}` };
    }
  };
}
