import { expect, test } from 'vitest';
import { createMailer } from '../src/mail.ts';
import { mailServer } from './fakes/mail-server.ts';

const letter = { to: 'ana@example.org', subject: 'Today', text: 'Nothing.', id: 'today' };

test.each(['127.0.0.1', 'localhost'])('a mail server on this machine, at %s, takes letters in clear', async (host) => {
  await using server = await mailServer();
  await createMailer(`smtp://ana:hunter2@${host}:${server.port}`, 'saputnik@example.org').send(letter);
  expect(server.heard).toEqual(['hunter2']);
  expect(server.taken).toMatchObject([{ to: ['ana@example.org'] }]);
});

test('any other that offers no encryption gets no password and no letter', async () => {
  await using server = await mailServer();
  // Leads to this machine as well, and by its words does not.
  const mailer = createMailer(`smtp://ana:hunter2@0.0.0.0:${server.port}`, 'saputnik@example.org');
  await expect(mailer.send(letter)).rejects.toMatchObject({ code: 'ETLS' });
  expect([server.heard, server.taken]).toEqual([[], []]);
});
