import type { Asking } from '../times/hit.ts';

/** What the pages of the team ask about the appointments that a change hits. */

/** After a change of what a counsellor offers: what stays, stays with them. */
export const OF_PROFILE: Asking = {
  ...{ title: 'team:hit.title', about: 'team:hit.about', hint: 'team:hit.hint' },
  decisions: [
    { value: 'keep', label: 'team:hit.keep' },
    { value: 'call-off', label: 'times:hit.call-off' },
  ],
};

/** When a counsellor ends: what is decided later stands on the page of the day, since nobody is at work then. */
export const OF_END: Asking = {
  ...{ title: 'team:endHit.title', about: 'team:endHit.about', hint: 'team:endHit.hint' },
  decisions: [
    { value: 'call-off', label: 'times:hit.call-off' },
    { value: 'keep', label: 'times:hit.keep' },
  ],
};

/** When a topic ends: what is booked can take place. */
export const OF_TOPIC: Asking = {
  ...{ title: 'team:topicHit.title', about: 'team:topicHit.about', hint: 'team:topicHit.hint' },
  decisions: [
    { value: 'keep', label: 'team:topicHit.keep' },
    { value: 'call-off', label: 'times:hit.call-off' },
  ],
};
