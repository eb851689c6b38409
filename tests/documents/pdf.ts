import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** What a reader of PDF files takes out of one. */
export interface ReadPdf {
  pages: number;
  /** All texts in the order of the file, with one space between them. */
  text: string;
  /** The left and the right edge of everything written, in points; the paper is 595 wide. */
  edges: { left: number; right: number };
  info: Record<string, unknown>;
}

/** Directions and places to break have done their work on the page. */
const INVISIBLE = /[\u200B\u2066-\u2069]/g;

export async function readPdf(pdf: Uint8Array): Promise<ReadPdf> {
  const loading = getDocument({ data: new Uint8Array(pdf), verbosity: 0 });
  const document = await loading.promise;
  const texts: string[] = [];
  const edges = { left: Number.POSITIVE_INFINITY, right: 0 };
  for (let page = 1; page <= document.numPages; page += 1) {
    const content = await (await document.getPage(page)).getTextContent();
    for (const item of content.items) {
      if (!('str' in item)) continue;
      texts.push(item.str + (item.hasEOL ? '\n' : ''));
      if (item.str.trim() === '') continue;
      edges.left = Math.min(edges.left, item.transform[4]);
      edges.right = Math.max(edges.right, item.transform[4] + item.width);
    }
  }
  const { info } = await document.getMetadata();
  await loading.destroy();
  return {
    pages: document.numPages,
    text: texts.join('').replace(INVISIBLE, '').replace(/\s+/g, ' '),
    edges,
    info: info as Record<string, unknown>,
  };
}
