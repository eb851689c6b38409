import { describe, expect, test } from 'vitest';
import { newConversation } from '../../src/conversation/conversation.ts';
import { bodies, conversations, externalIds, NewerFormatError, replies } from '../../src/store/sealed.ts';
import { isBroken } from '../../src/turn/failure.ts';
import { testVault } from '../fakes/parts.ts';

const vault = testVault();
const { key } = vault.newPersonKey('ana');

describe('what is kept, sealed', () => {
  test('comes back as it was', () => {
    const conversation = { ...newConversation(), language: 'ar' };
    expect(conversations.open(vault, key, 'ana', conversations.seal(vault, key, 'ana', conversation))).toEqual(
      conversation,
    );
    const body = { kind: 'text', text: 'Hello' } as const;
    expect(bodies.open(vault, key, 'ana.1', bodies.seal(vault, key, 'ana.1', body))).toEqual(body);
    const reply = { kind: 'text', language: 'en', text: 'Hello', until: 5 } as const;
    expect(replies.open(vault, key, 'ana.1', replies.seal(vault, key, 'ana.1', reply))).toEqual(reply);
    const ids = { ids: ['a', 'b'] };
    expect(externalIds.open(vault, key, 'ana.1', externalIds.seal(vault, key, 'ana.1', ids))).toEqual(ids);
  });

  test('is read as earlier versions wrote it', () => {
    const old = vault.seal(key, 'outbox:externalIds:ana.1', '["a","b"]');
    expect(externalIds.open(vault, key, 'ana.1', old)).toEqual({ ids: ['a', 'b'] });
    const { version: _, ...rest } = { ...newConversation(), version: 1 };
    const conversation = vault.seal(key, 'person:conversation:ana', JSON.stringify({ version: 1, ...rest }));
    expect(conversations.open(vault, key, 'ana', conversation)).toEqual(newConversation());
  });

  test('of a newer version is refused, and nothing is acknowledged meanwhile', () => {
    const newer = vault.seal(key, 'inbox:body:ana.1', '{"kind":"text","text":"Hello","version":3}');
    const open = () => bodies.open(vault, key, 'ana.1', newer);
    expect(open).toThrow(NewerFormatError);
    expect(open).toThrow(/format 3, and this version reads up to 2/);
    expect(isBroken(new NewerFormatError('x'))).toBe(true);
  });
});
