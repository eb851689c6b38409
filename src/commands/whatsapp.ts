import { renderUnicodeCompact } from 'uqr';
import { linkedDevice } from '../connect.ts';
import { StartError } from '../errors.ts';
import { command } from './command.ts';
import { withData } from './open.ts';

export const whatsappLink = command({
  async run({ env, root, say }) {
    await withData({ env, root }, async ({ config, store, vault }) => {
      if (config.whatsappWeb === undefined) throw new StartError('WHATSAPP_WEB must be on');
      const { LINK_PATIENCE_MS, linkDevice } = await import('../channels/whatsapp-web-link.ts');
      say('On the phone whose number may be lost: WhatsApp, Settings, Linked devices, Link a device. Ctrl+C gives up.');
      const givenUp = new AbortController();
      process.once('SIGINT', () => givenUp.abort());
      const outcome = await linkDevice({
        ...linkedDevice({ store, vault }, config.whatsappWeb),
        show: (qr) => say(`${renderUnicodeCompact(qr)}\n`),
        signal: AbortSignal.any([givenUp.signal, AbortSignal.timeout(LINK_PATIENCE_MS)]),
      });
      if (outcome === 'held')
        throw new StartError('a server is connected already; unlink it on the phone first, then wait half a minute');
      if (outcome === 'given up') throw new StartError('no phone has scanned the code');
      if (outcome !== 'linked') throw new StartError(`WhatsApp refuses the link (${outcome.refused})`);
      say('Linked. The server connects within seconds, if it runs.');
    });
  },
});
