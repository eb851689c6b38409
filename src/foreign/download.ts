import { once } from 'node:events';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect, isIP, type TcpNetConnectOpts } from 'node:net';
import { pipeline } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { createGunzip } from 'node:zlib';
import { NOT_PUBLIC } from './addresses.ts';
import { ForeignError } from './failure.ts';

const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Limits of a download. */
export interface Limits {
  /** The most bytes, unpacked. */
  bytes: number;
  /** For all of it: names, redirects and the body. */
  milliseconds: number;
  /** Hosts that may be asked though their address is not public, and without encryption. */
  trusted: ReadonlySet<string>;
  /** Ends the download early. */
  signal: AbortSignal;
}

/**
 * What an address answers with. Only https and public addresses are asked, except of trusted hosts; the address is
 * checked that a connection really goes to, of every redirect as well.
 *
 * @throws ForeignError
 */
export async function download(address: string, accept: string, limits: Limits): Promise<Uint8Array> {
  const signal = AbortSignal.any([limits.signal, AbortSignal.timeout(limits.milliseconds)]);
  try {
    let url = new URL(address);
    let isTrusted = true;
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      // A host that anybody can name must not lead to one that is trusted.
      isTrusted &&= limits.trusted.has(url.hostname);
      const response = await ask(url, accept, isTrusted, signal);
      const { statusCode = 0, headers } = response;
      if (statusCode === 200) return await bodyOf(response, limits.bytes);
      response.destroy();
      if (!REDIRECTS.has(statusCode) || headers.location === undefined)
        throw new ForeignError('unreachable', String(statusCode));
      url = new URL(headers.location, url);
    }
    throw new ForeignError('unreachable', 'redirects');
  } catch (error) {
    if (error instanceof ForeignError) throw error;
    if (signal.aborted) throw new ForeignError('too-much', 'time');
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new ForeignError(code === 'ERR_IP_BLOCKED' ? 'refused' : 'unreachable', code);
  }
}

async function ask(url: URL, accept: string, isTrusted: boolean, signal: AbortSignal): Promise<IncomingMessage> {
  const isSecure = url.protocol === 'https:';
  if (!isSecure && !(isTrusted && url.protocol === 'http:')) throw new ForeignError('refused', url.protocol);
  const blockList = isTrusted ? {} : { blockList: NOT_PUBLIC };
  const request = (isSecure ? requestHttps : requestHttp)(url, {
    headers: { accept, 'accept-encoding': 'gzip' },
    signal,
    // The connection itself is checked: a name may lead elsewhere from one moment to the next.
    createConnection(options) {
      const socket = connect({ ...(options as TcpNetConnectOpts), ...blockList });
      const host = options.host ?? '';
      return isSecure ? connectTls({ socket, host, servername: isIP(host) === 0 ? host : '' }) : socket;
    },
  });
  // An error that comes after the response is the response's too, and is met where that is read.
  request.on('error', () => {});
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

async function bodyOf(response: IncomingMessage, most: number): Promise<Uint8Array> {
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') throw new ForeignError('unreachable', 'encoding');
  const parts: Uint8Array[] = [];
  let size = 0;
  // An error of the response goes on to what is read here.
  for await (const part of encoding === 'gzip' ? pipeline(response, createGunzip(), () => {}) : response) {
    size += part.length;
    if (size > most) throw new ForeignError('too-much', 'size');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
