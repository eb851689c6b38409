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

/** Everything that is said about a service, which stands under each of its needs. */
async function readAbout({ hear, texts }: Stage, id: string): Promise<string> {
  const [need] = content.pilots.serbia?.services.find((one) => one.id === id)?.needs ?? [];
  if (need === undefined) throw new Error(`no service ${id}`);
  const { say } = content.model.texts;
  const before = texts('42').length;
  await hear('42', 'menu', 'Services here', say('en', `needs:${need}`), say('en', `serbia:services.${id}.name`));
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
    expect(await readAbout(stage, 'nsz')).not.toContain('011 2929 000');
    expect(await readAbout(stage, 'apc')).toContain('Source: apc-cza.org, 2024. Nobody here has checked it since.');
    for (const id of ['nsz', 'apc']) await confirm(stage, id);
    for (const now of [stage.clock.now, LAST_DAY]) {
      stage.clock.now = now;
      const nsz = await readAbout(stage, 'nsz');
      expect(nsz).toContain('011 2929 000');
      expect(nsz).toContain('Our team here checked this on 24 November 2026.');
      expect(await readAbout(stage, 'apc')).toContain('Our team here checked this on 24 November 2026.');
    }
    stage.clock.now = DAY_AFTER;
    const nsz = await readAbout(stage, 'nsz');
    expect(nsz).toContain('We have no address or phone number of this service that is sure.');
    expect(nsz).not.toContain('011 2929 000');
    const apc = await readAbout(stage, 'apc');
    expect(apc).toContain('Source: apc-cza.org, 2024. Nobody here has checked it since.');
    expect(apc).toContain('+381 11 2457-376');
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
    expect(card).toContain('+381 61 63 84 071');
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
      await stage.hear('42', 'menu', 'Steps to work', 'Correct my answer', 'Asylum seeker');
      return stage.texts('42').slice(before).join('\n');
    };
    await stage.hear('42', ...JOIN, 'Steps to work', 'Asylum seeker');
    stage.clock.now = LAST_DAY;
    expect(await read()).toContain('Our team here checked this on 24 November 2026. Law changes');
    stage.clock.now = DAY_AFTER;
    const later = await read();
    expect(later).toContain('(source of 2024)');
    expect(later).not.toContain('Our team here checked this');
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

  /** The helplines of a pilot that a card names. */
  const namedOn = (card: string, pilot: string) =>
    (content.pilots[pilot]?.services ?? []).filter(({ id }) =>
      card.includes(content.model.texts.say('en', `${pilot}:services.${id}.name`)),
    );

  test.each(Object.keys(content.pilots))('in %s has one helpline to three, and only what is sure', async (pilot) => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN.slice(0, 2), content.model.texts.say('en', `pilots:${pilot}.name`), 'Yes, I agree');
    const named = namedOn(await readCard(stage), pilot);
    expect(named.length).toBeGreaterThanOrEqual(1);
    expect(named.length).toBeLessThanOrEqual(3);
    for (const { helpline, audience, state, contacts } of named) {
      expect({ helpline, audience, state }).toEqual({ helpline: true, audience: undefined, state: 'V' });
      expect(contacts.some((contact) => contact.kind === 'phone' && contact.state === 'V')).toBe(true);
    }
  });

  test('stays as long when more is confirmed: the lines against violence come first', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN);
    const ids = async () => namedOn(await readCard(stage), 'serbia').map(({ id }) => id);
    expect(await ids()).toEqual(['atina', 'mup-traff', 'czztlj']);
    for (const id of ['sos-women', 'womens-centre']) await confirm(stage, id);
    expect(await ids()).toEqual(['sos-women', 'atina', 'womens-centre']);
  });

  test('names a number once, where a helpline has that of the police', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN);
    expect((await readCard(stage)).split('192')).toHaveLength(2);
  });
});
