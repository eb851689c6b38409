import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';

export interface Taken {
  to: string[];
  raw: string;
}

/**
 * A real mail server on 127.0.0.1 that offers no encryption, keeps what it takes, and refuses it while it is told to.
 * `heard`: every password that was said to it.
 */
export async function mailServer() {
  const taken: Taken[] = [];
  const heard: string[] = [];
  const state = { refuses: false };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onAuth({ password, username }, _, done) {
      heard.push(password ?? '');
      done(null, { user: username });
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        if (state.refuses) return done(Object.assign(new Error('not now'), { responseCode: 451 }));
        const to = session.envelope.rcptTo.map(({ address }) => address);
        taken.push({ to, raw: Buffer.concat(parts).toString('utf8') });
        return done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    taken,
    heard,
    state,
    port,
    url: `smtp://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
