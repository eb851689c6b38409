import { createHash } from 'node:crypto';

/** Names a text by its content: the first 8 hex digits of its SHA-256. */
export const hashText = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

/** Names texts that are confirmed together. */
export const hashTexts = (texts: readonly string[]): string => hashText(texts.join('\n'));
