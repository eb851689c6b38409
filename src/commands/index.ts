import type { Command } from '../cli.ts';
import { backup } from './backup.ts';
import { broadcastList, broadcastPreview, broadcastResume, broadcastSend, broadcastStop } from './broadcast.ts';
import { chat } from './chat.ts';
import { check } from './check.ts';
import { counsellorAbsent, counsellorAdd, counsellorCalendar, counsellorHours, counsellorList } from './counsellor.ts';
import { counsellorDay, counsellorReach } from './counsellor-more.ts';
import { factsConfirm, factsPending } from './facts.ts';
import { flowsDraw, flowsGuide, flowsSchema } from './flows.ts';
import { groupAdd, groupList } from './group.ts';
import { holidayList, holidaySet } from './holiday.ts';
import { keysNew, keysRotate } from './keys.ts';
import { pilotCompare, pilotExport, pilotImport, pilotNew } from './pilot.ts';
import { resourceAdd, resourceList } from './resource.ts';
import { restore } from './restore.ts';
import { serve } from './serve.ts';
import { stats } from './stats.ts';
import { stranded } from './stranded.ts';
import { tokenAdd, tokenList, tokenRevoke } from './token.ts';
import { whatsappLink } from './whatsapp.ts';

/** Every command by its words. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  serve,
  chat,
  check,
  'counsellor add': counsellorAdd,
  'counsellor list': counsellorList,
  'counsellor hours': counsellorHours,
  'counsellor absent': counsellorAbsent,
  'counsellor day': counsellorDay,
  'counsellor reach': counsellorReach,
  'counsellor calendar': counsellorCalendar,
  'holiday list': holidayList,
  'holiday set': holidaySet,
  'resource add': resourceAdd,
  'resource list': resourceList,
  'group add': groupAdd,
  'group list': groupList,
  'token add': tokenAdd,
  'token list': tokenList,
  'token revoke': tokenRevoke,
  'flows schema': flowsSchema,
  'flows guide': flowsGuide,
  'flows draw': flowsDraw,
  'facts pending': factsPending,
  'facts confirm': factsConfirm,
  'pilot new': pilotNew,
  'pilot compare': pilotCompare,
  'pilot export': pilotExport,
  'pilot import': pilotImport,
  'broadcast preview': broadcastPreview,
  'broadcast send': broadcastSend,
  'broadcast list': broadcastList,
  'broadcast stop': broadcastStop,
  'broadcast resume': broadcastResume,
  'whatsapp link': whatsappLink,
  'keys new': keysNew,
  'keys rotate': keysRotate,
  backup,
  restore,
  stats,
  stranded,
};
