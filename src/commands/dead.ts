import { UsageError } from '../errors.ts';
import { deadLetters, dropLetters, groupOf, type Letter, retryLetters } from '../turn/office/dead-letters.ts';
import { type Call, command } from './command.ts';
import { type Opened, withData } from './open.ts';

export const deadList = command({
  async run(call) {
    await withLetters(call, ({ letters }) => {
      if (letters.length === 0) call.say('Nothing was given up.');
      for (const group of new Set(letters.map(groupOf))) {
        const [newest, ...others] = letters.filter((one) => groupOf(one) === group);
        const at = newest === undefined ? '' : new Date(newest.at).toISOString().slice(0, 10);
        call.say(`${group}  ${others.length + 1}, the newest of ${at}`);
      }
    });
  },
});

export const deadRetry = command({
  words: [3, 3],
  async run(call) {
    await withGroup(call, async (world, letters) => {
      const count = await retryLetters(world, null, letters);
      call.say(`${count} are tried again, as the running server gets to it; ${letters.length - count} are not.`);
    });
  },
});

export const deadDrop = command({
  words: [3, 3],
  async run(call) {
    await withGroup(call, async (world, letters) => {
      call.say(`${await dropLetters(world, null, letters)} are put away, and their words are deleted.`);
    });
  },
});

type Office = Pick<Opened, 'store' | 'vault'> & Pick<Call, 'clock'>;

/** Works with all dead letters: who is at the machine answers for every pilot. */
const withLetters = (
  call: Pick<Call, 'env' | 'root' | 'clock'>,
  work: (found: { letters: Letter[] }, world: Office) => Promise<void> | void,
): Promise<void> =>
  withData(call, async ({ store, vault }) => {
    const world = { store, vault, clock: call.clock };
    await work(await deadLetters(world), world);
  });

/** Works with the letters of the group that the words name, as `dead list` does. */
const withGroup = (call: Call, work: (world: Office, letters: Letter[]) => Promise<void>): Promise<void> =>
  withLetters(call, async ({ letters }, world) => {
    const group = letters.filter((one) => groupOf(one) === call.words.join(' '));
    if (group.length === 0) throw new UsageError(`there is no "${call.words.join(' ')}"; see "dead list"`);
    await work(world, group);
  });
