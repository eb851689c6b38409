import { z } from 'zod';
import { readAtMost, TooLargeError } from './read-at-most.ts';
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
  /** The digits of our own telephone number, with the country's. */
  ownNumber(): Promise<string>;
  /** Fetches a file that a person has sent. Throws a `TooLargeError` where it has more than `most` bytes. */
  download(id: string, most: number, signal: AbortSignal): Promise<Uint8Array>;
}

const ROOT = 'https://graph.facebook.com/v23.0';
const TIMEOUT_MS = 15_000;

const Failure = z.object({ error: z.object({ code: z.int() }) });
const Taken = z.object({ messages: z.array(z.object({ id: z.string() })).min(1) });
const Uploaded = z.object({ id: z.string() });
const Own = z.object({ display_phone_number: z.string() });
const Stored = z.object({ url: z.url(), file_size: z.coerce.number().optional() });

/** A client of https://developers.facebook.com/documentation/business-messaging/whatsapp. */
export function createCloudApi({ token, phoneNumberId, apiRoot = ROOT }: CloudAccount): CloudApi {
  const headers = { authorization: `Bearer ${token}` };
  const account = `${apiRoot}/${phoneNumberId}`;

  const post = <T>(path: string, body: object | FormData, answer: z.ZodType<T>): Promise<T> =>
    body instanceof FormData
      ? call(`${account}/${path}`, { method: 'POST', headers, body }, answer)
      : call(
          `${account}/${path}`,
          {
            method: 'POST',
            headers: { ...headers, 'content-type': 'application/json' },
            body: JSON.stringify({ messaging_product: 'whatsapp', ...body }),
          },
          answer,
        );

  return {
    async send(to, payload) {
      const who = isTelephone(to) ? { to } : { recipient: to };
      const { messages } = await post('messages', { recipient_type: 'individual', ...who, ...payload }, Taken);
      return messages[0]?.id ?? '';
    },

    async markRead(message) {
      const body = { status: 'read', message_id: message, typing_indicator: { type: 'text' } };
      await post('messages', body, z.object({ success: z.literal(true) }));
    },

    async upload(file, name) {
      const form = new FormData();
      form.set('messaging_product', 'whatsapp');
      form.set('type', file.type);
      form.set('file', file, name);
      return (await post('media', form, Uploaded)).id;
    },

    async ownNumber() {
      const asked = await call(`${account}?fields=display_phone_number`, { headers }, Own);
      return asked.display_phone_number.replace(/\D/g, '');
    },

    // The id tells an address that holds for five minutes, and opens with the token alone.
    async download(id, most, signal) {
      const { url, file_size: bytes = 0 } = await call(`${apiRoot}/${id}`, { headers, signal }, Stored);
      if (bytes > most) throw new TooLargeError('too large');
      const response = await fetch(url, { headers, signal }).catch(() => undefined);
      if (response === undefined) throw new CloudError(0);
      if (!response.ok || response.body === null) throw new CloudError(response.status);
      return readAtMost(response.body, most);
    },
  };
}

/** Asks the API. Rejects with a `CloudError`. */
async function call<T>(address: string, options: RequestInit, answer: z.ZodType<T>): Promise<T> {
  let response: Response;
  let said: unknown;
  try {
    response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS), ...options });
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

/** The id of a person who hides their number begins with the letters of a country. */
const isTelephone = (handle: string): boolean => /^\d+$/.test(handle);
