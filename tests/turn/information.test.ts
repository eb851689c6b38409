import { describe, expect, test } from 'vitest';
import { confirmService } from '../../src/pilot/confirmed.ts';
import { holdingsOf, saveService } from '../../src/store/holdings.ts';
import { content } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { JOIN } from './support.ts';

const LAST_DAY = Date.UTC(2027, 4, 24, 9);
const DAY_AFTER = Date.UTC(2027, 4, 25, 9);

/** Somebody confirms a service on the day that it is in the chat. */
async function confirm({ store }: Stage, id: string): Promise<void> {
  const { services } = await holdingsOf(store.read, 'serbia');
  const service = services.find((one) => one.id === id);
  if (service === undefined) throw new Error(`no service ${id}`);
  await store.tx((q) => saveService(q, 'serbia', confirmService(service, 'Ana', '2026-11-24')));
}

/** Everything that is said about a service. */
async function readAbout({ hear, texts }: Stage, name: string): Promise<string> {
  const before = texts('42').length;
  await hear('42', 'menu', 'Services here', name);
  return texts('42').slice(before).join('\n');
}

async function readCard({ hear, texts }: Stage): Promise<string> {
  const before = texts('42').length;
  await hear('42', 'he beats me', 'Yes');
  return texts('42').slice(before).join('\n');
}

describe('what a named person has confirmed', () => {
  test('is told with the day, and no longer than six months', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN);
    expect(await readAbout(stage, 'NSZ Employment Service')).not.toContain('011 2929 000');
    expect(await readAbout(stage, 'Asylum Protection Center')).toContain(
      'Published 2024 (apc-cza.org); not confirmed since.',
    );
    for (const id of ['nsz', 'apc']) await confirm(stage, id);
    for (const now of [stage.clock.now, LAST_DAY]) {
      stage.clock.now = now;
      const nsz = await readAbout(stage, 'NSZ Employment Service');
      expect(nsz).toContain('011 2929 000');
      expect(nsz).toContain('Confirmed on Tuesday 24 November.');
      expect(await readAbout(stage, 'Asylum Protection Center')).toContain('Confirmed on Tuesday 24 November.');
    }
    stage.clock.now = DAY_AFTER;
    const nsz = await readAbout(stage, 'NSZ Employment Service');
    expect(nsz).toContain('We have no confirmed address or phone number');
    expect(nsz).not.toContain('011 2929 000');
    const apc = await readAbout(stage, 'Asylum Protection Center');
    expect(apc).toContain('Published 2024 (apc-cza.org); not confirmed since.');
    expect(apc).toContain('+381 11 2457 376');
  });

  test('is on the safety card for as long', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN);
    expect(await readCard(stage)).not.toContain('0800 100 007');
    await confirm(stage, 'womens-centre');
    stage.clock.now = LAST_DAY;
    expect(await readCard(stage)).toContain('0800 100 007');
    stage.clock.now = DAY_AFTER;
    const card = await readCard(stage);
    expect(card).not.toContain('0800 100 007');
    expect(card).toContain('0800 222 003');
  });

  test('about the right to work is told with the day, and then as it was published', async () => {
    const { serbia } = content.pilots;
    const row = serbia?.rights['asylum-seeker'];
    if (serbia === undefined || row === undefined) throw new Error('no pilot');
    const confirmed = { ...row, confirmedBy: 'Ana', confirmedOn: '2026-11-24' };
    const pilots = {
      ...content.pilots,
      serbia: { ...serbia, rights: { ...serbia.rights, 'asylum-seeker': confirmed } },
    };
    await using stage = await openStage('sqlite', { content: { ...content, pilots } });
    const read = async () => {
      const before = stage.texts('42').length;
      await stage.hear('42', 'menu', 'Steps to work', 'Change my status', 'Asylum seeker');
      return stage.texts('42').slice(before).join('\n');
    };
    await stage.hear('42', ...JOIN, 'Steps to work', 'Asylum seeker');
    stage.clock.now = LAST_DAY;
    expect(await read()).toContain('Confirmed by the pilot on Tuesday 24 November. Law changes');
    stage.clock.now = DAY_AFTER;
    const later = await read();
    expect(later).toContain('(as of 2024)');
    expect(later).not.toContain('Confirmed by the pilot');
  });
});

describe('the safety card', () => {
  test.each(Object.entries(content.pilots))(
    'in %s has the numbers of the emergency services there',
    async (pilot, of) => {
      const { emergency } = of;
      if (emergency === undefined) throw new Error(`no numbers in ${pilot}`);
      await using stage = await openStage('sqlite');
      await stage.hear(
        '42',
        ...JOIN.slice(0, 2),
        content.model.texts.say('en', `pilots:${pilot}.name`),
        'Yes, I agree',
      );
      const card = await readCard(stage);
      const { police, fire, ambulance } = emergency;
      if (police === fire && fire === ambulance) expect(card).toContain(`call ${police}: police, fire brigade and amb`);
      else expect(card).toContain(`Police ${police}\nFire ${fire}\nAmbulance ${ambulance}\n`);
    },
  );
});
