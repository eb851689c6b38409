import { z } from 'zod';
import { CloudError } from './whatsapp-cloud-errors.ts';
import type { Payload } from './whatsapp-cloud-render.ts';

export interface CloudAccount {
  /** The token of a system user, with the permission `whatsapp_business_messaging`. */
  token: string;
  phoneNumberId: string;
  /** Base address of the API, with the version, without a slash at its end; default Meta's own. */
  apiRoot?: string | undefined;
}

/** The calls of the Cloud API that the channel makes. All reject with a `CloudError`. */
export interface CloudApi {
  /**
   * Sends one message; resolves with its id. `to`: a telephone number, or the id of a person who hides their number.
   */
  send(to: string, payload: Payload): Promise<string>;
  /** Marks a message as read (blue ticks), and shows that we are writing. */
  markRead(message: string): Promise<void>;
  /** Uploads a file that a message can then send; resolves with the file's id. */
  upload(file: Blob, name: string): Promise<string>;
}

const ROOT = 'https://graph.facebook.com/v23.0';
const TIMEOUT_MS = 15_000;

const Failure = z.object({ error: z.object({ code: z.int() }) });
const Taken = z.object({ messages: z.array(z.object({ id: z.string() })).min(1) });
const Uploaded = z.object({ id: z.string() });

/** A client of https://developers.facebook.com/documentation/business-messaging/whatsapp. */
export function createCloudApi({ token, phoneNumberId, apiRoot = ROOT }: CloudAccount): CloudApi {
  async function call<T>(path: string, body: object | FormData, answer: z.ZodType<T>): Promise<T> {
    const isForm = body instanceof FormData;
    let response: Response;
    let said: unknown;
    try {
      response = await fetch(`${apiRoot}/${phoneNumberId}/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, ...(!isForm && { 'content-type': 'application/json' }) },
        body: isForm ? body : JSON.stringify({ messaging_product: 'whatsapp', ...body }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      said = await response.json().catch(() => undefined);
    } catch {
      throw new CloudError(0);
    }
    const read = answer.safeParse(said);
    if (response.ok && read.success) return read.data;
    const failure = Failure.safeParse(said);
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    throw new CloudError(
      // A successful answer in an unknown format counts as no answer.
      response.ok ? 0 : response.status,
      failure.success ? failure.data.error.code : 0,
      Number.isFinite(seconds) ? seconds * 1_000 : undefined,
    );
  }

  return {
    async send(to, payload) {
      const who = isTelephone(to) ? { to } : { recipient: to };
      const { messages } = await call('messages', { recipient_type: 'individual', ...who, ...payload }, Taken);
      return messages[0]?.id ?? '';
    },

    async markRead(message) {
      const body = { status: 'read', message_id: message, typing_indicator: { type: 'text' } };
      await call('messages', body, z.object({ success: z.literal(true) }));
    },

    async upload(file, name) {
      const form = new FormData();
      form.set('messaging_product', 'whatsapp');
      form.set('type', file.type);
      form.set('file', file, name);
      return (await call('media', form, Uploaded)).id;
    },
  };
}

/** The id of a person who hides their number begins with the letters of a country. */
const isTelephone = (handle: string): boolean => /^\d+$/.test(handle);
