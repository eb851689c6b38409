import type { Logger } from 'pino';
import { numbered } from '../conversation/numbered.ts';
import type { PushChannel, Recall, Receive, Sent } from '../turn/channel.ts';
import { CAPABILITIES } from './capabilities.ts';
import { keepCondition } from './condition.ts';
import { chatWithNumber } from './start.ts';
import { afterClose } from './whatsapp-web-close.ts';
import { fetchWebFile } from './whatsapp-web-files.ts';
import { LEASE_MS, type Lease, RENEW_MS } from './whatsapp-web-lease.ts';
import { createPhone } from './whatsapp-web-phone.ts';
import { incomingOf, movedOf, receiptOf } from './whatsapp-web-read.ts';
import {
  isLinked,
  LINK_RUN_OUT,
  openSocket,
  ownNumber,
  type Socket,
  SocketError,
  type SocketEvents,
  type SocketOptions,
} from './whatsapp-web-socket.ts';

interface WhatsappWebOptions extends SocketOptions {
  lease: Lease;
  log: Logger;
  /** Epoch ms. */
  clock: () => number;
  /** A random number from 0 to below 1. */
  dice: () => number;
  /** Resolves after `ms` milliseconds. When the signal is aborted, it ends early, and either resolves or rejects. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** The recordings that a person can ask for, by the names of their files. */
  recordings?: ReadonlyMap<string, { path: string }>;
  /** The address of the server with people's files; default WhatsApp's own. */
  filesUrl?: string;
}

/** How often to check whether a phone has linked this device, or another process has released the lease. */
const LOOK_MS = 5_000;
/** A connection that lasted this long resets the count of failures. */
const GOOD_MS = 60_000;
const STOP_MS = 1_800;
/** Why we cannot connect where it is not WhatsApp's fault. */
const DATABASE = 'database';
const OWN_FILES = 'https://mmg.whatsapp.net';
const TYPES: Readonly<Record<string, string>> = { ogg: 'audio/ogg; codecs=opus', mp3: 'audio/mpeg' };

/**
 * WhatsApp as a device that is linked to a phone, by an unofficial library. It never writes first: WhatsApp bans
 * numbers that do.
 */
export function createWhatsappWeb(options: WhatsappWebOptions): PushChannel {
  const { keys, lease, log, clock, dice, wait, recordings, filesUrl = OWN_FILES } = options;
  const condition = keepCondition(clock);
  const phone = createPhone(options, () => {
    if (isOpen) void socket?.leave();
    return isOpen;
  });
  let isOpen = false;
  let socket: Socket | undefined;
  let running: { abort: AbortController; done: Promise<void> } | undefined;
  /** The last complaint: a repeated one is not logged again every few seconds. */
  let complaint = '';
  function complain(why: string): void {
    if (complaint !== why)
      log.error({ channel: 'whatsapp-web', why, alert: 'channel-paused' }, 'WhatsApp is not linked');
    complaint = why;
  }

  /** Runs one connection, from its beginning to its end. Returns the code with which it ended. */
  async function connect(receive: Receive, recall: Recall, signal: AbortSignal): Promise<number> {
    const { promise: closed, resolve } = Promise.withResolvers<number>();
    const events: SocketEvents = {
      opened() {
        isOpen = true;
        complaint = '';
        condition.note('running');
        log.info({ channel: 'whatsapp-web' }, 'WhatsApp is connected');
      },
      closed: resolve,
      async heard(message) {
        const incoming = incomingOf(message);
        if (incoming === undefined) return;
        await receive([incoming]);
        void socket?.markRead(message.chat, message.id).catch(() => undefined);
      },
      reported(id, status, code) {
        const receipt = receiptOf(id, status, code);
        if (receipt === undefined) return;
        if (receipt.state === 'failed')
          log.error({ channel: 'whatsapp-web', why: receipt.why, alert: 'refused' }, 'WhatsApp refuses what we send');
        // WhatsApp does not repeat a receipt that was not stored: nothing depends on it.
        receive([], { receipts: [receipt] }).catch(events.broken);
      },
      moved(change) {
        const moved = movedOf(change);
        if (moved !== undefined) receive([], { moved: [moved] }).catch(events.broken);
      },
      unreadable: () =>
        log.warn({ channel: 'whatsapp-web' }, 'a message cannot be decrypted; its sender is asked for it again'),
      async recall(id) {
        const reply = await recall('whatsapp-web', id);
        return reply === undefined ? undefined : (numbered(reply) ?? undefined);
      },
      broken: (error) =>
        log.error(
          { channel: 'whatsapp-web', reason: error instanceof Error ? error.name : 'unknown', alert: 'store' },
          'what WhatsApp told could not be stored',
        ),
    };
    const opened = await openSocket(options, events);
    socket = opened;
    const end = () => void opened.close();
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    const ended = new AbortController();
    void closed.then(() => ended.abort());
    while (!ended.signal.aborted) {
      await wait(RENEW_MS, ended.signal).catch(() => undefined);
      // Without the lease another process may be connecting already.
      if (!ended.signal.aborted && !(await lease.take(LEASE_MS).catch(() => false))) end();
    }
    signal.removeEventListener('abort', end);
    socket = undefined;
    return closed;
  }

  async function run(receive: Receive, recall: Recall, signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const here = phone.beginRound(signal);
      if (phone.isAsked()) {
        if (await phone.obey(here)) condition.note('unlinked');
        continue;
      }
      const why = await obstacle();
      if (why !== undefined) {
        complain(why);
        await wait(LOOK_MS, here).catch(() => undefined);
        continue;
      }
      const began = performance.now();
      const code = await connect(receive, recall, here).catch(() => LINK_RUN_OUT);
      isOpen = false;
      failures = performance.now() - began > GOOD_MS ? 0 : failures + 1;
      if (signal.aborted) break;
      if (phone.isAsked()) continue;
      const next = afterClose(code, failures - 1, dice());
      if (next.kind === 'again') {
        condition.note('unreachable', `WhatsApp ${code}`);
        log.warn({ channel: 'whatsapp-web', code, ms: next.ms }, 'the connection to WhatsApp ended; connecting again');
        await wait(next.ms, here).catch(() => undefined);
        continue;
      }
      complain(next.why);
      condition.note(next.kind === 'stop' ? 'stopped' : 'lost', next.why);
      if (next.kind === 'relink') await keys.clear().catch(() => undefined);
      // Who links the device again needs the lease.
      await lease.release().catch(() => undefined);
      if (next.kind === 'stop') await abortOf(here);
    }
    await lease.release().catch(() => undefined);
  }

  /** The reason why we cannot connect, which is noted; undefined when we can. */
  async function obstacle(): Promise<string | undefined> {
    try {
      if (!(await isLinked(keys))) {
        if (condition.get().state !== 'lost') condition.note('unlinked');
        return 'no phone has linked this device: npm run saputnik -- whatsapp link';
      }
      if (await lease.take(LEASE_MS)) return undefined;
      condition.note('elsewhere');
      return 'another process holds the connection';
    } catch {
      condition.note('unreachable', DATABASE);
      return 'the database is in trouble';
    }
  }

  return {
    name: 'whatsapp-web',
    can: CAPABILITIES['whatsapp-web'],

    isReady: () => isOpen,

    condition: condition.get,

    phone: phone.link,

    start(receive, recall) {
      const abort = new AbortController();
      running = { abort, done: run(receive, recall, abort.signal) };
    },

    /** This channel takes no message away: a `clear` sends nothing. */
    async send(handle, reply, { heardAt, file }): Promise<Sent> {
      if (reply.kind === 'clear') return { result: 'sent', externalIds: [] };
      if (reply.kind === 'document' && file === undefined) return { result: 'never', why: 'no file' };
      if (heardAt === null) return { result: 'never', why: 'the person has not written first' };
      if (socket === undefined || !isOpen) return { result: 'retry', why: 'WhatsApp is not connected' };
      try {
        const path = reply.kind === 'audio' ? recordings?.get(reply.audio.file)?.path : undefined;
        const type = TYPES[path?.split('.').at(-1) ?? ''];
        const spoken = path && type ? { audio: path, type } : { text: numbered(reply) ?? '' };
        const message = file === undefined ? spoken : { file, caption: numbered(reply) ?? '' };
        return { result: 'sent', externalIds: [await socket.send(handle, message)] };
      } catch (error) {
        if (!(error instanceof SocketError)) throw error;
        // 404 and 406: the address does not exist, or is not a valid one.
        const isNever = error.code === 404 || error.code === 406;
        return { result: isNever ? 'never' : 'retry', why: error.message };
      }
    },

    async address(start) {
      const number = await ownNumber(keys);
      return number === undefined ? undefined : chatWithNumber(number, start);
    },

    fetchFile: (ref, most, signal) => fetchWebFile(filesUrl, ref, most, signal),

    async stop() {
      if (!running) return;
      const timer = new AbortController();
      running.abort.abort();
      await Promise.race([running.done, wait(STOP_MS, timer.signal).catch(() => undefined)]);
      timer.abort();
    },
  };
}

/** Resolves when a signal is aborted. */
const abortOf = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
