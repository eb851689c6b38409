import { standingButton } from '../../conversation/answer.ts';
import type { Act } from '../../conversation/beginnings.ts';
import { readLinkCode } from '../../conversation/link-code.ts';
import type { Content } from '../../conversation/message.ts';
import { writeLinkCode } from '../../store/link-codes.ts';
import type { Q } from '../../store/store.ts';
import type { World } from '../world.ts';
import type { Writer } from './identity.ts';

/**
 * Notes who wrote a link code, and takes the code out of the message, since nothing may keep it: the message becomes the
 * button that begins the flow for it. Other messages stay as they are.
 */
export async function noteCode(
  world: World,
  q: Q,
  { person: { id } }: Writer,
  content: Content,
  network: string | undefined,
): Promise<Content> {
  const code = content.kind === 'text' ? readLinkCode(content.text) : null;
  if (code === null) return content;
  const doer = { person: id, network };
  const may = world.limits.allows('code', doer);
  const outcome = may ? await writeLinkCode(q, world.vault.blindIndex('link', code), id, world.clock()) : 'later';
  if (outcome === 'unknown') world.limits.take('code', doer);
  return { kind: 'tap', button: standingButton('app-linked' satisfies Act, outcome) };
}
