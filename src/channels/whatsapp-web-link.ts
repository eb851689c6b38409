import { LEASE_MS, type Lease, RENEW_MS } from './whatsapp-web-lease.ts';
import { LINK_RUN_OUT, openSocket, type Socket, SocketError, type SocketOptions } from './whatsapp-web-socket.ts';

/** The options for linking, beside those of the connection. */
interface LinkOptions extends SocketOptions {
  lease: Lease;
  /** Shows the code that the phone has to scan. A new code replaces the one before. */
  show: (qr: string) => void;
  /** Gives up when it is aborted. */
  signal: AbortSignal;
}

/** How long codes are shown (ms): nobody stands there with a phone for longer. */
export const LINK_PATIENCE_MS = 5 * 60_000;

type LinkOutcome = 'linked' | 'held' | 'given up' | { refused: number };

/**
 * Links this device to a phone: shows codes until one is scanned, and connects once, so that all keys are exchanged.
 * The keys of an earlier link are deleted.
 */
export async function linkDevice({ lease, show, signal, ...options }: LinkOptions): Promise<LinkOutcome> {
  if (!(await lease.take(LEASE_MS))) return 'held';
  const renewing = setInterval(() => void lease.take(LEASE_MS).catch(() => false), RENEW_MS);
  try {
    await options.keys.clear();
    while (!signal.aborted) {
      const code = await connectOnce(options, show, signal);
      if (code === 'opened') return 'linked';
      // These two codes are no refusal: a restart after the scan, and a code that was not scanned in time.
      if (code !== 515 && code !== LINK_RUN_OUT) return { refused: code };
    }
    return 'given up';
  } finally {
    clearInterval(renewing);
    await lease.release();
  }
}

async function connectOnce(
  options: SocketOptions,
  show: (qr: string) => void,
  signal: AbortSignal,
): Promise<number | 'opened'> {
  const { promise: closed, resolve } = Promise.withResolvers<number>();
  let isOpen = false;
  let socket: Socket | undefined;
  const close = () => void socket?.close();
  const refuse = async () => {
    throw new SocketError(LINK_RUN_OUT);
  };
  socket = await openSocket(options, {
    qr: show,
    opened() {
      isOpen = true;
      close();
    },
    closed: resolve,
    // A message that comes while linking is refused; WhatsApp sends it again to the server.
    heard: refuse,
    reported: () => {},
    moved: () => {},
    unreadable: () => {},
    recall: async () => undefined,
    broken: close,
  });
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  const code = await closed;
  signal.removeEventListener('abort', close);
  return isOpen ? 'opened' : code;
}
