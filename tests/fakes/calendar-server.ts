import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';

/** Where people keep calendars of their own: each under a path. */
export interface CalendarServer extends AsyncDisposable {
  /** What is answered, by path without the slash. */
  readonly answers: Map<string, string | ((answer: ServerResponse) => void)>;
  /** How often each path was asked for. */
  readonly asked: Map<string, number>;
  url(path: string): string;
}

export async function calendarServer(): Promise<CalendarServer> {
  const answers: CalendarServer['answers'] = new Map();
  const asked: CalendarServer['asked'] = new Map();
  const server = createServer((request, answer) => {
    const path = request.url?.slice(1) ?? '';
    asked.set(path, (asked.get(path) ?? 0) + 1);
    const given = answers.get(path);
    if (typeof given === 'function') given(answer);
    else answer.writeHead(given === undefined ? 404 : 200).end(given);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    answers,
    asked,
    url: (path) => `http://127.0.0.1:${port}/${path}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
