import type { ActionName } from '../../conversation/actions.ts';
import type { Action } from './action.ts';
import * as appointment from './appointment.ts';
import * as change from './change.ts';
import * as consent from './consent.ts';
import * as cv from './cv.ts';
import * as document from './document.ts';
import * as feedback from './feedback.ts';
import * as group from './group.ts';
import * as human from './human.ts';
import * as information from './information.ts';
import * as link from './link.ts';
import * as news from './news.ts';
import * as offer from './offer.ts';
import * as pilot from './pilot.ts';
import * as plan from './plan.ts';
import * as reminder from './reminder.ts';
import * as skills from './skills.ts';
import * as slot from './slot.ts';
import * as strength from './strength.ts';
import * as waitlist from './waitlist.ts';
import * as way from './way.ts';

/** The function of each action: an explicit list, so that an action without a function does not compile. */
export const actions: Readonly<Record<ActionName, Action>> = {
  'consent.give': consent.give,
  'consent.look': consent.look,
  'consent.withdraw': consent.withdraw,
  'pilot.others': pilot.others,
  'pilot.weigh': pilot.weigh,
  'pilot.move': pilot.move,
  'fact.next': way.nextFact,
  'offer.rules': offer.rules,
  'offer.weigh': offer.weigh,
  'strength.show': strength.show,
  'strength.hear': strength.hear,
  'strength.keep': strength.keep,
  'strength.drop': strength.drop,
  'question.keep': way.keepQuestion,
  'question.list': plan.questions,
  'question.clear': plan.clearQuestions,
  'plan.open': plan.open,
  'plan.keep': plan.keep,
  'plan.remind': plan.remind,
  'plan.list': plan.list,
  'plan.show': plan.show,
  'plan.done': plan.done,
  'plan.drop': plan.drop,
  'plan.share': plan.share,
  'plan.remember': plan.remember,
  'service.needs': information.needs,
  'service.list': information.services,
  'service.show': information.service,
  'safety.show': information.safety,
  'topic.list': slot.topics,
  'wish.keep': slot.keepWish,
  'office.list': slot.offices,
  'slot.days': slot.days,
  'slot.times': slot.times,
  'slot.show': slot.show,
  'appointment.book': appointment.bookSlot,
  'appointment.list': appointment.list,
  'appointment.show': appointment.showByReference,
  'appointment.change': appointment.change,
  'appointment.confirm': appointment.confirm,
  'appointment.cancel': appointment.cancel,
  'change.open': change.open,
  'reminder.open': reminder.open,
  'reminder.choose': reminder.choose,
  'waitlist.join': waitlist.join,
  'waitlist.leave': waitlist.leave,
  'waitlist.show': waitlist.show,
  'waitlist.take': waitlist.take,
  'feedback.ask': feedback.ask,
  'feedback.give': feedback.give,
  'group.list': group.list,
  'group.show': group.show,
  'group.join': group.join,
  'human.request': human.request,
  'human.complain': human.complain,
  'thread.say': human.say,
  'thread.hold': human.hold,
  'thread.read': human.read,
  'thread.again': human.again,
  'thread.close': human.close,
  'document.link': document.link,
  'cv.open': cv.open,
  'cv.name': cv.name,
  'cv.dates': cv.dates,
  'cv.where': cv.where,
  'cv.when': cv.when,
  'cv.since': cv.since,
  'cv.undated': cv.undated,
  'cv.phone': cv.phone,
  'cv.find': skills.findSought,
  'cv.wanted': cv.wanted,
  'cv.customs': cv.customs,
  'cv.custom': cv.custom,
  'cv.show': cv.show,
  'cv.forget': cv.forget,
  'cv.send': cv.send,
  'letter.send': cv.reference,
  'skill.open': skills.open,
  'skill.find': skills.find,
  'skill.job': skills.addJob,
  'skill.tasks': skills.addTasks,
  'skill.school': skills.school,
  'skill.subject': skills.subject,
  'skill.course': skills.course,
  'skill.tongues': skills.tongues,
  'skill.level': skills.level,
  'skill.licence': skills.licence,
  'skill.tools': skills.tools,
  'skill.passing': skills.passing,
  'skill.take': skills.takePassing,
  'skill.list': skills.list,
  'skill.line': skills.openLine,
  'skill.drop': skills.dropLine,
  'skill.reword': skills.rewordLine,
  'step.open': way.openStep,
  'news.join': news.join,
  'news.leave': news.leave,
  'link.code': link.code,
  'link.read': link.read,
  'link.ask': link.ask,
  'link.join': link.join,
  'link.refuse': link.refuse,
  'link.tell': link.tell,
  'link.list': link.list,
  'link.remove': link.remove,
  'link.part': link.part,
  'link.return': link.giveBack,
  'person.erase': consent.erase,
};
