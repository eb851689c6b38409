import type { Reply } from '../conversation/message.ts';

/** A reply in words alone, options with the numbers that choose them; null for what only takes something away. */
export function numbered(reply: Reply): string | null {
  if (reply.kind === 'clear') return null;
  if (reply.kind !== 'choice') return reply.text;
  const options = reply.options.map((option, i) => `  ${reply.from + i}  ${option.label}`);
  return `${reply.text}\n\n${options.join('\n')}`;
}
