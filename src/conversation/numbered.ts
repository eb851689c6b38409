import type { Reply } from './message.ts';

/** A reply as text alone, with numbers by which the person chooses an option; null for a `clear`, which has no text. */
export function numbered(reply: Reply): string | null {
  if (reply.kind === 'clear') return null;
  if (reply.kind !== 'choice') return reply.text;
  const options = reply.options.map((option, i) => `  ${reply.from + i}  ${option.label}`);
  return `${reply.text}\n\n${options.join('\n')}`;
}
