import { strandedAt } from '../conversation/stranded.ts';
import { allConversations } from '../store/conversations.ts';
import { conversations } from '../store/sealed.ts';
import { command } from './command.ts';
import { withData } from './open.ts';

export const stranded = command({
  async run({ env, root, say }) {
    await withData({ env, root }, async ({ content, store, vault }) => {
      const counts = new Map<string, number>();
      for await (const { person, conversation, wrapped } of allConversations(store.read)) {
        const open = conversations.open(vault, vault.unwrap(person, wrapped), person, conversation);
        for (const step of strandedAt(content.model.flowsOf(open.pilot), open))
          counts.set(step, (counts.get(step) ?? 0) + 1);
      }
      for (const [step, people] of [...counts].sort())
        say(`${step}  ${people} would go to the flow's start, with a line of apology`);
      if (counts.size === 0) say('Nobody stands on a step that these flows no longer have.');
    });
  },
});
