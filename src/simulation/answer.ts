import type { Option, Reply, Content as Said } from '../conversation/message.ts';
import { type Dice, weighed } from './dice.ts';
import type { Person } from './person.ts';
import { type Read, type Understood, wordsOf } from './reading.ts';
import { wordsIn } from './words.ts';

/** What somebody opens the chat for: an option of the menu. */
export const ERRANDS = ['way', 'talk', 'services', 'appointments', 'human'] as const;
type Errand = (typeof ERRANDS)[number];

/** A person with the chat open, or with the phone in their pocket. */
export interface Mind {
  person: Person;
  dice: Dice;
  read: Read;
  /** The names of their language and of their pilot, as buttons show them. */
  own: readonly string[];
  /** What they came for; undefined once they have begun it, or when they did not open the chat by themselves. */
  errand: Errand | undefined;
  /** So many messages they write before they put the phone away. */
  left: number;
}

/** What somebody does with what they have just received: their next message, or undefined where they leave it at that. */
export function answer(mind: Mind, replies: readonly Reply[]): Said | undefined {
  const { person, dice, read, own } = mind;
  if (mind.left <= 0) return undefined;
  const understood = read(replies);
  if (understood === undefined) return undefined;
  const { answers, standing, step } = understood;
  const known = answers.find(({ option }) => own.includes(wordsOf(option)));
  if (known !== undefined) return press(mind, known.option);
  // A notice, which asks nothing, may still have buttons.
  if (step === undefined && answers.length === 0) return press(mind, weighed(dice, standing.map(byAct)));
  // Now and then somebody sends what nobody asked for.
  if (dice.chance(0.02))
    return dice.chance(0.5) ? { kind: 'media', media: 'photo' } : say(wordsIn(person.language).work);
  return understood.expects === 'choice' ? choose(mind, understood) : write(mind, understood);
}

const say = (text: string): Said => ({ kind: 'text', text });

/** Taps an option, or types its words. */
function press({ person, dice }: Mind, option: Option | undefined): Said | undefined {
  if (option === undefined) return undefined;
  const isTyped = person.types && !option.id.startsWith('s.') && dice.chance(0.5);
  return isTyped ? say(wordsOf(option)) : { kind: 'tap', button: option.id };
}

/** How often a button is pressed that stands beside a message. What is not here is left alone. */
const ACTS: Readonly<Record<string, number>> = {
  ...{ confirm: 12, cancel: 1, move: 1, book: 3, 'take-freed-time': 12, reply: 3, thanks: 2, outcome: 2, nothing: 3 },
};
const RATED: Readonly<Record<string, number>> = { good: 12, middling: 5, bad: 2 };

function byAct({ act, target, option }: Understood['standing'][number]): [Option, number] {
  if (act === 'rate-appointment') return [option, RATED[target.split('_')[1] ?? ''] ?? 0];
  return [option, ACTS[act] ?? 0];
}

/** Words that an imaginary person is asked for. */
function write(mind: Mind, { step = '', expects, answers }: Understood): Said | undefined {
  const { person, dice } = mind;
  const beside = dice.pick(answers)?.option;
  if (step === 'born:ask') return dice.chance(0.1) ? press(mind, beside) : say(String(person.born));
  if (step === 'thread:more' || step === 'thread:in-words') return undefined;
  if (step.startsWith('thread:')) return say(wordsIn(person.language).need);
  if (expects === 'text' && dice.chance(0.6)) return say(wordsIn(person.language).work);
  return press(mind, beside) ?? say('menu');
}

/** What a person does at a question of this name, by the option's name, where it is not like every other question. */
const HABITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'consent:agree': { agree: 19, look: 1 },
  'booking:counsellor': { woman: 1, any: 2 },
  'slot:confirm': { yes: 12, family: 1, change: 1, no: 1 },
  'slot:confirm-move': { yes: 12, change: 1, no: 1 },
  'slot:nothing': { wait: 12, change: 1, human: 1, menu: 1 },
  'cancel:sure': { yes: 2, no: 1 },
  'who:whether': { me: 1 },
  'readiness:about': { begin: 4, later: 1 },
  'looking-back:why': { ask: 3, plans: 1, next: 1 },
  'ask-later:whether': { yes: 3, no: 1 },
  'booking:topic': { groups: 1, menu: 1 },
};
const ABOUT_THEMSELVES = ['gender', 'status', 'education', 'employment', 'children'] as const;

/** What an option weighs by its name, whatever the question. An item of a list weighs `ITEM`. */
const ITEM = 4;
const USUAL: Readonly<Record<string, number>> = {
  ...{ begin: 6, next: 6, yes: 4, plan: 6, check: 8, rate: 2, done: 3, set: 3, talk: 1 },
  ...{ another: 1, again: 0.5, needs: 0.5, question: 1, wrong: 0.2, 'not-yet': 1.5, partly: 2.5 },
  ...{ menu: 0.5, back: 0.5, leave: 0.5, later: 0.5, stop: 0.3, keep: 0.5, human: 0.3, all: 0.5 },
  // Nobody here leaves for good, goes to another city or speaks another language.
  ...{
    delete: 0,
    data: 0,
    language: 0,
    city: 0,
    apps: 0,
    code: 0,
    numbers: 0,
    forget: 0,
    drop: 0,
    nothing: 0,
    make: 0,
  },
  ...{ trouble: 0, complaint: 0, young: 0, groups: 0.5, show: 0, file: 0 },
};

function choose(mind: Mind, { step = '', answers }: Understood): Said | undefined {
  const { person, dice } = mind;
  if (step === 'main:menu') return setOut(mind, answers);
  const about = ABOUT_THEMSELVES.find((name) => step.startsWith(`${name}:`));
  const own = about && answers.find(({ id }) => id === person.says[about]);
  if (own !== undefined) return press(mind, own.option);
  if (step.endsWith(':childcare')) {
    const wanted = person.says.children === 'yes' ? 'childcare' : 'no-childcare';
    return press(mind, answers.find(({ id }) => id === wanted)?.option ?? answers[0]?.option);
  }
  const habits = HABITS[step];
  // A woman asks for a woman more often.
  const extra = step === 'booking:counsellor' && person.says.gender === 'woman' ? 4 : 0;
  const weights = answers.map(({ id, option }): [Option, number] => {
    if (id === undefined) return [option, ITEM];
    return [option, habits === undefined ? (USUAL[id] ?? 2) : (habits[id] ?? 0) + (id === 'woman' ? extra : 0)];
  });
  return press(mind, weighed(dice, weights));
}

/** At the menu: what they came for, and once that is done perhaps something else. */
function setOut(mind: Mind, answers: Understood['answers']): Said | undefined {
  const { dice, errand } = mind;
  mind.errand = undefined;
  const wanted = errand ?? (dice.chance(0.3) ? dice.pick(ERRANDS.slice(0, 3)) : undefined);
  return press(mind, answers.find(({ id }) => id === wanted)?.option);
}
