import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type ChatTurn, holdChat } from '../src/commands/hold-chat.ts';
import { openRehearsal, readRecording, writeRecording } from '../src/commands/rehearsal.ts';
import { content } from './fakes/parts.ts';

const FOLDER = new URL('conversations/', import.meta.url);
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

/**
 * Chats that were recorded (`npm run chat -- --record tests/conversations/NAME.yaml`) and must still be answered as they
 * were. Where the answers are meant to change: `npx vitest run tests/conversations.test.ts -u`, and read the difference.
 */
describe('a recorded conversation', () => {
  test('is there: a booking and its cancellation, and steps to work in Arabic', () => {
    expect(files).toEqual(expect.arrayContaining(['book-and-cancel.yaml', 'steps-to-work-in-arabic.yaml']));
  });

  test.each(files)('%s gets the same answers', async (name) => {
    const { start, seed, turns } = readRecording(readFileSync(new URL(name, FOLDER), 'utf8'));
    await using stage = await openRehearsal({ start, seed }, content);
    const heard: ChatTurn[] = [];
    const lines = () => turns.flatMap(({ typed }) => (typed === undefined ? [] : [typed]));
    for await (const turn of holdChat(stage, lines)) heard.push(turn);
    const again = writeRecording({ start, seed, turns: heard });
    await expect(again).toMatchFileSnapshot(new URL(name, FOLDER).pathname);
  });
});
