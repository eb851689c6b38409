import { expect } from 'vitest';
import type { Content as Said } from '../../src/conversation/message.ts';
import { accountWho, addAccount, updateAccount } from '../../src/store/accounts.ts';
import { belongingsOf } from '../../src/store/belongings.ts';
import { linkChat, saveChatCode, unlinkChat } from '../../src/store/chats.ts';
import { setDetails } from '../../src/store/counsellors.ts';
import { hashSecret, type Principal } from '../../src/store/principal.ts';
import { bodies } from '../../src/store/sealed.ts';
import type { Dialect } from '../../src/store/tables.ts';
import { cancelByStaff, moveByStaff } from '../../src/turn/appointments/by-staff.ts';
import { runJobs, scheduleJobs } from '../../src/turn/due/jobs.ts';
import { freeLateRequests } from '../../src/turn/due/requests.ts';
import type { Letter, Mailer } from '../../src/turn/mailer.ts';
import {
  answerByStaff,
  closeByStaff,
  noteByStaff,
  type Staff,
  snoozeByStaff,
  takeByStaff,
} from '../../src/turn/requests/by-staff.ts';
import { CODE_MS, makeChatCode } from '../../src/turn/tell-staff/code.ts';
import { DAY, HOUR, MINUTE } from '../fakes/clock.ts';
import { staffTelegram, testVault } from '../fakes/parts.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { accountRow } from '../server/office.ts';
import { JOIN, press, referenceIn, TO_TIMES } from './support.ts';

const ANA = 'serbia-demo-1';
const YUSUF = 'serbia-demo-2';
const WORDS = 'My boss does not pay me';
/** Names, handles, topics and words of people, which nobody is told. */
const SECRETS = /boss|pay me|Finding a job|Посао|Amal|\b42\b|Imaginary|laughed/;

interface Desk extends Stage {
  /** The letters that went out. */
  mailed: Letter[];
  /** Adds an account. `chat`: the chat that is linked to it. */
  account(id: string, more?: Partial<Parameters<typeof accountRow>[0]> & { chat?: string }): Promise<Staff>;
  /** What a chat of staff was told since the last time. */
  told(chat: string): string[];
  /** Lets time go by and does the work that is due. */
  later(ms?: number): Promise<void>;
}

async function openDesk(dialect: Dialect, hasMail = true): Promise<Desk> {
  const mailed: Letter[] = [];
  const mailer: Mailer = { from: 'saputnik@example.org', send: async (letter) => void mailed.push(letter) };
  const stage = await openStage(dialect, { telegram: staffTelegram(), ...(hasMail && { mailer }) });
  // One counsellor is at work, so that it is clear who is booked.
  await stage.execute(`delete from hours where counsellor = '${YUSUF}'`);
  const seen = new Map<string, number>();
  return {
    ...stage,
    mailed,
    async account(id, { chat, ...more } = {}) {
      const row = accountRow({
        ...{ id, role: 'counsellor', pilots: ['serbia'], counsellor: null, createdAt: 0 },
        ...more,
      });
      await stage.store.tx(async (q) => {
        await addAccount(q, row);
        if (chat !== undefined) await linkChat(q, id, testVault().seal('house', `account:chat:${id}`, chat), 1);
      });
      return { account: id, who: accountWho(id), role: row.role, pilots: row.pilots };
    },
    told(chat) {
      const all = stage.texts(chat);
      const fresh = all.slice(seen.get(chat) ?? 0);
      seen.set(chat, all.length);
      for (const text of fresh) expect(text).not.toMatch(SECRETS);
      return fresh;
    },
    async later(ms = MINUTE) {
      stage.clock.now += ms;
      await runJobs(stage.world);
    },
  };
}

/** A code for an account, as its page makes one. */
async function codeFor({ store, clock, world }: Stage, account: string): Promise<string> {
  const code = makeChatCode(world.random);
  await store.tx((q) => saveChatCode(q, { hash: hashSecret(code), account, until: clock.now + CODE_MS }));
  return code;
}

const chatsOf = async (stage: Stage): Promise<Record<string, string>> => {
  const rows = (await stage.rows('account')).filter(({ chat }) => chat !== null);
  return Object.fromEntries(
    rows.map(({ id, chat }) => [id, testVault().open('house', `account:chat:${id}`, chat ?? Buffer.alloc(0))]),
  );
};
/** Everything that a person leaves. */
const peoples = async (stage: Stage) =>
  Promise.all((['person', 'contact', 'inbox', 'outbox', 'event', 'tally'] as const).map((table) => stage.rows(table)));
const NOBODY = [[], [], [], [], [], []];
const deeds = async (stage: Stage) => (await stage.rows('log')).map(({ who, what, target }) => [who, what, target]);

const book = async (stage: Stage): Promise<string> => {
  await stage.hear('42', ...JOIN, ...TO_TIMES, '09:00', 'Yes, book it');
  return referenceIn(stage.texts('42'));
};
const idOf = async (stage: Stage) => (await stage.rows('appointment'))[0]?.id ?? '';
const asks = async (stage: Stage, ...words: string[]): Promise<string> => {
  await stage.hear('42', ...JOIN, 'human', ...words);
  return (await stage.rows('request')).at(-1)?.id ?? '';
};
const COORDINATOR: Principal = { role: 'coordinator', pilots: ['serbia'], who: 'account:vera' };
const LINK = 'http://localhost:3000/staff';

onBoth('a code that links a chat, on %s', (dialect, test) => {
  test.each<[string, (code: string) => Said]>([
    ['as a start parameter', (code) => ({ kind: 'open', start: code })],
    ['as a text', (code) => ({ kind: 'text', text: code })],
    ['with a capital and spaces', (code) => ({ kind: 'text', text: ` ${code.replace('s', 'S')} \n` })],
  ])('comes %s, links the chat once, and makes nobody a person', async (_, said) => {
    await using desk = await openDesk(dialect);
    await desk.account('ana', { counsellor: ANA });
    const code = await codeFor(desk, 'ana');
    await desk.hear('700', said(code));
    expect(await chatsOf(desk)).toEqual({ ana: '700' });
    // Ana's first language is Serbian.
    expect(desk.told('700')).toEqual([expect.stringContaining(`Овај чет је повезан`)]);
    await desk.hear('701', said(code));
    expect(await chatsOf(desk)).toEqual({ ana: '700' });
    expect(desk.told('701')).toEqual([expect.stringContaining('Овај код ништа не отвара')]);
    expect(await peoples(desk)).toEqual(NOBODY);
    expect(await deeds(desk)).toEqual([['account:ana', 'chat-linked', 'ana']]);
    const [account] = (await desk.rows('account')).filter(({ id }) => id === 'ana');
    expect(account?.chat?.includes('700')).toBe(false);
  });

  test('that has ended, was guessed or is cut off links nothing, and gets one kind answer', async () => {
    await using desk = await openDesk(dialect);
    await desk.account('ana');
    const ended = await codeFor(desk, 'ana');
    desk.clock.now += CODE_MS;
    await desk.hear('700', ended);
    const code = await codeFor(desk, 'ana');
    await desk.hear('700', `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`, code.slice(0, -8), `${code}00`);
    // A newer code takes the place of the older one.
    await codeFor(desk, 'ana');
    await desk.hear('700', code);
    const answers = desk.told('700');
    expect(answers).toHaveLength(5);
    expect(new Set(answers)).toEqual(
      new Set([
        `This code opens nothing: it was used, has ended, or is not complete. Staff make a new one on their page: ${LINK}/me`,
      ]),
    );
    expect([await chatsOf(desk), await deeds(desk)]).toEqual([{}, []]);
    expect(await peoples(desk)).toEqual(NOBODY);
  });

  test('works until its last minute, and for no account that is shut or told nothing', async () => {
    await using desk = await openDesk(dialect);
    await desk.account('ana');
    await desk.account('eva', { role: 'evaluator' });
    await desk.account('shut');
    await desk.store.tx((q) => updateAccount(q, 'shut', { disabledAt: 1 }));
    const codes = [await codeFor(desk, 'ana'), await codeFor(desk, 'eva'), await codeFor(desk, 'shut')];
    desk.clock.now += CODE_MS - 1;
    await desk.hear('700', ...codes);
    expect(await chatsOf(desk)).toEqual({ ana: '700' });
  });

  test('that Telegram delivers again is answered once', async () => {
    await using desk = await openDesk(dialect);
    await desk.account('ana');
    const incoming = desk.incoming('700', await codeFor(desk, 'ana'));
    await desk.pump.receive([incoming]);
    await desk.pump.receive([incoming, incoming]);
    expect(desk.told('700')).toHaveLength(1);
    expect(await chatsOf(desk)).toEqual({ ana: '700' });
  });

  test('that comes in two chats at the same moment links one of them', async () => {
    await using desk = await openDesk(dialect);
    await desk.account('ana');
    const code = await codeFor(desk, 'ana');
    const other = desk.beside({ telegram: staffTelegram() });
    await Promise.all([
      desk.pump.receive([desk.incoming('700', code)]),
      other.pump.receive([desk.incoming('701', code)]),
    ]);
    expect(await deeds(desk)).toEqual([['account:ana', 'chat-linked', 'ana']]);
    const said = [...desk.telegram.sent, ...other.telegram.sent].map(({ reply }) => 'text' in reply && reply.text);
    expect(said.filter((text) => text !== false && text.startsWith('This chat is linked'))).toHaveLength(1);
  });

  test('leaves the chat to a person who tries the bot there, before and after', async () => {
    await using desk = await openDesk(dialect);
    await desk.account('ana');
    await desk.hear('700', ...JOIN, await codeFor(desk, 'ana'));
    const inbox = (await desk.rows('inbox')).length;
    expect(inbox).toBe(JOIN.length);
    expect(await chatsOf(desk)).toEqual({ ana: '700' });
    await desk.hear('700', 'menu');
    expect(desk.texts('700').at(-1)).toContain('How can we help you?');
    expect(await desk.rows('inbox')).toHaveLength(inbox + 1);
  });

  test('links one chat to two accounts, each of which ends its own', async () => {
    await using desk = await openDesk(dialect);
    await desk.account('ana');
    await desk.account('vera', { role: 'coordinator' });
    await desk.hear('700', await codeFor(desk, 'ana'), await codeFor(desk, 'vera'));
    expect(await chatsOf(desk)).toEqual({ ana: '700', vera: '700' });
    await desk.store.tx((q) => unlinkChat(q, 'ana'));
    expect(await chatsOf(desk)).toEqual({ vera: '700' });
  });

  test('in an app that tells staff nothing links nothing, and is not kept', async () => {
    await using desk = await openDesk(dialect);
    await desk.account('ana');
    await desk.pump.receive([desk.incoming('browser', await codeFor(desk, 'ana'), 'web-chat')]);
    expect(await chatsOf(desk)).toEqual({});
    const [[row], [key]] = [await desk.rows('inbox'), await desk.rows('personKey')];
    const opened = testVault().unwrap(key?.person ?? '', key?.wrapped ?? Buffer.alloc(0));
    const kept = bodies.open(testVault(), opened, `${row?.person}.1`, row?.body ?? Buffer.alloc(0));
    expect(kept).toEqual({ kind: 'open' });
  });
});

onBoth('appointments in the chat of their counsellor, on %s', (dialect, test) => {
  test('new, moved and called off ones are told with time, place and reference, and a page', async () => {
    await using desk = await openDesk(dialect, false);
    await desk.account('ana', { counsellor: ANA, chat: '700' });
    await desk.account('yusuf', { counsellor: YUSUF, chat: '701' });
    await desk.account('vera', { role: 'coordinator', chat: '702' });
    const reference = await book(desk);
    await desk.later();
    const id = await idOf(desk);
    const [fresh = '', ...more] = desk.told('700');
    expect([more, fresh]).toEqual([[], expect.stringContaining(`Нови термин ${reference}`)]);
    expect(fresh).toContain('Info point Belgrade');
    expect(fresh.split('\n').at(-1)).toBe(`${LINK}/appointments/${id}`);
    const thursday = Date.UTC(2026, 10, 26, 8);
    expect(await moveByStaff(desk.world, COORDINATOR, id, `${thursday / (5 * MINUTE)}-${ANA}`, 'other')).toBe('done');
    await desk.later();
    expect(desk.told('700')).toEqual([expect.stringContaining(reference)]);
    expect(await cancelByStaff(desk.world, COORDINATOR, id)).toBe('done');
    await desk.later();
    expect(desk.told('700')).toEqual([expect.stringMatching(new RegExp(`${reference}[^]*/staff/today$`))]);
    expect([desk.told('701'), desk.told('702')]).toEqual([[], []]);
    expect([await desk.rows('notice'), (await desk.rows('job')).map(({ kind }) => kind)]).toEqual([
      [],
      expect.not.arrayContaining(['notices']),
    ]);
  });

  test('a talk whose person is erased is told as cancelled, and one that goes to another as gone', async () => {
    await using desk = await openDesk(dialect);
    await desk.account('ana', { counsellor: ANA, chat: '700' });
    await desk.account('yusuf', { counsellor: YUSUF, chat: '701' });
    const reference = await book(desk);
    await desk.later();
    await desk.execute(
      `insert into hours (counsellor, weekday, from_minute, to_minute) values ('${YUSUF}', 4, 540, 720)`,
    );
    const thursday = Date.UTC(2026, 10, 26, 8);
    const slot = `${thursday / (5 * MINUTE)}-${YUSUF}`;
    expect(await moveByStaff(desk.world, COORDINATOR, await idOf(desk), slot, 'away')).toBe('done');
    await desk.later();
    // Ana is told of the time that she knows.
    const [first, gone = '', ...more] = desk.told('700');
    expect([first, more]).toEqual([expect.stringContaining('Нови термин'), []]);
    for (const part of ['Отказан', reference, '9:00']) expect(gone).toContain(part);
    // Yusuf's first language is Arabic.
    expect(desk.told('701')).toEqual([expect.stringMatching(new RegExp(`موعد جديد.*${reference}`))]);
    await desk.hear('42', 'menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
    expect([await desk.rows('person'), await desk.rows('appointment')]).toEqual([[], []]);
    await desk.later();
    expect(desk.told('701')).toEqual([expect.stringContaining(reference)]);
    expect(await desk.rows('notice')).toEqual([]);
  });

  test.each<[string, (desk: Desk) => Promise<void>]>([
    ['is shut', (desk) => desk.store.tx((q) => updateAccount(q, 'ana', { disabledAt: 1 }))],
    ['has ended its link', (desk) => desk.store.tx((q) => unlinkChat(q, 'ana'))],
    ['has other pilots', (desk) => desk.store.tx((q) => updateAccount(q, 'ana', { pilots: ['milan'] }))],
    ['belongs to another', (desk) => desk.store.tx((q) => updateAccount(q, 'ana', { counsellor: YUSUF }))],
    ['has become an evaluator', (desk) => desk.store.tx((q) => updateAccount(q, 'ana', { role: 'evaluator' }))],
  ])('nothing goes out to an account that %s meanwhile', async (_, change) => {
    await using desk = await openDesk(dialect);
    await desk.account('ana', { counsellor: ANA, chat: '700' });
    await book(desk);
    await change(desk);
    await desk.later();
    await desk.later(DAY);
    expect([desk.told('700'), desk.mailed]).toEqual([[], []]);
    expect(await desk.rows('notice')).toEqual([]);
  });

  test('the list of the day comes in the morning, beside the one by mail, and not once the day is over', async () => {
    await using desk = await openDesk(dialect);
    const mail = testVault().seal('house', `counsellor:mail:${ANA}`, 'ana@example.org');
    await desk.store.tx((q) => setDetails(q, ANA, { mail }, desk.clock.now));
    await desk.account('ana', { counsellor: ANA, chat: '700' });
    await desk.account('yusuf', { counsellor: YUSUF, chat: '701' });
    const reference = await book(desk);
    await desk.later();
    desk.told('700');
    await scheduleJobs(desk.world);
    await desk.later();
    desk.clock.now = Date.UTC(2026, 10, 25, 6);
    await desk.later(0);
    await desk.later();
    const [list = '', ...more] = desk.told('700');
    expect(more).toEqual([]);
    expect(list.split('\n')).toEqual([expect.any(String), expect.stringContaining(reference), `${LINK}/today`]);
    expect(desk.mailed.map(({ to }) => to)).toEqual(['ana@example.org', 'ana@example.org']);
    expect(desk.told('701')).toEqual([]);
    // On the next day, a list that could not be sent is of no use.
    await desk.store.tx((q) =>
      q.db.insert(q.t.notice).values({
        ...{ subject: '2026-11-25', sequence: 0, kind: 'morning', to: 'account' },
        recipient: 'ana',
        due: desk.clock.now,
      }),
    );
    await desk.later(DAY);
    await desk.later();
    expect([desk.told('700'), await desk.rows('notice')]).toEqual([[], []]);
  });
});

onBoth('quiet hours, on %s', (dialect, test) => {
  /** Twenty-one in Belgrade, on the evening before clocks go back. */
  const EVENING = Date.UTC(2026, 9, 24, 19);

  test('hold back until their end, also where the clocks change, and then only what holds is told', async () => {
    await using desk = await openDesk(dialect);
    await desk.account('ana', { counsellor: ANA, chat: '700' });
    await desk.account('vera', { role: 'coordinator' });
    await desk.store.tx((q) => updateAccount(q, 'vera', { languages: ['en'] }));
    desk.clock.now = EVENING;
    await desk.hear('42', ...JOIN, 'Book an appointment', 'Finding a job', 'No preference', 'Mon 26 Oct');
    await desk.hear('42', '09:00', 'Yes, book it', 'human', WORDS);
    const reference = referenceIn(desk.texts('42'));
    await desk.later(6 * MINUTE);
    const seven = Date.UTC(2026, 9, 25, 6);
    expect((await desk.rows('notice')).map(({ due }) => due)).toEqual([seven, seven, seven]);
    // Moved and moved again by night: one line says where it is now.
    for (const hour of [9, 13]) {
      const slot = `${Date.UTC(2026, 9, 26, hour, 20) / (5 * MINUTE)}-${ANA}`;
      expect(await moveByStaff(desk.world, COORDINATOR, await idOf(desk), slot, 'other')).toBe('done');
    }
    desk.clock.now = seven - MINUTE;
    await desk.later(MINUTE - 1);
    expect([desk.told('700'), desk.mailed]).toEqual([[], []]);
    await desk.later();
    expect(desk.told('700')).toEqual([
      expect.stringMatching(new RegExp(`${reference}.*14:20`)),
      expect.stringContaining('Неко чека одговор'),
    ]);
    expect(desk.mailed.map(({ to }) => to)).toEqual(['vera@example.org']);
  });

  test('are those of the account: another hour, or none', async () => {
    await using desk = await openDesk(dialect);
    const [one, other] = [await desk.account('ana', { chat: '700' }), await desk.account('mia', { chat: '701' })];
    await desk.store.tx(async (q) => {
      await updateAccount(q, one.account, { quietFrom: 22 * 60, quietTo: 22 * 60 });
      await updateAccount(q, other.account, { quietFrom: 18 * 60, quietTo: 9 * 60 });
    });
    desk.clock.now = EVENING;
    await asks(desk, WORDS);
    await desk.later(6 * MINUTE);
    expect([desk.told('700').length, desk.told('701').length]).toEqual([1, 0]);
    desk.clock.now = Date.UTC(2026, 9, 25, 8);
    await desk.later(0);
    expect([desk.told('700').length, desk.told('701').length]).toEqual([0, 1]);
  });

  test('end without a word about a talk that is over by then', async () => {
    await using desk = await openDesk(dialect);
    await desk.account('ana', { counsellor: ANA, chat: '700' });
    await desk.store.tx((q) => updateAccount(q, 'ana', { quietFrom: 8 * 60, quietTo: 13 * 60 }));
    await book(desk);
    await desk.later();
    // An hour after it began, on the next day.
    const at = Date.UTC(2026, 10, 25, 9);
    await desk.store.tx((q) => q.db.update(q.t.notice).set({ due: at }));
    await desk.store.tx((q) => updateAccount(q, 'ana', { quietFrom: 0, quietTo: 0 }));
    desk.clock.now = at;
    await desk.later();
    expect([desk.told('700'), await desk.rows('notice')]).toEqual([[], []]);
  });

  test('end without a word about a talk that came and went in them', async () => {
    await using desk = await openDesk(dialect);
    await desk.account('ana', { counsellor: ANA, chat: '700' });
    desk.clock.now = Date.UTC(2026, 10, 23, 19, 30);
    const reference = await book(desk);
    await desk.later();
    await desk.hear('42', press('cancel', reference), 'Yes, cancel it');
    desk.clock.now = Date.UTC(2026, 10, 24, 6);
    await desk.later();
    expect([desk.told('700'), await desk.rows('notice')]).toEqual([[], []]);
  });
});

onBoth('a request that waits, on %s', (dialect, test) => {
  const settled = 5 * MINUTE;

  test('is told once to those who speak the language, by chat or by mail, without a word of it', async () => {
    await using desk = await openDesk(dialect);
    await desk.account('ana', { counsellor: ANA, chat: '700' });
    await desk.account('vera', { role: 'coordinator' });
    await desk.account('milan', { chat: '702', pilots: ['milan'] });
    await desk.account('eva', { role: 'evaluator', chat: '703' });
    const id = await asks(desk, WORDS, 'since two months');
    await desk.later();
    expect(desk.told('700')).toEqual([]);
    await desk.later(settled);
    await desk.hear('42', 'Please');
    await desk.later(settled);
    expect(desk.told('700')).toEqual([
      `Неко чека одговор од: ${desk.world.content.model.texts.show('sr-Cyrl', { dateTime: desk.clock.now - 11 * MINUTE, zone: 'Europe/Belgrade' })} (београдско време).\n${LINK}/requests`,
    ]);
    expect([desk.mailed, desk.told('702'), desk.told('703')]).toEqual([[], [], []]);
    expect(JSON.stringify(desk.telegram.sent.filter(({ handle }) => handle === '700'))).not.toContain(id);
  });

  test('is told to all who may see it where nobody speaks the language', async () => {
    await using desk = await openDesk(dialect);
    await desk.account('ana', { chat: '700' });
    await desk.account('vera', { role: 'coordinator' });
    const id = await asks(desk, WORDS);
    await desk.later(settled);
    expect(desk.told('700')).toHaveLength(1);
    expect(desk.mailed.map(({ to, subject }) => [to, subject])).toEqual([
      ['vera@example.org', expect.stringMatching(/^Somebody has been waiting for an answer since /)],
    ]);
    expect(JSON.stringify(desk.mailed)).not.toMatch(SECRETS);
    // The log names requests, so that no letter and no message may.
    expect(JSON.stringify([desk.mailed, desk.telegram.sent.filter(({ handle }) => handle === '700')])).not.toContain(
      id,
    );
  });

  test('goes by the languages that a coordinator speaks', async () => {
    await using desk = await openDesk(dialect);
    await desk.account('ana', { chat: '700' });
    await desk.account('vera', { role: 'coordinator', chat: '701' });
    await desk.store.tx((q) => updateAccount(q, 'vera', { languages: ['en'] }));
    await asks(desk, WORDS);
    await desk.later(settled);
    expect([desk.told('700').length, desk.told('701').length]).toEqual([0, 1]);
  });

  test('is told to its taker alone when she writes again, once more for each time that she waits', async () => {
    await using desk = await openDesk(dialect);
    const ana = await desk.account('ana', { chat: '700' });
    await desk.account('mia', { chat: '701' });
    const id = await asks(desk, WORDS);
    await desk.later(settled);
    expect([desk.told('700').length, desk.told('701').length]).toEqual([1, 1]);
    expect(await answerByStaff(desk.world, ana, id, { words: 'Where?', language: 'en', seen: 9 })).toBe('done');
    await desk.pump.settle();
    await desk.later(HOUR);
    await desk.hear('42', press('reply', id), 'Here', 'and there');
    await desk.later(settled);
    await desk.later(settled);
    expect([desk.told('700').length, desk.told('701').length]).toEqual([1, 0]);
  });

  test.each<[string, (desk: Desk, by: Staff, id: string) => Promise<unknown>]>([
    ['answered', (desk, by, id) => answerByStaff(desk.world, by, id, { words: 'Yes', language: 'en', seen: 9 })],
    [
      'answered by themselves',
      (desk, { pilots, role }, id) => {
        const mia = { account: 'mia', who: 'account:mia', pilots, role };
        return answerByStaff(desk.world, mia, id, { words: 'Yes', language: 'en', seen: 9 });
      },
    ],
    ['taken', (desk, by, id) => takeByStaff(desk.world, by, id, false)],
    ['put off', (desk, by, id) => snoozeByStaff(desk.world, by, id, desk.clock.now + DAY)],
    ['closed', (desk, by, id) => closeByStaff(desk.world, by, id)],
    ['withdrawn by STOP', (desk) => desk.hear('42', 'stop')],
    [
      'erased with its person',
      (desk) => desk.hear('42', 'menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now'),
    ],
    ['not theirs any more', (desk) => desk.store.tx((q) => updateAccount(q, 'mia', { pilots: ['milan'] }))],
    ['of an account that is shut', (desk) => desk.store.tx((q) => updateAccount(q, 'mia', { disabledAt: 1 }))],
  ])('is not told any more once it is %s', async (_, act) => {
    await using desk = await openDesk(dialect);
    const ana = await desk.account('ana', { counsellor: null });
    await desk.store.tx((q) => updateAccount(q, 'ana', { disabledAt: 1 }));
    await desk.account('mia', { chat: '701' });
    const id = await asks(desk, WORDS);
    expect(await desk.rows('notice')).toMatchObject([{ kind: 'waiting', recipient: 'mia' }]);
    await act(desk, ana, id);
    await desk.later(settled);
    expect([desk.told('701'), desk.mailed, await desk.rows('notice')]).toEqual([[], [], []]);
  });

  test('goes with its person: nothing of it is left, and a backup seals it with all else of theirs', async () => {
    await using desk = await openDesk(dialect);
    await desk.account('mia', { chat: '701' });
    const id = await asks(desk, WORDS);
    const [person] = await desk.rows('person');
    const owned = (await belongingsOf(desk.store.read, [person?.id ?? ''])).get(person?.id ?? '');
    expect(owned?.filter(([table]) => table === 'notice').map(([, row]) => row.subject)).toEqual([id]);
    await desk.hear('42', 'menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
    expect(await desk.rows('notice')).toEqual([]);
  });

  test('is told though a colleague has noted something', async () => {
    await using desk = await openDesk(dialect);
    const mia = await desk.account('mia', { chat: '701' });
    await noteByStaff(desk.world, mia, await asks(desk, WORDS), 'I know her');
    await desk.later(settled);
    expect(desk.told('701')).toHaveLength(1);
  });

  test('that is a complaint is told to those who hear complaints alone, also where it began as another', async () => {
    await using desk = await openDesk(dialect);
    await desk.account('ana', { counsellor: ANA, chat: '700' });
    await desk.account('vera', { role: 'coordinator', chat: '701' });
    await asks(desk, 'I have a complaint', 'He laughed at me');
    await desk.later(settled);
    await desk.later(settled);
    expect([desk.told('700').length, desk.told('701').length]).toEqual([0, 1]);
  });

  test('that is late is told to the coordinator, once, or to an admin where there is none', async () => {
    await using desk = await openDesk(dialect);
    await desk.account('ana', { counsellor: ANA, chat: '700' });
    await desk.account('root', { role: 'admin', chat: '702' });
    const late = async () => {
      desk.clock.now += 2 * DAY;
      await freeLateRequests(desk.world);
      await freeLateRequests(desk.world);
      await desk.later();
      await desk.later();
      return ['700', '701', '702'].map((chat) => desk.told(chat).filter((text) => text.includes('Nobody has')).length);
    };
    const id = await asks(desk, WORDS);
    expect(await late()).toEqual([0, 0, 1]);
    const vera = await desk.account('vera', { role: 'coordinator', chat: '701' });
    await answerByStaff(desk.world, vera, id, { words: 'Where?', language: 'en', seen: 9 });
    await desk.pump.settle();
    await desk.hear('42', press('reply', id), 'Here');
    expect(await late()).toEqual([0, 1, 0]);
  });

  test('that is late and taken before the coordinator is told is not told any more', async () => {
    await using desk = await openDesk(dialect);
    const vera = await desk.account('vera', { role: 'coordinator', chat: '701' });
    const id = await asks(desk, WORDS);
    desk.clock.now += 2 * DAY;
    await freeLateRequests(desk.world);
    expect(await desk.rows('notice')).toMatchObject([{ kind: 'late', recipient: 'vera' }]);
    await takeByStaff(desk.world, vera, id, false);
    await desk.later();
    expect([desk.told('701'), await desk.rows('notice')]).toEqual([[], []]);
  });

  test('that is late is not told as waiting as well', async () => {
    await using desk = await openDesk(dialect);
    await desk.account('vera', { role: 'coordinator', chat: '701' });
    await asks(desk, WORDS);
    desk.clock.now += 2 * DAY;
    await freeLateRequests(desk.world);
    await desk.later();
    expect(desk.told('701')).toEqual([expect.stringContaining('Nobody has answered')]);
  });

  test('is lined up for nobody whom nothing leads to', async () => {
    await using desk = await openDesk(dialect, false);
    await desk.account('ana', { counsellor: ANA });
    await desk.account('mia', { chat: '701' });
    await asks(desk, WORDS);
    expect(await desk.rows('notice')).toMatchObject([{ recipient: 'mia' }]);
  });
});

onBoth('a chat of staff that does not take a message, on %s', (dialect, test) => {
  test('is tried again at the time that the channel names, and later and later without one', async () => {
    await using desk = await openDesk(dialect, false);
    await desk.account('mia', { chat: '701' });
    await asks(desk, WORDS);
    const { now } = desk.clock;
    desk.telegram.outcomes.push({ result: 'retry', why: 'busy', at: now + 7 * MINUTE });
    await desk.later(5 * MINUTE);
    expect(await desk.rows('notice')).toMatchObject([{ due: now + 7 * MINUTE, attempts: 1 }]);
    for (const [attempts, wait] of [
      [2, 2 * MINUTE],
      [3, 4 * MINUTE],
    ] as const) {
      desk.telegram.outcomes.push(attempts === 2 ? { result: 'retry', why: 'network' } : { result: 'wait', why: 'x' });
      await desk.later(4 * MINUTE);
      expect(await desk.rows('notice')).toMatchObject([{ due: desk.clock.now + wait, attempts }]);
    }
    await desk.later(4 * MINUTE);
    expect([desk.told('701').length, await desk.rows('notice')]).toEqual([1, []]);
  });

  test('holds all back without a try while the channel is paused', async () => {
    await using desk = await openDesk(dialect, false);
    for (const [id, chat] of [
      ['mia', '701'],
      ['ivo', '702'],
    ] as const)
      await desk.account(id, { chat });
    await asks(desk, WORDS);
    desk.telegram.outcomes.push({ result: 'pause', why: '401' });
    await desk.later(5 * MINUTE);
    const due = desk.clock.now + 5 * MINUTE;
    expect(await desk.rows('notice')).toMatchObject([
      { due, attempts: 0 },
      { due, attempts: 0 },
    ]);
    await desk.later(5 * MINUTE);
    expect([desk.told('701').length, desk.told('702').length]).toEqual([1, 1]);
  });

  test('is given up where the message itself is refused, and stays linked', async () => {
    await using desk = await openDesk(dialect);
    await desk.account('mia', { chat: '701' });
    await asks(desk, WORDS);
    desk.telegram.outcomes.push({ result: 'never', why: '400' });
    await desk.later(5 * MINUTE);
    expect([await desk.rows('notice'), desk.mailed, await chatsOf(desk)]).toEqual([[], [], { mia: '701' }]);
  });

  test('is linked no more once it is blocked: the log says so, and mail takes its place', async () => {
    await using desk = await openDesk(dialect);
    await desk.account('ana', { counsellor: ANA, chat: '700' });
    await book(desk);
    await asks(desk, WORDS);
    desk.telegram.outcomes.push({ result: 'never', why: '403', blocked: true });
    await desk.later(5 * MINUTE);
    const at = desk.clock.now;
    await desk.later();
    expect([await chatsOf(desk), await desk.rows('notice')]).toEqual([{}, []]);
    expect((await desk.rows('account')).find(({ id }) => id === 'ana')).toMatchObject({ chat: null, chatAt: at });
    expect(await deeds(desk)).toEqual([[null, 'chat-lost', 'ana']]);
    // The request that waits, and that the chat is lost; the calendar tells of the talk.
    expect(desk.mailed.map(({ to, text }) => [to, text.split('\n').at(-2)]).sort()).toEqual([
      ['ana@example.org', `${LINK}/me`],
      ['ana@example.org', `${LINK}/requests`],
    ]);
    expect(JSON.stringify(desk.mailed)).not.toMatch(SECRETS);
    await desk.hear('700', await codeFor(desk, 'ana'));
    expect(await chatsOf(desk)).toEqual({ ana: '700' });
  });

  test('that was linked anew meanwhile stays linked', async () => {
    await using desk = await openDesk(dialect);
    await desk.account('mia', { chat: '701' });
    await asks(desk, WORDS);
    const { telegram } = desk;
    const send = telegram.send;
    telegram.send = async () => {
      telegram.send = send;
      await desk.hear('702', await codeFor(desk, 'mia'));
      return { result: 'never', why: '403', blocked: true };
    };
    await desk.later(5 * MINUTE);
    await desk.later();
    expect(await chatsOf(desk)).toEqual({ mia: '702' });
    expect(desk.told('702')).toHaveLength(2);
  });
});
