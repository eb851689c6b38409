import type { Config } from '../config.ts';
import type { ChannelName } from '../conversation/message.ts';
import { readKeyTimes } from '../data.ts';
import { viewOf } from '../server/html/view.ts';
import { systemOf } from '../server/staff/system/query.ts';
import { reportOn } from '../server/staff/system/report.ts';
import { createBackups } from '../store/backup/write.ts';
import { command } from './command.ts';
import { withData } from './open.ts';

export const system = command({
  async run({ env, root, clock, say }) {
    await withData({ env, root }, async ({ config, content, store, vault }) => {
      const { backupDir } = config;
      const looked = {
        ...{ store, vault, clock, startedAt: null, on: channelsIn(config), channels: new Map(), mailer: undefined },
        process: { jobsDone: new Map(), keys: readKeyTimes(config) },
        backups: backupDir === undefined ? undefined : createBackups(store, vault, backupDir, clock),
      };
      const view = viewOf(content.model.texts, 'en', 'system');
      for (const line of reportOn(view, await systemOf(looked, null), clock())) say(line);
    });
  },
});

/** The channels that the configuration turns on. */
const channelsIn = ({ telegram, whatsappCloud, whatsappWeb }: Config): ChannelName[] => [
  'web-chat',
  ...(telegram === undefined ? [] : ['telegram' as const]),
  ...(whatsappCloud === undefined ? [] : ['whatsapp-cloud' as const]),
  ...(whatsappWeb === undefined ? [] : ['whatsapp-web' as const]),
];
