import { createHmac } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { extname } from 'node:path';
import type { Logger } from 'pino';
import type { Reply } from '../conversation/message.ts';
import { isSameSecret } from '../same-secret.ts';
import type { PushChannel, SendContext, Sent, SentFile } from '../turn/channel.ts';
import { CAPABILITIES } from './capabilities.ts';
import { keepCondition } from './condition.ts';
import { TooLargeError } from './read-at-most.ts';
import { chatWithNumber } from './start.ts';
import { type CloudAccount, type CloudApi, createCloudApi } from './whatsapp-cloud-api.ts';
import { CloudError, outcomeOf, WINDOW_CLOSED } from './whatsapp-cloud-errors.ts';
import { type Heard, readWebhook } from './whatsapp-cloud-read.ts';
import { type Payload, render, renderTemplate } from './whatsapp-cloud-render.ts';

interface WhatsappCloudOptions extends CloudAccount {
  /** The secret that Meta signs webhooks with. */
  appSecret: string;
  /** The token that Meta shows when it asks whether the webhook is ours. */
  verifyToken: string;
  clock: () => number;
  log: Logger;
  /** The words on the button that opens a list, in the language given. */
  open: (language: string) => string;
  /** The recordings that a person can ask for, by the names of their files. */
  recordings?: ReadonlyMap<string, { path: string }>;
}

const WINDOW_MS = 24 * 3_600_000;
/** Sending stops this long before the window closes, so that a message still arrives in it. */
const MARGIN_MS = 60_000;
const TYPES: Readonly<Record<string, string>> = { '.ogg': 'audio/ogg', '.mp3': 'audio/mpeg' };

/** WhatsApp, by the Business Cloud API: the official way, for an organisation. */
export function createWhatsappCloud(options: WhatsappCloudOptions): PushChannel {
  const { phoneNumberId, appSecret, verifyToken, clock, log, open, recordings } = options;
  const api = createCloudApi(options);
  let number: string | undefined;
  const condition = keepCondition(clock);

  /**
   * Sends the payloads one after the other. `sent` collects the ids of those that went through, also when a later one
   * fails.
   */
  async function show(handle: string, payloads: Payload[], sent: string[]): Promise<void> {
    for (const payload of payloads) {
      sent.push(await api.send(handle, payload));
      condition.note('running');
    }
  }

  const payloadsOf = async (reply: Reply, file: SentFile | undefined): Promise<Payload[]> => {
    if (reply.kind === 'clear') return [];
    if (reply.kind === 'document') {
      if (file === undefined) throw new RangeError('no file');
      const { name: filename, type } = file;
      const id = await api.upload(new Blob([Buffer.from(file.bytes)], { type }), filename);
      return [{ type: 'document', document: { id, filename, caption: reply.text } }];
    }
    if (reply.kind === 'audio') return [await speech(api, recordings?.get(reply.audio.file)?.path)];
    return render(reply, open(reply.language));
  };

  return {
    name: 'whatsapp-cloud',
    can: CAPABILITIES['whatsapp-cloud'],

    condition: condition.get,

    webhook: {
      path: 'whatsapp',

      isGenuine(headers, body) {
        const expected = `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
        return isSameSecret(headers.get('x-hub-signature-256') ?? '', expected);
      },

      verify(query) {
        const isOurs =
          query.get('hub.mode') === 'subscribe' && isSameSecret(query.get('hub.verify_token') ?? '', verifyToken);
        return isOurs ? (query.get('hub.challenge') ?? undefined) : undefined;
      },

      async take(body, receive) {
        // That Meta reaches us says nothing of whether it lets us send.
        if (condition.get().state === 'starting') condition.note('running');
        // An unreadable body is acknowledged: otherwise Meta would post it for a week.
        const { incomings, ...news } = readWebhook(parsed(body), phoneNumberId);
        if (incomings.length + news.receipts.length + news.moved.length > 0) await receive(incomings, news);
        for (const message of newest(incomings)) void api.markRead(message).catch(() => undefined);
      },
    },

    async address(start) {
      try {
        number ??= await api.ownNumber();
      } catch (error) {
        log.warn({ why: outcomeOf(error, clock()).why }, 'WhatsApp did not tell our number');
      }
      return number === undefined ? undefined : chatWithNumber(number, start);
    },

    async fetchFile(ref, most, signal) {
      try {
        return { result: 'got', bytes: await api.download(ref, most, signal) };
      } catch (error) {
        if (error instanceof TooLargeError) return { result: 'never', why: 'too large' };
        return signal.aborted ? { result: 'retry', why: 'time' } : outcomeOf(error, clock());
      }
    },

    /** This API cannot delete messages on a person's phone: a `clear` sends nothing. */
    async send(handle, reply, context): Promise<Sent> {
      const { template } = reply;
      const externalIds: string[] = [];
      try {
        if (isOpen(context, clock())) {
          try {
            await show(handle, await payloadsOf(reply, context.file), externalIds);
            return { result: 'sent', externalIds };
          } catch (error) {
            if (!(error instanceof CloudError && error.code === WINDOW_CLOSED)) throw error;
          }
        }
        if (reply.kind === 'clear') return { result: 'sent', externalIds };
        if (template === undefined) return { result: 'wait', why: 'the window of 24 hours is closed' };
        const choices = reply.kind === 'choice' ? reply.options : [];
        await show(handle, [renderTemplate(template, choices)], externalIds);
        return { result: 'sent', externalIds };
      } catch (error) {
        const outcome = outcomeOf(error, clock());
        if (outcome.result === 'pause') {
          condition.note('refused', outcome.why);
          log.error({ why: outcome.why }, 'WhatsApp refuses the account');
        }
        return externalIds.length === 0
          ? outcome
          : { ...outcome, why: `${outcome.why}, after part ${externalIds.length}` };
      }
    },
  };
}

/** Whether the window of 24 hours is open: only then WhatsApp lets through other messages than templates. */
const isOpen = ({ heardAt }: SendContext, now: number): boolean =>
  heardAt !== null && now < heardAt + WINDOW_MS - MARGIN_MS;

/** Uploads a recording. The file name does not reveal the content. Throws a RangeError when the recording is gone. */
async function speech(api: CloudApi, path: string | undefined): Promise<Payload> {
  const extension = extname(path ?? '');
  if (path === undefined) throw new RangeError('the recording is gone');
  const file = await openAsBlob(path, { type: TYPES[extension] ?? 'application/octet-stream' });
  return { type: 'audio', audio: { id: await api.upload(file, `voice${extension}`) } };
}

/** The newest message of each person. */
const newest = (incomings: Heard['incomings']): string[] => [
  ...new Map(incomings.map(({ handle, externalId }) => [handle, externalId])).values(),
];

/** The body as JSON; undefined when it is none. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
