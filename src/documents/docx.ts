import { Document, HeadingLevel, type IParagraphOptions, Packer, Paragraph, TextRun } from 'docx';
import { unzipSync, zipSync } from 'fflate';
import { isRightToLeft } from '../text/bidi.ts';
import { intlLocale } from '../text/locale.ts';
import type { Cv, Field } from './cv.ts';
import { directed } from './directed.ts';
import { type CvColumn, cvColumn, type Marked, type Section } from './layout.ts';

/** Fonts that come with every program that opens the file. */
const FONT = { ascii: 'Arial', hAnsi: 'Arial', cs: 'Arial', eastAsia: 'Arial' };
/** Half points. */
const SIZE = 20;
/** Twentieths of a point. */
const [GAP, MARGIN] = [120, 1000];
/** To write on by hand. */
const BLANK = '_'.repeat(30);

const CORE = 'docProps/core.xml';
/** The properties of a file that tells neither its author nor when it was made. */
const NO_PROPERTIES =
  '<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>';
/** The first moment that a zip archive can tell. */
const NO_TIME = new Date(1980, 0, 1);

/**
 * The CV as a DOCX file, which people and their counsellors can go on writing. It shows what the PDF shows, with real
 * headings and lists. The same data make the same bytes.
 */
export async function docxOf(cv: Cv): Promise<Uint8Array> {
  const column = cvColumn(cv);
  const { language, region } = new Intl.Locale(intlLocale(cv.language)).maximize();
  const tongue = `${language}-${region}`;
  const heading = (size: number, before: number, bold: boolean) => ({
    run: { font: FONT, size, bold, color: '000000' },
    paragraph: { spacing: { before, after: GAP / 2 }, keepNext: true },
  });
  const document = new Document({
    styles: {
      default: {
        document: {
          run: { font: FONT, size: SIZE, language: { value: tongue, bidirectional: tongue } },
          paragraph: { spacing: { after: GAP / 3 } },
        },
        title: heading(40, 0, true),
        heading1: heading(26, 2 * GAP, true),
        heading2: heading(SIZE, GAP, false),
      },
    },
    sections: [
      {
        properties: {
          page: {
            size: { width: '210mm', height: '297mm' },
            margin: { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN },
          },
        },
        children: paragraphs(column),
      },
    ],
  });
  const packed = await Packer.toBuffer(document, undefined, [{ path: CORE, data: NO_PROPERTIES }]);
  return zipSync(unzipSync(packed), { mtime: NO_TIME });
}

function paragraphs(column: CvColumn): Paragraph[] {
  const { language, name, wanted, fields, sections, notes, closing, blanks } = column;
  const bidirectional = isRightToLeft(language);
  const paragraph = (children: TextRun[], options: IParagraphOptions = {}) =>
    new Paragraph({ ...options, bidirectional, children });
  const runs = (text: string, bold = false) => runsOf(text, language, bold);
  /** Signs between two texts. */
  const between = (signs: string) => new TextRun({ text: signs, rightToLeft: bidirectional });
  const marked = ({ text, isMarked }: Marked, bold = false) => [
    ...runs(text, bold),
    ...(isMarked ? [between(' *')] : []),
  ];
  const field = ({ label, text }: Field) => paragraph([...runs(label), between(': '), ...runs(text)]);
  const bullet = (words: Marked) => paragraph(marked(words), { bullet: { level: 0 } });
  const entry = ({ title, kind, where, period, tasks }: Section['entries'][number]) => [
    paragraph([...marked(title, true), ...(kind === '' ? [] : [between(' ('), ...runs(kind), between(')')])], {
      heading: HeadingLevel.HEADING_2,
    }),
    ...(where.text === '' ? [] : [paragraph(marked(where))]),
    ...(period === '' ? [] : [paragraph(runs(period))]),
    ...tasks.map(bullet),
  ];
  return [
    paragraph(runs(name), { heading: HeadingLevel.TITLE }),
    ...(wanted === null ? [] : [paragraph([...runs(wanted.label), between(': '), ...marked(wanted.words, true)])]),
    ...fields.map(field),
    ...sections.flatMap((section) => [
      paragraph(runs(section.heading), { heading: HeadingLevel.HEADING_1 }),
      ...section.entries.flatMap(entry),
      ...section.lines.map(bullet),
      ...section.fields.map(field),
    ]),
    ...(notes.length === 0
      ? []
      : [paragraph([between('* '), ...runs(notes.join('. '))], { spacing: { before: 2 * GAP } })]),
    ...closing.map((sentence) => paragraph(runs(sentence), { spacing: { before: 2 * GAP } })),
    // What is filled in by hand stays on one page.
    ...blanks.map((blank, i) =>
      paragraph([...runs(blank), between(`: ${BLANK}`)], {
        spacing: { before: 3 * GAP },
        keepNext: i < blanks.length - 1,
      }),
    ),
  ];
}

/** A text in runs of one direction each. Word takes the direction of signs and digits from the run. */
function runsOf(text: string, language: string, bold: boolean): TextRun[] {
  return directed(text, language).flatMap(({ runs }, line) =>
    runs.map((run, i) => new TextRun({ ...run, ...(bold && { bold }), ...(line > 0 && i === 0 && { break: 1 }) })),
  );
}
