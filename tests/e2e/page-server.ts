import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createWebChat } from '../../src/channels/web-chat.ts';
import type { Reply } from '../../src/conversation/message.ts';
import { webChatRoutes } from '../../src/server/chat/routes.ts';
import type { Texts } from '../../src/text/texts.ts';
import { createLimits } from '../../src/turn/limits.ts';

const refusals = { note: () => {}, noteCrowd: () => {} };

/** The page of the web chat, whose every visitor finds these replies and no answer. */
export async function startPage(texts: Texts, replies: Reply[]): Promise<AsyncDisposable & { url: string }> {
  const channel = createWebChat();
  const numbered = replies.map((reply, index) => ({ seq: index + 1, reply }));
  const app = webChatRoutes({
    texts,
    channel,
    receive: async () => {},
    replies: async (_, after) => ({ replies: numbered.slice(after ?? 0), now: numbered.length }),
    proofOf: () => 'proof',
    keepUpload: async () => 'unwanted',
    fileFor: async () => undefined,
    endSession: async () => {},
    refusals,
    limits: createLimits(Date.now, refusals),
    random: randomBytes,
    clock: () => 0,
    secure: false,
    speaks: false,
  });
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise((listening) => server.once('listening', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      await channel.stop();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
