import { proto } from '@whiskeysockets/baileys';
import type { Message as TelegramMessage } from 'grammy/types';
import { describe, expect, test } from 'vitest';
import { incomingOf, readUpdate } from '../../src/channels/telegram-read.ts';
import { REPORTS } from '../../src/channels/telegram-reports.ts';
import { readWebhook } from '../../src/channels/whatsapp-cloud-read.ts';
import { incomingOf as webIncomingOf } from '../../src/channels/whatsapp-web-read.ts';
import type { Content } from '../../src/conversation/message.ts';
import { START } from '../fakes/clock.ts';

/**
 * Messages that no person wrote: a person who has said nothing is not told that we cannot look at pictures. What a
 * provider has added since stands in none of these lists, and a test fails until somebody has put it into one.
 */

describe('on Telegram', () => {
  const read = (content: object): Content | undefined => {
    const message = { message_id: 9, chat: { id: 7, type: 'private' }, date: 1, ...content };
    return incomingOf(readUpdate({ update_id: 5, message }), '1', START)?.content;
  };

  const SAID = [
    'animation',
    'audio',
    'checklist',
    'contact',
    'dice',
    'document',
    'game',
    'giveaway',
    'giveaway_winners',
    'invoice',
    'live_photo',
    'location',
    'paid_media',
    'photo',
    'poll',
    'rich_message',
    'sticker',
    'story',
    'text',
    'venue',
    'video',
    'video_note',
    'voice',
  ] as const satisfies (keyof TelegramMessage)[];

  type Known = (typeof REPORTS)[number] | (typeof SAID)[number];
  /** What a message tells of itself, beside what it is. */
  type About =
    | `${string}_id`
    | `${string}_type`
    | `${'is' | 'has'}_${string}`
    | `via_${string}`
    | `sender_${string}`
    | `guest_${string}`
    | `reply_${string}`
    | `forward_${string}`
    | 'author_signature'
    | 'caption'
    | 'caption_entities'
    | 'chat'
    | 'date'
    | 'direct_messages_topic'
    | 'edit_date'
    | 'entities'
    | 'external_reply'
    | 'from'
    | 'link_preview_options'
    | 'paid_star_count'
    | 'quote'
    | 'receiver_user'
    | 'show_caption_above_media'
    | 'suggested_post_info';

  test.each(REPORTS)('%s is no word of a person', (field) => {
    for (const value of [{}, true, 1, [{}]]) expect(read({ [field]: value })).toBeUndefined();
  });

  test.each(SAID)('%s is', (field) => {
    expect(read({ [field]: field === 'text' ? 'hi' : {} })).toBeDefined();
  });

  type New = Exclude<keyof TelegramMessage, Known | About>;

  test('every field of a message is in a list', () => {
    // The type checker refuses this where grammY knows a field that is new.
    const isWhole: [New] extends [never] ? true : New = true;
    expect(isWhole).toBe(true);
  });
});

describe('on the Cloud API', () => {
  const read = (message: object): Content | undefined => {
    const messages = [{ id: 'm', from: '381601234567', timestamp: '1', ...message }];
    const value = { metadata: { phone_number_id: '1' }, messages };
    return readWebhook({ entry: [{ changes: [{ field: 'messages', value }] }] }, '1').incomings[0]?.content;
  };

  test('the first sight of us is a welcome', () => {
    expect(read({ type: 'request_welcome' })).toEqual({ kind: 'open' });
  });

  test.each<[string, object]>([
    ['reaction', { reaction: { emoji: '👍' } }],
    ['system', { system: { type: 'x' } }],
    ['ephemeral', {}],
    ['edit', { edit: { original_message_id: 'm0', message: { type: 'text', text: { body: 'hi' } } } }],
    ['revoke', { revoke: { original_message_id: 'm0' } }],
  ])('%s is no word of a person', (type, content) => {
    expect(read({ type, ...content })).toBeUndefined();
  });

  test.each(['edit', 'revoke', 'pin', 'poll_update', 'keep_in_chat', 'reaction'])(
    'nor is %s, where Meta only says that it cannot pass it on',
    (type) => {
      const message = { type: 'unsupported', errors: [{ code: 131051 }], unsupported: { type } };
      expect(read(message)).toBeUndefined();
    },
  );

  test('something that a person sent, and that Meta cannot pass on, is', () => {
    for (const unsupported of [undefined, { type: 'poll_creation' }, { type: 7 }, 'x'])
      expect(read({ type: 'unsupported', unsupported })).toEqual({ kind: 'media', media: 'other' });
  });
});

describe('on a linked device', () => {
  const read = (type: string): Content | undefined =>
    webIncomingOf({ id: 'm', chat: '1@lid', isOurs: false, seconds: 1, type, text: 'hi' })?.content;

  /** What a person says; the library unwraps most of what is wrapped before it comes here. */
  const SAID = [
    'audioMessage',
    'botForwardedMessage',
    'buttonsMessage',
    'buttonsResponseMessage',
    'contactMessage',
    'contactsArrayMessage',
    'conversation',
    'documentMessage',
    'eventMessage',
    'extendedTextMessage',
    'groupInviteMessage',
    'highlyStructuredMessage',
    'imageMessage',
    'interactiveMessage',
    'interactiveResponseMessage',
    'invoiceMessage',
    'listMessage',
    'listResponseMessage',
    'liveLocationMessage',
    'locationMessage',
    'lottieStickerMessage',
    'newsletterAdminInviteMessage',
    'newsletterFollowerInviteMessageV2',
    'orderMessage',
    'paymentInviteMessage',
    'pollCreationMessage',
    'pollCreationMessageV2',
    'pollCreationMessageV3',
    'pollCreationMessageV4',
    'pollCreationMessageV5',
    'pollResultSnapshotMessage',
    'pollResultSnapshotMessageV3',
    'productMessage',
    'ptvMessage',
    'requestPaymentMessage',
    'scheduledCallCreationMessage',
    'sendPaymentMessage',
    'stickerMessage',
    'stickerPackMessage',
    'templateButtonReplyMessage',
    'templateMessage',
    'videoMessage',
  ] as const satisfies (keyof proto.IMessage)[];

  const REPORTS = [
    'albumMessage',
    'associatedChildMessage',
    'bcallMessage',
    'botInvokeMessage',
    'botTaskMessage',
    'call',
    'callLogMesssage',
    'cancelPaymentRequestMessage',
    'chat',
    'commentMessage',
    'declinePaymentRequestMessage',
    'deviceSentMessage',
    'documentWithCaptionMessage',
    'editedMessage',
    'encCommentMessage',
    'encEventResponseMessage',
    'encReactionMessage',
    'ephemeralMessage',
    'eventCoverImage',
    'fastRatchetKeySenderKeyDistributionMessage',
    'groupMentionedMessage',
    'groupStatusMentionMessage',
    'groupStatusMessage',
    'groupStatusMessageV2',
    'keepInChatMessage',
    'limitSharingMessage',
    'messageContextInfo',
    'messageHistoryBundle',
    'messageHistoryNotice',
    'pinInChatMessage',
    'placeholderMessage',
    'pollCreationOptionImageMessage',
    'pollUpdateMessage',
    'protocolMessage',
    'questionMessage',
    'questionReplyMessage',
    'questionResponseMessage',
    'reactionMessage',
    'requestPhoneNumberMessage',
    'richResponseMessage',
    'scheduledCallEditMessage',
    'secretEncryptedMessage',
    'senderKeyDistributionMessage',
    'statusAddYours',
    'statusMentionMessage',
    'statusNotificationMessage',
    'statusQuestionAnswerMessage',
    'statusQuotedMessage',
    'statusStickerInteractionMessage',
    'stickerSyncRmrMessage',
    'viewOnceMessage',
    'viewOnceMessageV2',
    'viewOnceMessageV2Extension',
  ] as const satisfies (keyof proto.IMessage)[];

  test.each(REPORTS)('%s is no word of a person', (type) => {
    expect(read(type)).toBeUndefined();
  });

  test.each(SAID)('%s is', (type) => {
    expect(read(type)).toBeDefined();
  });

  test('every kind of content that the library knows is in a list', () => {
    const kinds = Object.keys(proto.Message.prototype).filter((name) => name !== 'toJSON');
    expect([...SAID, ...REPORTS].sort()).toEqual(kinds.sort());
  });
});
