import { extname } from 'node:path';
import { type Api, GrammyError, InputFile } from 'grammy';
import type { PushChannel, SentFile } from '../turn/channel.ts';
import { outcomeOf } from './telegram-errors.ts';
import { type Payload, render } from './telegram-render.ts';

const DELETE_AT_ONCE = 100;
/** The most characters of the words beneath a file. */
const CAPTION = 1024;

/**
 * Sends replies by the Bot API. When a later part of a reply fails, the whole reply is retried, and its first parts are
 * shown once more. `pathOf`: the path of a recording's file.
 */
export function createSend(
  api: Api,
  clock: () => number,
  pathOf: (file: string) => string | undefined,
): PushChannel['send'] {
  /**
   * Sends the payloads one after the other. `sent` collects the ids of those that went through, also when a later one
   * fails.
   */
  async function show(chat: number, payloads: Payload[], sent: string[]): Promise<void> {
    for (const { text, ...rest } of payloads) {
      const message = await api.sendMessage(chat, text, rest);
      sent.push(String(message.message_id));
    }
  }

  /** Sends a file, with its words beneath it. Longer words come first, as a message of their own. */
  async function hand(chat: number, file: SentFile, text: string, sent: string[]): Promise<void> {
    const isShort = text.length <= CAPTION;
    if (!isShort) await show(chat, render({ kind: 'text', language: '', text }), sent);
    const message = await api.sendDocument(chat, new InputFile(file.bytes, file.name), {
      ...(isShort && { caption: text }),
      disable_content_type_detection: true,
    });
    sent.push(String(message.message_id));
  }

  /** Sends a recording as a voice message. The file name does not reveal the content. */
  async function speak(chat: number, path: string): Promise<string> {
    const message = await api.sendVoice(chat, new InputFile(path, `voice${extname(path)}`));
    return String(message.message_id);
  }

  /**
   * Deletes the messages that can still be deleted. A single message older than 48 hours makes Telegram refuse the
   * whole batch, so a refused batch is halved and tried again.
   */
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

  /**
   * Replaces a message by another; false when the message is gone or cannot be edited. A message that already shows the
   * new content counts as replaced.
   */
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

  return async (handle, reply, { earlier, replaces, file }) => {
    const chat = Number(handle);
    const externalIds: string[] = [];
    try {
      if (reply.kind === 'clear') await takeAway(chat, earlier.map(Number));
      else if (reply.kind === 'document') {
        if (file === undefined) return { result: 'never', why: 'no file' };
        await hand(chat, file, reply.text, externalIds);
      } else if (reply.kind === 'audio') {
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
