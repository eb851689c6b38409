import { type Country, customPeriod, endOf } from '../../src/documents/customs.ts';
import { type Cv, cvLabels } from '../../src/documents/cv.ts';
import type { TextKey } from '../../src/text/keys.ts';
import { content } from '../fakes/parts.ts';

export const texts = content.model.texts;

/** What an imaginary person says of herself, in one language. */
interface Told {
  country: Country;
  name: string;
  wanted: string;
  address: string;
  shop: [title: string, where: string, ...tasks: string[]];
  association: [title: string, where: string, ...tasks: string[]];
  family: [title: string, ...tasks: string[]];
  school: [title: string, where: string];
  course: [title: string, where: string];
  languages: [name: string, level?: string][];
  skills: string[];
  licence: string;
  strengths: string[];
}

const TOLD: Readonly<Record<string, Told>> = {
  de: {
    country: 'DE',
    name: 'Amal Haddad',
    wanted: 'Schneiderin',
    address: 'Musterstraße 12, 10115 Berlin',
    shop: [
      'Schneiderin',
      'Änderungsschneiderei, Homs',
      'Kleider und Vorhänge genäht',
      'Kundinnen beraten und Maß genommen',
      'Zwei Lehrlinge angelernt',
    ],
    association: ['Küchenhilfe', 'Nachbarschaftshaus, Berlin', 'Für bis zu 80 Gäste gekocht', 'Auf Hygiene geachtet'],
    family: ['Pflege der Großmutter und dreier Kinder', 'Tage geplant, Medikamente gegeben, Ämter begleitet'],
    school: ['Abitur', 'Gymnasium Nr. 4, Homs'],
    course: ['Erste Hilfe', 'Rotes Kreuz, Berlin'],
    languages: [['Arabisch'], ['Deutsch', 'B1'], ['Englisch', 'A2']],
    skills: ['Industrienähmaschine', 'Schnittmuster zeichnen', 'Tabellen am Computer'],
    licence: 'Klasse B',
    strengths: ['sorgfältig', 'geduldig mit Menschen', 'lernt schnell'],
  },
  it: {
    country: 'IT',
    name: 'Amal Haddad',
    wanted: 'Sarta',
    address: 'Via Esempio 12, 20121 Milano',
    shop: [
      'Sarta',
      'Sartoria, Homs',
      'Cucitura di abiti e tende',
      'Consigli alle clienti e prese delle misure',
      'Formazione di due apprendiste',
    ],
    association: ['Aiuto in cucina', 'Casa di quartiere, Milano', 'Pasti per 80 ospiti', 'Attenzione all’igiene'],
    family: ['Cura della nonna e di tre figli', 'Giornate organizzate, medicine date, uffici seguiti'],
    school: ['Diploma di maturità', 'Liceo n. 4, Homs'],
    course: ['Primo soccorso', 'Croce Rossa, Milano'],
    languages: [['Arabo'], ['Italiano', 'B1'], ['Inglese', 'A2']],
    skills: ['macchina per cucire industriale', 'disegno di cartamodelli', 'fogli di calcolo'],
    licence: 'categoria B',
    strengths: ['precisione', 'pazienza con le persone', 'velocità nell’imparare'],
  },
  sv: {
    country: 'SE',
    name: 'Amal Haddad',
    wanted: 'Sömmerska',
    address: 'Exempelgatan 12, 111 22 Stockholm',
    shop: [
      'Sömmerska',
      'Skrädderi, Homs',
      'Sydde kläder och gardiner',
      'Gav råd till kunder och tog mått',
      'Lärde upp två lärlingar',
    ],
    association: ['Köksbiträde', 'Kvartershuset, Stockholm', 'Lagade mat till 80 gäster', 'Höll god hygien'],
    family: ['Skötte mormor och tre barn', 'Planerade dagar, gav medicin, följde med till myndigheter'],
    school: ['Gymnasieexamen', 'Gymnasium nr 4, Homs'],
    course: ['Första hjälpen', 'Röda Korset, Stockholm'],
    languages: [['Arabiska'], ['Svenska', 'B1'], ['Engelska', 'A2']],
    skills: ['industrisymaskin', 'rita mönster', 'kalkylblad'],
    licence: 'B',
    strengths: ['noggrann', 'tålmodig med människor', 'lär sig snabbt'],
  },
  en: {
    country: 'DE',
    name: 'Amal Haddad',
    wanted: 'Tailor',
    address: 'Musterstraße 12, 10115 Berlin',
    shop: [
      'Tailor',
      'Tailor’s shop, Homs',
      'Made dresses and curtains',
      'Advised customers and took measures',
      'Taught two apprentices',
    ],
    association: ['Kitchen help', 'Community house, Berlin', 'Cooked for up to 80 guests', 'Kept the kitchen clean'],
    family: ['Care of a grandmother and three children', 'Planned days, gave medicine, went along to offices'],
    school: ['Secondary school certificate', 'School no. 4, Homs'],
    course: ['First aid', 'Red Cross, Berlin'],
    languages: [['Arabic'], ['German', 'B1'], ['English', 'A2']],
    skills: ['industrial sewing machine', 'drawing patterns', 'spreadsheets'],
    licence: 'class B',
    strengths: ['works with care', 'patient with people', 'learns fast'],
  },
  'sr-Cyrl': {
    country: 'RS',
    name: 'Амал Хадад',
    wanted: 'Кројачица',
    address: 'Улица Пример 12, 11000 Београд',
    shop: [
      'Кројачица',
      'Кројачка радња, Хомс',
      'Шивење хаљина и завеса',
      'Саветовање муштерија и узимање мера',
      'Обука две ученице',
    ],
    association: ['Помоћ у кухињи', 'Кућа суседства, Београд', 'Кување за 80 гостију', 'Пажња на хигијену'],
    family: ['Брига о баки и троје деце', 'Планирање дана, давање лекова, одлазак у установе'],
    school: ['Матура', 'Гимназија бр. 4, Хомс'],
    course: ['Прва помоћ', 'Црвени крст, Београд'],
    languages: [['Арапски'], ['Српски', 'B1'], ['Енглески', 'A2']],
    skills: ['индустријска шиваћа машина', 'цртање кројева', 'табеле на рачунару'],
    licence: 'Б категорија',
    strengths: ['пажљивост', 'стрпљење са људима', 'брзо учење'],
  },
  'sr-Latn': {
    country: 'RS',
    name: 'Amal Hadad',
    wanted: 'Krojačica',
    address: 'Ulica Primer 12, 11000 Beograd',
    shop: [
      'Krojačica',
      'Krojačka radnja, Homs',
      'Šivenje haljina i zavesa',
      'Savetovanje mušterija i uzimanje mera',
      'Obuka dve učenice',
    ],
    association: ['Pomoć u kuhinji', 'Kuća susedstva, Beograd', 'Kuvanje za 80 gostiju', 'Pažnja na higijenu'],
    family: ['Briga o baki i troje dece', 'Planiranje dana, davanje lekova, odlazak u ustanove'],
    school: ['Matura', 'Gimnazija br. 4, Homs'],
    course: ['Prva pomoć', 'Crveni krst, Beograd'],
    languages: [['Arapski'], ['Srpski', 'B1'], ['Engleski', 'A2']],
    skills: ['industrijska šivaća mašina', 'crtanje krojeva', 'tabele na računaru'],
    licence: 'B kategorija',
    strengths: ['pažljivost', 'strpljenje sa ljudima', 'brzo učenje'],
  },
  ar: {
    country: 'DE',
    name: 'أمل حداد',
    wanted: 'خياطة',
    address: 'Musterstraße 12, 10115 Berlin',
    shop: ['خياطة', 'مشغل خياطة، حمص', 'تفصيل فساتين وستائر', 'أخذ قياسات وتقديم نصائح للزبونات', 'تدريب متدربتين'],
    association: ['مساعدة في المطبخ', 'بيت الحي، برلين', 'طبخ لثمانين ضيفاً', 'عناية بالنظافة'],
    family: ['رعاية الجدة وثلاثة أطفال', 'تنظيم الأيام وإعطاء الدواء ومراجعة الدوائر'],
    school: ['شهادة الثانوية العامة', 'المدرسة رقم 4، حمص'],
    course: ['إسعافات أولية', 'الصليب الأحمر، برلين'],
    languages: [['العربية'], ['الألمانية', 'B1'], ['الإنكليزية', 'A2']],
    skills: ['ماكينة خياطة صناعية', 'رسم الباترون', 'جداول Excel على الحاسوب'],
    licence: 'الفئة B',
    strengths: ['دقة في العمل', 'صبر مع الناس', 'سرعة في التعلّم'],
  },
  fa: {
    country: 'AT',
    name: 'شیرین احمدی',
    wanted: 'خیاط',
    address: 'Mustergasse 12, 1010 Wien',
    shop: ['خیاط', 'کارگاه خیاطی، هرات', 'دوختن لباس و پرده', 'راهنمایی مشتری‌ها و اندازه‌گیری', 'آموزش دو شاگرد'],
    association: ['کمک آشپز', 'خانهٔ محله، وین', 'آشپزی برای ۸۰ مهمان', 'رعایت بهداشت'],
    family: ['نگهداری از مادربزرگ و سه کودک', 'برنامه‌ریزی روزها، دادن دارو، همراهی به اداره‌ها'],
    school: ['دیپلم', 'دبیرستان شمارهٔ ۴، هرات'],
    course: ['کمک‌های اولیه', 'صلیب سرخ، وین'],
    languages: [['فارسی'], ['آلمانی', 'B1'], ['انگلیسی', 'A2']],
    skills: ['چرخ خیاطی صنعتی', 'کشیدن الگو', 'کار با Excel'],
    licence: 'گروه B',
    strengths: ['دقیق', 'صبور با مردم', 'یادگیری سریع'],
  },
};

export const CV_LANGUAGES = Object.keys(TOLD);

/** A typical CV: two places of work, one of them without pay, work in the family, a school, a course. */
export function sampleCv(language: string, changes: Partial<Cv> = {}): Cv {
  const told = TOLD[language];
  if (told === undefined) throw new Error(`nobody speaks ${language} here`);
  const say = (key: TextKey) => texts.say(language, key);
  const words = (them: readonly string[]) => them.map((text) => ({ text }));
  const period = (from: string, to?: string) => customPeriod(from, to, told.country, say('documents:cv.today'));
  const [[shop, at, ...sewn], [help, house, ...cooked], [care, ...cared]] = [told.shop, told.association, told.family];
  const [[school, town], [course, teacher]] = [told.school, told.course];
  return {
    ...{ language, labels: cvLabels(texts, language), name: told.name, wanted: { text: told.wanted } },
    contact: [
      { label: say('documents:cv.contact.phone'), text: '+49 30 1234 5678' },
      { label: say('documents:cv.contact.email'), text: 'amal.h@example.org' },
      { label: say('documents:cv.contact.address'), text: told.address },
    ],
    personal: [],
    work: [
      {
        title: { text: help },
        kind: say('documents:cv.kind.unpaid'),
        where: { text: house },
        period: period('2024-03'),
        tasks: words(cooked),
      },
      {
        title: { text: care },
        kind: say('documents:cv.kind.family'),
        period: period('2019-06', '2023-11'),
        tasks: words(cared),
      },
      { title: { text: shop }, where: { text: at }, period: period('2014-02', '2019-05'), tasks: words(sewn) },
    ],
    education: [{ title: { text: school }, where: { text: town }, period: period('2008', '2011'), tasks: [] }],
    courses: [{ title: { text: course }, where: { text: teacher }, period: period('2025-09', '2025-09'), tasks: [] }],
    languages: told.languages.map(([label, level]) => ({ label, text: level ?? say('documents:cv.first-language') })),
    skills: words(told.skills),
    licence: told.licence,
    strengths: words(told.strengths),
    ...endOf(told.country, texts, language),
    ...changes,
  };
}

/** A CV with nothing but a name. */
export const emptyCv = (language: string, name: string): Cv => ({
  ...{
    language,
    labels: cvLabels(texts, language),
    name,
    contact: [],
    personal: [],
    work: [],
    education: [],
    courses: [],
  },
  ...{ languages: [], skills: [], strengths: [], closing: [], blanks: [] },
});

/** Everything that a reader finds on a CV, in order. */
export function wordsOf(cv: Cv): string[] {
  const { labels } = cv;
  const entries = (heading: string, them: Cv['work']) =>
    them.length === 0
      ? []
      : [
          heading,
          ...them.flatMap(({ title, kind, where, period, tasks }) => [
            ...[title.text, kind ?? '', where?.text ?? '', period ?? ''].filter((text) => text !== ''),
            ...tasks.map(({ text }) => text),
          ]),
        ];
  return [
    cv.name,
    ...(cv.wanted === undefined ? [] : [labels.wanted, cv.wanted.text]),
    ...[...cv.contact, ...cv.personal].flatMap(({ label, text }) => [label, text]),
    ...entries(labels.work, cv.work),
    ...entries(labels.education, cv.education),
    ...entries(labels.courses, cv.courses),
    ...[labels.languages, ...cv.languages.flatMap(({ label, text }) => [label, text])],
    ...[labels.skills, ...cv.skills.map(({ text }) => text)],
    ...(cv.licence === undefined ? [] : [labels.licence, cv.licence]),
    ...[labels.strengths, ...cv.strengths.map(({ text }) => text)],
    ...[...cv.closing, ...cv.blanks],
  ];
}
