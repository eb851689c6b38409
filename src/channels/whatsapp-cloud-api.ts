import { z } from 'zod';
import { CloudError } from './whatsapp-cloud-errors.ts';
import type { Payload } from './whatsapp-cloud-render.ts';

export interface CloudAccount {
  /** Of a system user, with `whatsapp_business_messaging`. */
  token: string;
  phoneNumberId: string;
  /** With the version, without a slash at its end; default Meta's own. */
  apiRoot?: string | undefined;
}

/** The calls of the Cloud API that are made here. All reject with a `CloudError`. */
export interface CloudApi {
  /** Sends one message; resolves with its id. `to`: a telephone number, or the id of somebody who hides theirs. */
  send(to: string, payload: Payload): Promise<string>;
  /** Shows blue ticks on a message, and that we are writing. */
  markRead(message: string): Promise<void>;
  /** Uploads a file to be sent; resolves with its id. */
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
      // An answer that says neither is as good as none.
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

/** Ids of people who hide their number begin with a country's letters. */
const isTelephone = (handle: string): boolean => /^\d+$/.test(handle);
