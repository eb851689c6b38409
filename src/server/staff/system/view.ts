import { html } from 'hono/html';
import type { Texts } from '../../../text/texts.ts';
import type { JobSeen } from '../../../turn/due/jobs-seen.ts';
import type { Html } from '../../html/layout.ts';
import { type View, viewOf } from '../../html/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';
import {
  isOldBackup,
  isOverdue,
  judgeBackups,
  judgeChannel,
  judgeJob,
  judgeKeys,
  judgeMessages,
  type Verdict,
  worstOf,
} from './judge.ts';
import type { ChannelSeen, System } from './query.ts';

/** The data that the page of the system shows. */
export interface SystemShown extends Reading {
  system: System;
  zone: string;
  zoneName: string;
}

export type SystemView = View<'system'>;

/** The variables that turn a channel on. */
const SETTINGS: Readonly<Partial<Record<ChannelSeen['name'], string>>> = {
  telegram: 'TELEGRAM_BOT_TOKEN',
  'whatsapp-cloud':
    'WHATSAPP_CLOUD_TOKEN, WHATSAPP_CLOUD_PHONE_NUMBER_ID, WHATSAPP_CLOUD_APP_SECRET, WHATSAPP_CLOUD_VERIFY_TOKEN',
  'whatsapp-web': 'WHATSAPP_WEB=on',
};

/** A part of the page, with what is to be said of it all in all. */
interface Part {
  id: string;
  title: string;
  verdict: Verdict;
  body: Html;
}

/** The page that says how the instance is: channels, messages, backups, keys, jobs and versions. */
export function systemPage(texts: Texts, language: string, shown: SystemShown): Html {
  const view = viewOf(texts, language, 'system');
  const { say } = view;
  const parts = [channels, messages, backups, keys, jobs, versions].map((part) => part(view, shown));
  const toSee = parts.filter(({ verdict }) => verdict === 'look' || verdict === 'broken');
  const body = html`${staffBar(texts, language, shown, '/staff/system')}
<main class="narrow">
<p class="about">${say('about')} ${texts.say(language, 'staff:today.zone', { zoneName: shown.zoneName })}</p>
${toSee.length === 0 ? html`<p class="notice">${say('summary.fine')}</p>` : html`<div><p>${say('summary.toSee', { count: toSee.length })}</p><ul class="to-see">${toSee.map(({ id, title, verdict }) => html`<li><a href="#of-${id}">${title}</a>: ${say(`verdict.${verdict}`)}</li>`)}</ul></div>`}
${parts.map(({ id, title, verdict, body: inside }) => html`<section aria-labelledby="of-${id}"><h2 id="of-${id}">${title}</h2>${id === 'channels' || id === 'versions' ? '' : html`<p>${chip(view, verdict)}</p>`}\n${inside}</section>`)}
</main>`;
  return page(texts, language, texts.say(language, 'staff:system.title'), body, {
    styles: ['forms.css', 'system.css'],
  });
}

const STYLE: Readonly<Record<Verdict, string>> = { off: '', fine: 'arrived', look: 'missed', broken: 'broken' };

/** How something is, in a word. */
export const chip = ({ say }: SystemView, verdict: Verdict): Html =>
  html`<span class="chip ${STYLE[verdict]}">${say(`verdict.${verdict}`)}</span>`;

/** A code of a provider or of the program, as it stands in the log. */
export const codeLine = ({ say }: SystemView, code: string | null): Html | '' =>
  code === null || code === '' ? '' : html` <span class="about">${say('code')} <code dir="ltr">${code}</code></span>`;

const facts = (rows: readonly [name: string, value: Html | string][]): Html =>
  html`<dl class="facts">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

function channels(view: SystemView, { system, zone, now }: SystemShown): Part {
  const lines = system.channels.map((channel) => channelLine(view, channel, zone, now));
  return {
    ...{ id: 'channels', title: view.say('channels.title') },
    verdict: worstOf(system.channels.map((channel) => judgeChannel(channel, now))),
    body: html`<ul role="list" class="rows">${lines}</ul>`,
  };
}

function channelLine(view: SystemView, channel: ChannelSeen, zone: string, now: number): Html {
  const { say } = view;
  const { name, isOn, condition, waiting } = channel;
  const verdict = judgeChannel(channel, now);
  const state = condition?.state ?? (isOn ? 'on' : 'off');
  const since = condition === null ? '' : say('since', { time: { dateTime: condition.since, zone } });
  const todo = todoOf(view, channel, verdict);
  const settings = SETTINGS[name];
  return html`<li class="card"><p class="state">${chip(view, verdict)} <strong>${nameOf(view, name)}</strong> ${say(`channels.state.${state}`)} ${since}${codeLine(view, condition?.why ?? null)}</p>
${todo === '' ? '' : html`<p>${todo}${state === 'off' && settings !== undefined ? html` ${say('settings')} <code dir="ltr" class="link">${settings}</code>` : ''}</p>`}
${waiting.since === null ? '' : html`<p>${say('channels.waiting', { count: waiting.count, since: { dateTime: waiting.since, zone } })}</p>`}
${name === 'whatsapp-web' && isOn ? html`<p><a href="/staff/system/phone">${say('channels.phone')}</a></p>` : ''}</li>`;
}

/** The name of a channel: of WhatsApp's two, with its way. */
export function nameOf({ say, show }: SystemView, channel: string): string {
  const name = show({ text: `channels:${channel as ChannelSeen['name']}` });
  const way = { 'whatsapp-cloud': 'Business Cloud API', 'whatsapp-web': say('channels.linked') };
  return channel in way ? `${name} (${way[channel as keyof typeof way]})` : name;
}

/** What to do about a channel; empty where there is nothing to do. */
export function todoOf({ say }: SystemView, { isOn, condition }: ChannelSeen, verdict: Verdict): string {
  const state = condition?.state ?? (isOn ? 'on' : 'off');
  if (state === 'off' && verdict === 'off') return say('channels.todo.off');
  if (state === 'off' || state === 'on' || state === 'running' || state === 'starting')
    return verdict === 'look' ? say('channels.todo.late') : '';
  return say(`channels.todo.${state}`);
}

function messages(view: SystemView, { system, zone, now }: SystemShown): Part {
  const { say } = view;
  const { messages: waiting, letters } = system;
  const isLate = judgeMessages(waiting, now) === 'look';
  const { inbox, outbox, blocked } = letters;
  const dead = inbox + outbox;
  return {
    ...{ id: 'messages', title: say('messages.title') },
    verdict: isLate || dead > 0 ? 'look' : 'fine',
    body: html`<p>${waiting.since === null ? say('messages.none') : say('messages.waiting', { count: waiting.count, since: { dateTime: waiting.since, zone } })}${isLate ? ` ${say('messages.late')}` : ''}</p>
<p>${dead === 0 ? say('messages.noDead') : say('messages.dead', { inbox, outbox })}</p>
${dead === 0 ? '' : html`<p><a href="/staff/system/letters">${say('messages.open')}</a></p>`}
${blocked === 0 ? '' : html`<p class="about">${say('messages.blocked', { count: blocked })}</p>`}`,
  };
}

function backups(view: SystemView, { system, zone, now }: SystemShown): Part {
  const { say, show } = view;
  const seen = system.backups;
  const part = { id: 'backups', title: say('backups.title'), verdict: judgeBackups(seen, now) };
  if (seen === 'none')
    return { ...part, body: html`<p>${say('backups.none')} ${say('settings')} <code dir="ltr">BACKUP_DIR</code></p>` };
  const { folder, kept, attempts, reason } = seen;
  const at = (time: number | null, none: string) => (time === null ? none : show({ dateTime: time, zone }));
  const isOld = kept !== null && kept.newest !== null && isOldBackup(kept.newest, now);
  const rows: [string, Html | string][] = [[say('backups.folder'), html`<code dir="ltr">${folder}</code>`]];
  if (kept !== null)
    rows.push(
      [say('backups.newest'), at(kept.newest, say('backups.noFile'))],
      [say('backups.files'), String(kept.files)],
      [say('backups.keysAt'), at(kept.keysAt, say('backups.noKeys'))],
    );
  return {
    ...part,
    body: html`${kept === null ? html`<p>${say('backups.unreadable')}</p>` : ''}${isOld ? html`<p>${say('backups.old')}</p>` : ''}
${attempts === 0 ? '' : html`<p>${say('backups.failed', { count: attempts })}${codeLine(view, reason)}</p>`}
${facts(rows)}`,
  };
}

function keys(view: SystemView, { system }: SystemShown): Part {
  const { say, show } = view;
  const { times, old } = system.keys;
  const part = { id: 'keys', title: say('keys.title'), verdict: judgeKeys(system.keys) };
  if (times === null) return { ...part, body: html`<p>${say('keys.none')}</p>` };
  const day = (at: number) => show({ fullDate: new Date(at).toISOString().slice(0, 10) });
  const made = (at: number | null | undefined) =>
    at == null
      ? say('keys.unknown', { date: { fullDate: new Date(times.fileAt).toISOString().slice(0, 10) } })
      : day(at);
  const rows: [string, string][] = [[say('keys.count'), String(times.made.length)]];
  if (times.made.length > 1) rows.push([say('keys.first'), made(times.made[0])]);
  rows.push([say('keys.newest'), made(times.made.at(-1))]);
  return {
    ...part,
    body: html`${old === 0 ? '' : html`<p>${say('keys.old', { count: old })}</p>`}${facts(rows)}
<p class="about">${say('keys.hint')} <code dir="ltr">npm run saputnik -- keys rotate</code></p>`,
  };
}

/** The name of a kind of job; undefined where another version of the program has it alone. */
export function jobName({ say, texts, language }: SystemView, kind: string): string | undefined {
  const key = `jobs.kind.${kind}` as 'jobs.kind.backup';
  return texts.raw(language, `system:${key}`) === undefined ? undefined : say(key);
}

function jobs(view: SystemView, { system, zone, now }: SystemShown): Part {
  const { say } = view;
  const time = (at: number) => ({ time: { dateTime: at, zone } });
  const line = (job: JobSeen) => {
    const { kind, due, doneAt, attempts, reason } = job;
    const next = due === null ? say('jobs.idle') : say(isOverdue(job, now) ? 'jobs.overdue' : 'jobs.due', time(due));
    const done = doneAt !== null ? say('jobs.done', time(doneAt)) : due === null ? '' : say('jobs.unknown');
    return html`<li><p class="state">${chip(view, judgeJob(job, now))} <strong>${jobName(view, kind) ?? html`<code dir="ltr">${kind}</code>`}</strong></p>
<p>${attempts === 0 ? '' : html`${say('jobs.failed', { count: attempts })}${codeLine(view, reason)} `}${next} ${done}</p></li>`;
  };
  return {
    ...{ id: 'jobs', title: say('jobs.title') },
    verdict: worstOf(system.jobs.map((job) => judgeJob(job, now))),
    body: html`<ul role="list" class="rows">${system.jobs.map(line)}</ul><p class="about">${say('jobs.hint')}</p>`,
  };
}

function versions(view: SystemView, { system, zone }: SystemShown): Part {
  const { say, show } = view;
  const { saputnik, node, database, migrations } = system.versions;
  const { startedAt } = system;
  const ltr = (text: string) => html`<bdi dir="ltr">${text}</bdi>`;
  return {
    ...{ id: 'versions', title: say('versions.title'), verdict: 'fine' },
    body: facts([
      ['Saputnik', ltr(saputnik)],
      ['Node', ltr(node)],
      [say('versions.database'), ltr(database)],
      [say('versions.migrations'), String(migrations)],
      [say('versions.startedAt'), startedAt === null ? say('versions.notHere') : show({ dateTime: startedAt, zone })],
    ]),
  };
}
