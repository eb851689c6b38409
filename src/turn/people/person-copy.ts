import type { Conversation, Plan, Strength } from '../../conversation/conversation.ts';
import type { Content, Reply } from '../../conversation/message.ts';
import type { Programme } from '../../conversation/programme.ts';
import type { Skills } from '../../conversation/skills.ts';
import type { Deed, EntryFrom, FileMedia, InvitationState, RequestKind, RequestState } from '../../store/codes.ts';
import type { Tables } from '../../store/tables.ts';

type Appointment = Tables['appointment']['$inferSelect'];
type Hidden = 'id' | 'person' | 'sequence' | 'phone' | 'startAt' | 'endAt';

/** All that is kept about a person, for them to take away. Times are ISO 8601. */
export interface PersonCopy {
  copiedAt: string;
  language: string | null;
  pilot: string | null;
  consent: (Omit<NonNullable<Conversation['consent']>, 'at'> & { at: string }) | null;
  looking: boolean;
  profile: Record<string, string>;
  steps: string[];
  plans: Plan[];
  questions: string[];
  counsellorsSeePlans: boolean;
  strength: Strength | null;
  skills: Skills | null;
  programme: Programme | null;
  /** The day on which they wrote last. */
  lastDay: string;
  contacts: {
    channel: string;
    handle: string;
    alsoKnownAs: string[];
    blocked: boolean;
    lastHeardAt: string | null;
  }[];
  appointments: (Omit<Appointment, Hidden> & { phone: string | null; startAt: string; endAt: string })[];
  waitingFor: { topic: string; wish: object; since: string }[];
  /** To book an appointment. */
  invitations: { topic: string; state: InvitationState; at: string; until: string }[];
  reminders: { kind: string; target: string; at: string }[];
  requests: {
    id: string;
    pilot: string;
    kind: RequestKind;
    language: string;
    state: RequestState;
    demo: boolean;
    at: string;
    answeredAt: string | null;
    closedAt: string | null;
    thread: { from: EntryFrom; at: string; words: string; file: FileMedia | null }[];
  }[];
  messages: { at: string; channel: string | null; from: string; content: Content | Reply }[];
  /** What was counted of them: a kind with its codes, to the hour. */
  counted: { kind: string; hour: string; [code: string]: string | number }[];
  looks: { what: Deed; target: string; at: string }[];
}
