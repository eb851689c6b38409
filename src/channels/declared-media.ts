/** What a sender's app says of a document. The name is read here, and kept nowhere. */
export interface Declared {
  type?: string | undefined;
  name?: string | undefined;
}

const TYPES = new Map<string, 'photo' | 'document'>([
  ['application/pdf', 'document'],
  ['image/jpeg', 'photo'],
  ['image/png', 'photo'],
  ['image/webp', 'photo'],
]);
/** Read where an app tells no type: some send every file so. */
const ENDINGS = new Map([...TYPES].map(([type, media]) => [type.replace(/^.*\//, ''), media])).set('jpg', 'photo');
const UNKNOWN = ['', 'application/octet-stream'];

/**
 * The kind of a document that staff can open, as its sender's app declares it: a PDF, or a photo that was sent as a file;
 * undefined for all others, which are not fetched. What it really is, its first bytes tell once it is fetched.
 */
export function declaredMedia({ type = '', name = '' }: Declared): 'photo' | 'document' | undefined {
  const plain = type
    .toLowerCase()
    .replace(/\s*;.*$/, '')
    .trim();
  const ending = /\.(\w+)$/.exec(name.toLowerCase())?.[1] ?? '';
  return UNKNOWN.includes(plain) ? ENDINGS.get(ending) : TYPES.get(plain);
}

/** The words that a sender wrote beneath a document. Some apps put its name there, which is none of the sender's words. */
export const wordsBeneath = (caption: string | undefined, { name }: Declared): string | undefined =>
  caption?.trim() === name?.trim() ? undefined : caption;
