import { expect, test } from 'vitest';
import { ownerOf } from '../../src/channels/whatsapp-web-names.ts';

test.each([
  ['session', '93816_1.0', '93816@lid'],
  ['session', '38161.7', '38161@s.whatsapp.net'],
  ['identity-key', '93816_1.12', '93816@lid'],
  ['lid-mapping', '38161', '38161@s.whatsapp.net'],
  ['lid-mapping', '93816_reverse', '93816@lid'],
  ['tctoken', '93816@lid', '93816@lid'],
  ['pre-key', '7', undefined],
  ['app-state-sync-key', 'AAAA', undefined],
  ['sender-key', '120@g.us::38161::0', undefined],
])('a key %s %s belongs to %s', (kind, id, owner) => expect(ownerOf(kind, id)).toBe(owner));
