import type { Job, Skills } from '../conversation/skills.ts';
import { strengthShown } from '../conversation/strength.ts';
import { occupationName } from '../skills/occupations.ts';
import { languageName } from '../text/languages.ts';
import type { Texts } from '../text/texts.ts';
import { customPeriod, endOf, personalOf } from './customs.ts';
import { type Cv, cvLabels, type Entry, type Words } from './cv.ts';

/** For whom and where a CV is made. */
interface Setting {
  texts: Texts;
  /** The languages of the CV and of the person (BCP 47). */
  language: string;
  own: string;
  /** Whose customs it keeps (ISO 3166-1). */
  country: string;
  /** The name of an occupation has a form for a woman and one for a man in some languages. */
  gender: string | undefined;
  strength: string | undefined;
}

/** The CV of a person's answers. What is none of our texts stands in the person's own words, marked in another language. */
export function cvOf(skills: Skills, setting: Setting): Cv {
  const { texts, language, country } = setting;
  const say = (key: Parameters<Texts['say']>[1]) => texts.say(language, key);
  const words = (text: string): Words => ({ text, isOwn: language !== setting.own });
  const titled = ({ occupation, words: own }: Pick<Job, 'occupation' | 'words'>): Words =>
    occupation === undefined ? words(own) : { text: say(occupationName(occupation, formOf(setting.gender))) };
  const strengthIn = (strength: string): Words => {
    const shown = strengthShown(strength);
    return typeof shown === 'string' ? words(shown) : { text: texts.show(language, shown) };
  };
  const { school, licence } = skills;
  return {
    language,
    labels: cvLabels(texts, language),
    name: skills.name ?? '',
    ...(skills.wanted && { wanted: titled(skills.wanted) }),
    contact: skills.phone === undefined ? [] : [{ label: say('documents:cv.contact.phone'), text: skills.phone }],
    personal: personalOf(country).flatMap((key) => {
      const text = skills.personal[key];
      return text === undefined ? [] : [{ label: say(`documents:cv.personal.${key}`), text }];
    }),
    work: newestFirst(skills.jobs).map(
      (job): Entry => ({
        title: titled(job),
        ...(job.kind !== 'paid' && { kind: say(`documents:cv.kind.${job.kind}`) }),
        ...(job.where !== undefined && { where: words(job.where) }),
        ...(job.from !== undefined && { period: customPeriod(job.from, job.to, country, say('documents:cv.today')) }),
        tasks: job.tasks === undefined ? [] : [words(job.tasks)],
      }),
    ),
    education:
      school === undefined || school === 'none'
        ? []
        : [
            {
              title: { text: say(`skill-parts:school.options.${school}`) },
              tasks: skills.subject ? [words(skills.subject)] : [],
            },
          ],
    courses: skills.courses.map((course) => ({ title: words(course), tasks: [] })),
    languages: Object.entries(skills.languages).map(([tag, level]) => ({
      label: languageName(tag, language),
      text: level === 'first' ? say('documents:cv.first-language') : level.toUpperCase(),
    })),
    skills: skills.tools === undefined ? [] : [words(skills.tools)],
    ...(licence !== undefined && licence !== 'none' && { licence: say(`skill-parts:licence.options.${licence}`) }),
    strengths: setting.strength === undefined ? [] : [strengthIn(setting.strength)],
    ...endOf(country, texts, language),
  };
}

const formOf = (gender: string | undefined): 'name' | 'woman' | 'man' =>
  gender === 'woman' || gender === 'man' ? gender : 'name';

/** What still goes on comes first, then what ended last; jobs without dates stand at the end, in their order. */
function newestFirst(jobs: readonly Job[]): Job[] {
  const end = ({ from, to }: Job) => (from === undefined ? '' : (to ?? '9999'));
  return [...jobs].sort((a, b) => end(b).localeCompare(end(a)));
}
