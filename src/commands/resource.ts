import { GENDERS } from '../booking/slots.ts';
import { UsageError } from '../errors.ts';
import { RESOURCE_KINDS } from '../store/codes.ts';
import { officesOf } from '../store/offices.ts';
import { addResource, listResources } from '../store/resources.ts';
import { command } from './command.ts';
import { oneOf, pilotNamed, withData } from './open.ts';

export const resourceAdd = command({
  words: [1, 1],
  options: {
    ...{ pilot: { type: 'string' }, kind: { type: 'string' }, office: { type: 'string' } },
    ...{ languages: { type: 'string' }, gender: { type: 'string' } },
  },
  async run({ words: [name = ''], options, env, root, random, say }) {
    const kind = oneOf('--kind', options.kind, RESOURCE_KINDS);
    const languages = kind === 'interpreter' ? (options.languages ?? '').split(',') : [];
    if (
      languages.some((tag) => !/^[a-z]{2,3}$/.test(tag)) ||
      (kind === 'interpreter' && options.languages === undefined)
    )
      throw new UsageError('--languages must be codes with commas between, such as ar,fa');
    const gender = kind === 'interpreter' ? oneOf('--gender', options.gender, GENDERS) : null;
    await withData({ env, root }, async ({ config, content, store, vault }) => {
      const pilot = pilotNamed(content, options.pilot);
      const offices = (await officesOf(store.read, pilot)).map(({ id }) => id);
      const office = kind === 'room' ? oneOf('--office', options.office, offices) : null;
      const id = random(16).toString('hex');
      const sealed = vault.seal('house', `resource:name:${id}`, name);
      const row = { id, pilot, kind, name: sealed, office, languages, gender, demo: !config.production };
      await store.tx((q) => addResource(q, row));
      say(id);
    });
  },
});

export const resourceList = command({
  async run({ env, root, say }) {
    await withData({ env, root }, async ({ store, vault }) => {
      for (const { id, pilot, kind, name, office, languages, gender } of await listResources(store.read)) {
        const about = kind === 'room' ? office : `${languages.join(',')} ${gender}`;
        say(`${id}  ${pilot}  ${kind}  ${about}  ${vault.open('house', `resource:name:${id}`, name)}`);
      }
    });
  },
});
