import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Account, updateAccount } from '../../../store/accounts.ts';
import { saveChatCode, unlinkChat } from '../../../store/chats.ts';
import type { Deed } from '../../../store/codes.ts';
import { note } from '../../../store/log.ts';
import { hashSecret } from '../../../store/principal.ts';
import type { Q } from '../../../store/store.ts';
import { CODE_MS, makeChatCode } from '../../../turn/tell-staff/code.ts';
import { staffChannel, type World } from '../../../turn/world.ts';
import { readForms } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { pilotsOf } from '../../released.ts';
import { readersOf } from '../access.ts';
import { sorryPage } from '../frame.ts';
import type { Reader } from '../reader.ts';
import { only, proved, type StaffEnv } from '../session.ts';
import { chatCodePage, minuteIn, type Told } from './told.ts';
import type { MeNotice } from './view.ts';

const FORM_BYTES = 16_384;
const ME = '/staff/me';

/** The ways in which an account is told; null for a role that is told nothing. */
export function toldOn(world: World, principal: Reader, account: Account): Told | null {
  if (!readersOf('/staff/requests').includes(principal.role)) return null;
  const { chat, chatAt, quietFrom, quietTo, counsellor, languages } = account;
  const state = { state: chat === null ? ('lost' as const) : ('linked' as const), at: chatAt ?? 0 };
  return {
    chat: staffChannel(world) === undefined ? null : chatAt === null ? { state: 'none' } : state,
    byMail: world.mailer !== undefined && !account.demo,
    quiet: { from: quietFrom, to: quietTo },
    languages: counsellor === null ? { offered: offeredTo(world, principal, languages), chosen: languages } : null,
  };
}

/** The languages of the people of somebody's pilots, and those that they have chosen before. */
const offeredTo = ({ content }: World, principal: Reader, chosen: readonly string[]): string[] => {
  const spoken = pilotsOf(principal, content).flatMap((pilot) => content.pilots[pilot]?.languages ?? []);
  return [...new Set([...spoken.map((tag) => tag.split('-')[0] ?? tag), ...chosen])];
};

/** What the holder of an account changes about what they are told. */
export function toldRoutes(world: World) {
  const { store, clock, random, content } = world;
  const { texts } = content.model;
  const hears = only(world, '/staff/requests');
  const weighs = proved(world, ME);
  const did = async ({ who, account }: Reader, what: Deed, work: (q: Q) => Promise<void>) =>
    store.tx(async (q) => {
      await work(q);
      await note(q, { who, what, target: account, pilot: null, at: clock() });
    });
  const to = (notice: MeNotice) => `${ME}?notice=${notice}`;

  return new Hono<StaffEnv>()
    .post('/staff/me/chat', hears, weighs, async (c) => {
      const principal = c.get('principal');
      const language = preferred(c, texts);
      const channel = staffChannel(world);
      if (channel === undefined) return c.html(sorryPage(texts, language, 'staff:error.notFound', ME), 404);
      const code = makeChatCode(random);
      const saved = { hash: hashSecret(code), account: principal.account, until: clock() + CODE_MS };
      await did(principal, 'chat-code', (q) => saveChatCode(q, saved));
      const shown = { code, address: await channel.address?.(code) };
      return c.html(chatCodePage(texts, language, { principal, now: clock() }, shown));
    })
    .post('/staff/me/chat/end', hears, weighs, async (c) => {
      const principal = c.get('principal');
      await did(principal, 'chat-unlinked', (q) => unlinkChat(q, principal.account));
      return c.redirect(to('unlinked'), 303);
    })
    .post('/staff/me/told', hears, bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
      const principal = c.get('principal');
      const form = await readForms(c);
      const [quietFrom, quietTo] = [minuteIn(form.from?.[0] ?? ''), minuteIn(form.to?.[0] ?? '')];
      if (quietFrom === undefined || quietTo === undefined) return c.redirect(to('hours'), 303);
      const languages = offeredTo(world, principal, []).filter((tag) => form.language?.includes(tag));
      const own = principal.counsellor === null ? { languages } : {};
      await did(principal, 'told-changed', (q) => updateAccount(q, principal.account, { quietFrom, quietTo, ...own }));
      return c.redirect(to('told'), 303);
    });
}
