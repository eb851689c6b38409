import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { readConfig } from '../config.ts';
import { loadContent, pilotOf } from '../content.ts';
import { UsageError } from '../errors.ts';
import { posterFor, webLink } from '../turn/office/campaigns.ts';
import { command } from './command.ts';
import { oneOf, pilotNamed } from './open.ts';

export const poster = command({
  words: [1, 1],
  options: { pilot: { type: 'string' }, source: { type: 'string' }, language: { type: 'string' } },
  async run({ words: [file = ''], options, env, root, clock, say }) {
    if (extname(file).toLowerCase() !== '.pdf') throw new UsageError(`${file} must end in .pdf`);
    const { config } = readConfig(env);
    const content = loadContent(root, config.pilots);
    const pilot = pilotNamed(content, options.pilot);
    const { sources = [], languages } = pilotOf(content, pilot);
    const language = oneOf('--language', options.language, languages);
    const source = options.source === undefined ? undefined : oneOf('--source', options.source, sources);
    const address = webLink(config.publicUrl, pilot, source);
    const order = posterFor(content, { pilot, language, address }, clock());
    // Loaded when it is asked for: most commands make no document.
    const { createDocuments } = await import('../documents/make.ts');
    const { createTypesetter } = await import('../documents/typesetter.ts');
    const typesetter = createTypesetter();
    try {
      const { bytes } = await createDocuments(content.model, typesetter).poster(order);
      writeFileSync(file, bytes);
    } finally {
      await typesetter.stop();
    }
    say(
      `${file} leads to ${address}${order.isConfirmed ? '' : '. It is a draft: nobody has confirmed the controller'}`,
    );
  },
});
