import type { Reply } from '../conversation/message.ts';

/** A reply as lines of a terminal, options with their numbers; null for what takes the screen away. */
export function renderForTerminal(reply: Reply): string | null {
  if (reply.kind === 'clear') return null;
  if (reply.kind !== 'choice') return reply.text;
  const options = reply.options.map((option, i) => `  ${reply.from + i}  ${option.label}`);
  return `${reply.text}\n\n${options.join('\n')}`;
}
