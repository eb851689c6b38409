import type { Command } from '../cli.ts';
import { chat } from './chat.ts';
import { check } from './check.ts';
import { counsellorAbsent, counsellorAdd, counsellorCalendar, counsellorHours, counsellorList } from './counsellor.ts';
import { flowsSchema } from './flows.ts';
import { keysNew } from './keys.ts';
import { serve } from './serve.ts';
import { stats } from './stats.ts';
import { stranded } from './stranded.ts';
import { tokenAdd, tokenList, tokenRevoke } from './token.ts';

/** Every command by its words. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  serve,
  chat,
  check,
  'counsellor add': counsellorAdd,
  'counsellor list': counsellorList,
  'counsellor hours': counsellorHours,
  'counsellor absent': counsellorAbsent,
  'counsellor calendar': counsellorCalendar,
  'token add': tokenAdd,
  'token list': tokenList,
  'token revoke': tokenRevoke,
  'flows schema': flowsSchema,
  'keys new': keysNew,
  stats,
  stranded,
};
