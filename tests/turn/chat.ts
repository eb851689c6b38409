import type { Reply, Content as Said } from '../../src/conversation/message.ts';
import type { Stage } from '../fakes/stage.ts';

/** What people of one address do in the web chat. */
export function chatAt(stage: Stage, address: string) {
  const env = { incoming: { socket: { remoteAddress: address } } };
  let count = 0;
  const ask = (path: string, init: RequestInit, handle: string) =>
    stage.routes.request(path, { ...init, headers: { cookie: `chat=${handle}`, origin: 'http://localhost' } }, env);
  const post = async (handle: string, content: Said): Promise<number> => {
    count += 1;
    const body = JSON.stringify({ id: `${address.replaceAll('.', '-')}-${String(count).padStart(10, '0')}`, content });
    const { status } = await ask('/chat/messages', { method: 'POST', body }, handle);
    await stage.pump.settle();
    return status;
  };
  const replies = async (handle: string): Promise<Reply[]> => {
    const answer = await ask('/chat/replies?after=0', {}, handle);
    return ((await answer.json()) as { replies: { reply: Reply }[] }).replies.map(({ reply }) => reply);
  };
  return {
    /** Says one thing after the other; returns the last status. */
    async says(handle: string, ...said: string[]): Promise<number> {
      let last = 204;
      for (const text of said) last = await post(handle, { kind: 'text', text });
      return last;
    },
    /** Chooses these answers, by their places, of one question after the other. */
    async chooses(handle: string, ...places: number[]): Promise<void> {
      for (const place of places) {
        const asked = (await replies(handle)).findLast((reply) => reply.kind === 'choice');
        await post(handle, { kind: 'tap', button: asked?.options[place]?.id ?? '' });
      }
    },
    /** The labels of the newest question. */
    options: async (handle: string): Promise<string[]> => {
      const asked = (await replies(handle)).findLast((reply) => reply.kind === 'choice');
      return asked?.options.map(({ label }) => label) ?? [];
    },
    texts: async (handle: string): Promise<string> =>
      (await replies(handle)).map((reply) => ('text' in reply ? reply.text : '')).join('\n'),
  };
}
