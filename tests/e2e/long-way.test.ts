import { describe, expect, test } from 'vitest';
import { retain } from '../../src/turn/due/retention.ts';
import { DAY, HOUR } from '../fakes/clock.ts';
import { comeToMenu, goOn } from '../fakes/phones.ts';
import { ON_CHANNEL } from './on-channel.ts';

const WHO = 'Are you the person who wrote here before?';
const MENU = 'How can we help you?';

// What a real channel does not say in time is a failure here, not a wait for ever.
describe.each(Object.entries(ON_CHANNEL))('on %s', { timeout: 60_000 }, (_, on) => {
  test('a phone that two people use shows nothing of the one to the other', async () => {
    await on(async (phone, stage) => {
      const go = goOn(phone, stage.clock);
      await comeToMenu(phone, go);
      await go('Steps to work', 'Steps to work: 0 of 15 done.');
      await go('▶ My right to work', 'What is your status here?');
      await go('Asylum seeker', 'Ask before you sign');
      const people = async () => (await stage.rows('person')).length;
      stage.clock.now += 9 * HOUR;
      await phone.write('hello');
      await phone.sees(WHO);
      for (const said of ['sylum', 'right to work', 'Steps']) expect(phone.news()).not.toContain(said);
      await go('This is not me', 'This chat begins anew');
      // It was the same person after all.
      await go('It is me after all', 'belongs to this chat again');
      await phone.write('menu');
      await phone.sees(MENU);
      await go('Steps to work', 'Steps to work: 0 of 15 done.');
      stage.clock.now += 9 * HOUR;
      await phone.write('menu');
      await phone.sees(WHO);
      await go('This is not me', 'This chat begins anew');
      await phone.write('hello');
      await phone.sees('Choose your language');
      expect(await people()).toBe(2);
    });
  });

  test("who keeps a phone that was somebody else's begins anew, and the other is forgotten", async () => {
    await on(async (phone, stage) => {
      const go = goOn(phone, stage.clock);
      await comeToMenu(phone, go);
      const [before] = await stage.rows('person');
      stage.clock.now += 9 * HOUR;
      await phone.write('menu');
      await phone.sees(WHO);
      await go('This is not me', 'This chat begins anew');
      await comeToMenu(phone, go);
      stage.clock.now += DAY + HOUR;
      await retain(stage.world);
      const people = await stage.rows('person');
      expect([people.length, people.some(({ id }) => id === before?.id)]).toEqual([1, false]);
      await phone.write('menu');
      await phone.sees(WHO);
      await go('Yes, it is me', MENU);
    });
  });

  test('another language can be chosen at any question, which comes again in it', async () => {
    await on(async (phone, stage) => {
      const go = goOn(phone, stage.clock);
      await comeToMenu(phone, go);
      await go('Steps to work', 'Steps to work: 0 of 15 done.');
      await go('▶ My right to work', 'What is your status here?');
      await phone.write('language');
      await phone.sees('Choose your language');
      await go('العربية', 'ما هو وضعك القانوني هنا؟');
    });
  });

  test('what is typed in own words is offered, and the tap goes there', async () => {
    await on(async (phone, stage) => {
      const go = goOn(phone, stage.clock);
      await comeToMenu(phone, go);
      await phone.write('who can look after my kids');
      await phone.sees('Is this what you mean?');
      await go('Childcare', 'kindergarten');
    });
  });

  test('consent that ends takes everything with it, and what comes later asks anew', async () => {
    await on(async (phone, stage) => {
      const go = goOn(phone, stage.clock);
      await comeToMenu(phone, go);
      await phone.write('stop');
      await phone.sees('We have stopped.');
      stage.clock.now += 9 * HOUR;
      await phone.write('where is a kindergarten');
      await phone.sees(WHO);
      await go('Yes, it is me', 'Do you agree?');
    });
  });

  test('who is too young to agree reads on without a profile', async () => {
    await on(async (phone, stage) => {
      const go = goOn(phone, stage.clock);
      await phone.open();
      await phone.sees('Choose your language');
      await go('English', 'Which city or country do you need information for?');
      await go('Serbia', 'If not, you can still read everything here.');
      await go('Under 15', 'So we keep no profile of you.');
      await go('Read on', MENU);
      expect((await stage.rows('person')).map(({ consented }) => consented)).toEqual([false]);
    });
  });

  test('who lives in another city now moves there, once they have agreed to its notice', async () => {
    await on(async (phone, stage) => {
      const go = goOn(phone, stage.clock);
      await comeToMenu(phone, go);
      await phone.write('i live in Vienna now');
      await phone.sees('Is this what you mean?');
      await go('Another city', 'Where do you live now?');
      await go('Vienna', 'Do you agree? If not, everything stays as it is.');
      const moved = async () => (await stage.rows('event')).some(({ pilot }) => pilot === 'vienna');
      expect(await moved()).toBe(false);
      await go('Yes, I agree', 'This chat is now for: Vienna.');
      expect(await moved()).toBe(true);
    });
  });
});
