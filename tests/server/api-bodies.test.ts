import { expect, test } from 'vitest';
import { openOffice, tokenFor } from './office.ts';

const MOST = 64 * 1024;

test('no route of the API takes more than 64 KB, whether its length is told or not', async () => {
  await using office = await openOffice();
  const token = await tokenFor(office, 'coordinator');
  const takers = office.routes.routes.filter(
    ({ method, path }) => path.startsWith('/api/') && ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method),
  );
  expect(takers.length).toBeGreaterThanOrEqual(7);
  const streamed = (text: string) => new Blob([text]).stream();
  for (const { method, path } of takers) {
    const status = async (size: number, told: boolean) => {
      const text = JSON.stringify('x'.repeat(size - 2));
      const length = told ? { 'content-length': String(size) } : {};
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...length };
      const body = told ? text : streamed(text);
      const answer = await office.routes.request(path, { method, headers, body, duplex: 'half' } as RequestInit);
      return answer.status;
    };
    for (const told of [true, false]) {
      expect([method, path, told, await status(MOST + 1, told)]).toEqual([method, path, told, 413]);
      expect([400, 404]).toContain(await status(MOST, told));
    }
  }
});
