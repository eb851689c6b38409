import type { Command } from './command.ts';

/** A command in the list: its line in the help, and its file, which is read when the command is called. */
export interface Listed {
  usage: string;
  about: string;
  load(): Promise<Command>;
}

/** Every command by its words. No command is imported here, so that the help costs nothing. */
export const COMMANDS: Readonly<Record<string, Listed>> = {
  serve: {
    usage: 'serve',
    about: 'runs the server (what npm start does)',
    load: async () => (await import('./serve.ts')).serve,
  },
  chat: {
    usage: 'chat [--record FILE]',
    about: 'holds the conversation in this terminal; --record holds it on fresh data and writes it down for the tests',
    load: async () => (await import('./chat.ts')).chat,
  },
  simulate: {
    usage: 'simulate [--people N] [--months N] [--seed N]',
    about:
      'fills an empty demonstration: lets imaginary people (350) live through the last months (8); no server may run, on PostgreSQL stop all replicas',
    load: async () => (await import('./simulate.ts')).simulate,
  },
  check: {
    usage: 'check [--release] [--reading]',
    about:
      'checks flows and texts by every rule; --release also wants the numbers of the safety card confirmed, --reading says how hard the texts are to read',
    load: async () => (await import('./check.ts')).check,
  },
  'counsellor add': {
    usage:
      'counsellor add NAME --pilot PILOT --office OFFICE --gender woman|man|other --languages sr,en [--topics job,papers] [--modes in-person,phone,video] [--guests PILOT,PILOT]',
    about: 'adds a counsellor; the name is for staff only and stored locked',
    load: async () => (await import('./counsellor.ts')).counsellorAdd,
  },
  'counsellor edit': {
    usage:
      'counsellor edit ID [--name NAME] [--office OFFICE] [--gender woman|man|other] [--languages sr,en] [--topics job,papers] [--modes in-person,phone,video] [--guests PILOT,PILOT] [--keep | --call-off]',
    about:
      'changes a counsellor; names the appointments that they do not suit any more, and wants to know what to do with them',
    load: async () => (await import('./counsellor.ts')).counsellorEdit,
  },
  'counsellor end': {
    usage: 'counsellor end ID [--keep | --call-off]',
    about: 'ends a counsellor who leaves: nobody is offered to them; names their appointments to come before',
    load: async () => (await import('./counsellor.ts')).counsellorEnd,
  },
  'counsellor remove': {
    usage: 'counsellor remove ID',
    about: 'removes a counsellor who never had an appointment, a group or an account',
    load: async () => (await import('./counsellor.ts')).counsellorRemove,
  },
  'counsellor list': {
    usage: 'counsellor list',
    about: 'lists the counsellors with their ids',
    load: async () => (await import('./counsellor.ts')).counsellorList,
  },
  'counsellor hours': {
    usage: 'counsellor hours ID DAY [HH:MM-HH:MM ...] [--keep | --call-off]',
    about: 'sets the hours of a weekday (mon ... sun), on the clock of the pilot; none clears it',
    load: async () => (await import('./hours.ts')).counsellorHours,
  },
  'counsellor absent': {
    usage: 'counsellor absent ID FROM TO|never [--keep | --call-off]',
    about:
      'notes an absence: two dates (both included) or two times such as 2026-12-01T13:00; names what is booked then; "never" removes the one that begins then',
    load: async () => (await import('./hours.ts')).counsellorAbsent,
  },
  'counsellor day': {
    usage: 'counsellor day ID DATE [HH:MM-HH:MM ... | weekly] [--keep | --call-off]',
    about: 'sets the hours of one date, on a holiday too; none is a day off, weekly takes it back',
    load: async () => (await import('./hours.ts')).counsellorDay,
  },
  'counsellor reach': {
    usage: 'counsellor reach ID [--mail ADDRESS] [--video LINK] [--busy CALENDAR-URL]',
    about:
      'notes where news go, where appointments by video are held, and a calendar whose times are not offered; "none" removes',
    load: async () => (await import('./counsellor.ts')).counsellorReach,
  },
  'counsellor calendar': {
    usage: 'counsellor calendar ID [--discreet]',
    about: 'makes a new secret calendar address, with initials only if discreet; an older one stops working',
    load: async () => (await import('./counsellor.ts')).counsellorCalendar,
  },
  'holiday list': {
    usage: 'holiday list --pilot PILOT',
    about: 'lists the days of the next year on which the offices are closed',
    load: async () => (await import('./holiday.ts')).holidayList,
  },
  'holiday set': {
    usage: 'holiday set DATE closed|open|usual --pilot PILOT [--keep | --call-off]',
    about: "closes a day, opens a holiday, or leaves it to the country's holidays again",
    load: async () => (await import('./holiday.ts')).holidaySet,
  },
  'resource add': {
    usage:
      'resource add NAME --pilot PILOT --kind room --office OFFICE | --kind interpreter --languages ar,fa --gender woman|man|other',
    about: 'adds a room or an interpreter, which appointments claim as well; the name is for staff only',
    load: async () => (await import('./resource.ts')).resourceAdd,
  },
  'resource edit': {
    usage:
      'resource edit ID [--name NAME] [--office OFFICE] [--languages ar,fa] [--gender woman|man|other] [--replace | --keep]',
    about: 'changes a room or an interpreter; names the appointments that it cannot serve any more',
    load: async () => (await import('./resource.ts')).resourceEdit,
  },
  'resource remove': {
    usage: 'resource remove ID [--replace | --without]',
    about: 'removes a room or an interpreter; names the appointments to come that need it before',
    load: async () => (await import('./resource.ts')).resourceRemove,
  },
  'resource list': {
    usage: 'resource list',
    about: 'lists rooms and interpreters',
    load: async () => (await import('./resource.ts')).resourceList,
  },
  'office add': {
    usage:
      'office add ID --pilot PILOT --name NAME --place PLACE [--address ADDRESS] [--pin LAT,LON] [--access step-free,lift] [--childcare yes]',
    about: 'adds an office to a pilot in this database',
    load: async () => (await import('./office.ts')).officeAdd,
  },
  'office edit': {
    usage:
      'office edit PILOT/ID [--name NAME] [--place PLACE] [--address ADDRESS] [--pin LAT,LON] [--access step-free,lift] [--childcare yes|no]',
    about: 'changes an office; an option with "" empties it, and a changed address is to be confirmed again',
    load: async () => (await import('./office.ts')).officeEdit,
  },
  'office remove': {
    usage: 'office remove PILOT/ID',
    about: 'removes an office to which no counsellor, room or appointment belongs',
    load: async () => (await import('./office.ts')).officeRemove,
  },
  'group add': {
    usage:
      'group add --pilot PILOT --counsellor ID --kind course|workshop|information --date DATE --from HH:MM --to HH:MM --places N --title en=TITLE [--title LANGUAGE=TITLE ...] [--last DATE --weekdays mon,wed [--except DATE,DATE]] [--room ID] [--women] [--although-closed]',
    about:
      'announces a workshop, an information day, or with --last a course with its meetings, led by a counsellor at their office',
    load: async () => (await import('./group.ts')).groupAdd,
  },
  'group list': {
    usage: 'group list --pilot PILOT',
    about: 'lists the group offers to come, with how many people have signed up',
    load: async () => (await import('./group.ts')).groupList,
  },
  'staff add': {
    usage:
      'staff add NAME --role coordinator|evaluator|admin --pilot PILOT [--pilot PILOT] | --role counsellor --counsellor ID',
    about: 'invites one of the staff: prints a link that works once and ends after 72 hours',
    load: async () => (await import('./staff.ts')).staffAdd,
  },
  'staff list': {
    usage: 'staff list',
    about: 'lists the accounts of staff',
    load: async () => (await import('./staff.ts')).staffList,
  },
  'staff reset': {
    usage: 'staff reset ID',
    about: 'prints a link by which one of the staff sets a new password or passkey for their account',
    load: async () => (await import('./staff.ts')).staffReset,
  },
  'token add': {
    usage: 'token add LABEL --role counsellor|coordinator|evaluator|admin --pilot PILOT [--pilot PILOT] [--days N]',
    about: 'makes a token for the API and shows it once; it ends after N days (1 to 366), or 180',
    load: async () => (await import('./token.ts')).tokenAdd,
  },
  'token list': {
    usage: 'token list',
    about: 'lists tokens by label, with when each ends; the tokens themselves are not stored',
    load: async () => (await import('./token.ts')).tokenList,
  },
  'token revoke': {
    usage: 'token revoke LABEL',
    about: 'revokes every token with this label at once',
    load: async () => (await import('./token.ts')).tokenRevoke,
  },
  'flows schema': {
    usage: 'flows schema',
    about: 'writes the formats of flows and of what a pilot changes in them, for editors',
    load: async () => (await import('./flows.ts')).flowsSchema,
  },
  'flows guide': {
    usage: 'flows guide',
    about: "brings the tables of the authors' page up to date, docs/flows.md",
    load: async () => (await import('./flows.ts')).flowsGuide,
  },
  'flows draw': {
    usage: 'flows draw [FLOW] [--pilot PILOT] [--language LANGUAGE]',
    about:
      'draws a flow as a Mermaid flowchart, of the model or as a pilot has it; without FLOW, all and who calls whom',
    load: async () => (await import('./flows.ts')).flowsDraw,
  },
  'translations missing': {
    usage: 'translations missing [LANGUAGE]',
    about: 'lists the texts that are missing, stale, left in English or unlike their source, by language',
    load: async () => (await import('./translations.ts')).translationsMissing,
  },
  'translations export': {
    usage: 'translations export LANGUAGE FILE.csv|FILE.xlsx',
    about: 'writes a sheet for a translator, one row a text',
    load: async () => (await import('./translations.ts')).translationsExport,
  },
  'translations import': {
    usage: 'translations import LANGUAGE FILE.csv|FILE.xlsx [--write]',
    about: 'shows what a sheet that came back would change, and what is wrong with it; --write writes it to locales/',
    load: async () => (await import('./translations-import.ts')).translationsImport,
  },
  'translations stamp': {
    usage: 'translations stamp [LANGUAGE [KEY ...]]',
    about: 'notes that texts are made from the present English, after they were changed by hand; all without KEY',
    load: async () => (await import('./translations.ts')).translationsStamp,
  },
  'facts pending': {
    usage: 'facts pending [--pilot PILOT]',
    about: 'lists the facts told to people that the pilot has not confirmed in the last six months',
    load: async () => (await import('./facts.ts')).factsPending,
  },
  'facts confirm': {
    usage: 'facts confirm ID --by NAME',
    about: 'notes that a named person of the pilot has confirmed a fact today, exactly as it stands',
    load: async () => (await import('./facts.ts')).factsConfirm,
  },
  'pilot new': {
    usage: 'pilot new PILOT --from PILOT',
    about: "begins a pilot from another pilot's folder, without the facts that hold for that city alone",
    load: async () => (await import('./pilot.ts')).pilotNew,
  },
  'pilot compare': {
    usage: 'pilot compare PILOT',
    about: 'writes what a pilot changed from the model, as Markdown: its plan of adaptation',
    load: async () => (await import('./pilot.ts')).pilotCompare,
  },
  'pilot export': {
    usage: 'pilot export PILOT',
    about: "writes a pilot's services, offices and topics from the database back to its folder",
    load: async () => (await import('./pilot.ts')).pilotExport,
  },
  'pilot import': {
    usage: 'pilot import PILOT [--yes]',
    about: "shows what would change in the database if it held what the pilot's folder says; --yes does it",
    load: async () => (await import('./pilot.ts')).pilotImport,
  },
  'broadcast preview': {
    usage: 'broadcast preview --pilot PILOT --text LANGUAGE=WORDS [--text LANGUAGE=WORDS] [--step FLOW.STEP]',
    about: 'how many people who asked for news this would go to, roughly',
    load: async () => (await import('./broadcast.ts')).broadcastPreview,
  },
  'broadcast send': {
    usage: 'broadcast send --pilot PILOT --text LANGUAGE=WORDS [--text LANGUAGE=WORDS] [--step FLOW.STEP]',
    about: 'writes to everybody who asked for news, about 100 a minute, as the running server gets to it',
    load: async () => (await import('./broadcast.ts')).broadcastSend,
  },
  'broadcast list': {
    usage: 'broadcast list',
    about: 'the newest 50 broadcasts, with how far they are',
    load: async () => (await import('./broadcast.ts')).broadcastList,
  },
  'broadcast stop': {
    usage: 'broadcast stop ID',
    about: 'stops a broadcast: messages on their way still go out, no others do',
    load: async () => (await import('./broadcast.ts')).broadcastStop,
  },
  'broadcast resume': {
    usage: 'broadcast resume ID',
    about: 'goes on behind whom it has reached',
    load: async () => (await import('./broadcast.ts')).broadcastResume,
  },
  poster: {
    usage: 'poster --pilot PILOT [--source SOURCE] --language LANGUAGE FILE.pdf',
    about: "makes a poster (PDF, A4) that leads to the web chat; a source is one of the pilot's `sources`",
    load: async () => (await import('./poster.ts')).poster,
  },
  system: {
    usage: 'system',
    about:
      'says how the instance is: channels, messages, backups, keys, regular work, versions; as the page for admins',
    load: async () => (await import('./system.ts')).system,
  },
  'dead list': {
    usage: 'dead list',
    about: 'lists messages and replies that were given up, by queue, channel and reason',
    load: async () => (await import('./dead.ts')).deadList,
  },
  'dead retry': {
    usage: 'dead retry QUEUE CHANNEL REASON',
    about: 'tries those of one line of "dead list" again, as far as their people still want to hear from us',
    load: async () => (await import('./dead.ts')).deadRetry,
  },
  'dead drop': {
    usage: 'dead drop QUEUE CHANNEL REASON',
    about: 'puts those of one line of "dead list" away, and deletes their words',
    load: async () => (await import('./dead.ts')).deadDrop,
  },
  'whatsapp link': {
    usage: 'whatsapp link',
    about: 'shows a code for a phone to scan, which links this instance to its WhatsApp (docs/channel-risk.md first)',
    load: async () => (await import('./whatsapp.ts')).whatsappLink,
  },
  'keys new': {
    usage: 'keys new FILE',
    about: 'makes a file with a new master key',
    load: async () => (await import('./keys.ts')).keysNew,
  },
  'keys rotate': {
    usage: 'keys rotate',
    about:
      'adds a master key and locks every key of a person with it; no server may run, on PostgreSQL stop all replicas',
    load: async () => (await import('./keys.ts')).keysRotate,
  },
  backup: {
    usage: 'backup DIR',
    about: 'writes a backup into a folder, also while the server runs',
    load: async () => (await import('./backup.ts')).backup,
  },
  restore: {
    usage: 'restore DIR [--data FILE]',
    about: 'brings a backup back into an empty database, the newest data file or another; the server must not run',
    load: async () => (await import('./restore.ts')).restore,
  },
  stats: {
    usage: 'stats --pilot PILOT --period 2026-H2',
    about: 'the numbers of a half-year that are published, in steps of five',
    load: async () => (await import('./stats.ts')).stats,
  },
  stranded: {
    usage: 'stranded',
    about: 'before flows are deployed: which steps are gone on which people stand now, and how many',
    load: async () => (await import('./stranded.ts')).stranded,
  },
};
