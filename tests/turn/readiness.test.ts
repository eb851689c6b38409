import { describe, expect, test } from 'vitest';
import { READINESS_ITEMS } from '../../src/evaluation/events.ts';
import type { Principal } from '../../src/store/principal.ts';
import { markByStaff } from '../../src/turn/appointments/by-staff.ts';
import { HOUR } from '../fakes/clock.ts';
import { webPhone } from '../fakes/phones.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { JOIN, labels, press } from './support.ts';

const BY: Principal = { role: 'admin', pilots: ['serbia'], who: 'account:ana' };
const RIGHTS = ['Steps to work', 'My right to work', 'Asylum seeker', 'Next', 'Next step'];
const CHECK = 'How ready am I?';
const counted = async (stage: Stage, kind: string) =>
  (await stage.rows('event')).filter((event) => event.kind === kind).map(({ data }) => data);

describe('the readiness check', () => {
  test('is offered after the first step and at the end, and answered once each time', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN, ...RIGHTS);
    expect(labels(stage.last('42'))).toContain(CHECK);
    await stage.hear('42', CHECK, 'Begin', 'Yes', 'A little', 'Not yet', 'Yes', 'Yes', 'Not yet');
    const said = ['yes', 'partly', 'not-yet', 'yes', 'yes', 'not-yet'];
    const first = READINESS_ITEMS.map((item, i) => ({ moment: 'start', item, said: said[i] }));
    const byItem = (a: { item?: string }, b: { item?: string }) => String(a.item).localeCompare(String(b.item));
    expect((await counted(stage, 'readiness-said')).sort(byItem)).toEqual(first.sort(byItem));
    expect(labels(stage.last('42'))).not.toContain(CHECK);
    await stage.hear('42', 'menu', press('way'), 'Looking back', 'Back to the steps');
    expect(labels(stage.last('42'))).toContain(CHECK);
    await stage.hear('42', CHECK, 'Begin', ...READINESS_ITEMS.map(() => 'Yes'));
    const again = (await counted(stage, 'readiness-said')).filter(({ moment }) => moment === 'exit');
    expect(again.map(({ item, said }) => [item, said]).sort()).toEqual(
      READINESS_ITEMS.map((item) => [item, 'yes']).sort(),
    );
    expect(labels(stage.last('42'))).not.toContain(CHECK);
  });

  test('that is stopped in between has said nothing, and can be begun again', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN, ...RIGHTS, CHECK, 'Begin', 'Yes', 'Stop here');
    expect(await counted(stage, 'readiness-said')).toEqual([]);
    expect(labels(stage.last('42'))).toContain(CHECK);
  });

  test('is offered to nobody who only looks around', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN.slice(0, 3), 'Just look around', ...RIGHTS);
    expect(labels(stage.last('42'))).not.toContain(CHECK);
  });
});

describe('how it was', () => {
  test('a step is rated in two taps', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN, ...RIGHTS, 'Rate this step', 'So-so');
    expect(await counted(stage, 'step-rated')).toEqual([{ step: 'rights', rating: 'middling' }]);
  });

  test('an appointment is asked for in the web chat too, when the person writes again', async () => {
    await using stage = await openStage('sqlite');
    const phone = webPhone(stage);
    await phone.open();
    for (const label of [
      'English',
      'Serbia',
      'Yes, I agree',
      'Woman',
      'Book an appointment',
      'Finding a job',
      'A woman',
    ])
      await phone.choose(label);
    for (const at of [0, 0]) await phone.choose(phone.options()[at] ?? '');
    await phone.choose('Yes, book it');
    const [appointment] = await stage.rows('appointment');
    stage.clock.now = (appointment?.startAt ?? 0) + HOUR;
    expect(await markByStaff(stage.world, BY, appointment?.id ?? '', 'arrived')).toBe('done');
    stage.clock.now += 3 * HOUR;
    await stage.pump.settle();
    await phone.write('menu');
    if (phone.options().includes('Yes, it is me')) await phone.choose('Yes, it is me');
    await phone.sees('How was it');
    await phone.choose('Good');
    expect(await counted(stage, 'appointment-rated')).toEqual([{ rating: 'good' }]);
  });
});
