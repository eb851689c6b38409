import type { ActionName } from '../../conversation/actions.ts';
import type { Action } from './action.ts';
import * as appointment from './appointment.ts';
import * as consent from './consent.ts';
import * as human from './human.ts';
import * as information from './information.ts';
import * as link from './link.ts';
import * as news from './news.ts';

/** Who carries out which action: an explicit list, so that one without its doer does not compile. */
export const actions: Readonly<Record<ActionName, Action>> = {
  'consent.give': consent.give,
  'consent.look': consent.look,
  'consent.withdraw': consent.withdraw,
  'rights.look': information.rights,
  'service.list': information.services,
  'service.show': information.service,
  'safety.show': information.safety,
  'topic.list': appointment.topics,
  'slot.days': appointment.days,
  'slot.times': appointment.times,
  'slot.show': appointment.show,
  'appointment.book': appointment.bookSlot,
  'appointment.list': appointment.list,
  'appointment.show': appointment.showByReference,
  'appointment.cancel': appointment.cancel,
  'human.request': human.request,
  'news.join': news.join,
  'news.leave': news.leave,
  'link.code': link.code,
  'link.list': link.list,
  'link.remove': link.remove,
  'person.erase': consent.erase,
};
