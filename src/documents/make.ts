import type { Model } from '../conversation/model.ts';
import type { DocumentMaker } from '../turn/document-maker.ts';
import { copyDocument } from './copy.ts';
import { personalOf } from './customs.ts';
import { FILE_NAMES } from './cv.ts';
import { cvOf } from './from-skills.ts';
import { posterOf } from './poster.ts';
import { referenceForm } from './reference.ts';
import type { Typesetter } from './typesetter.ts';

const PDF = 'application/pdf';
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Makes the files that people take along, of their answers and of all that is kept about them, and posters. */
export const createDocuments = (model: Model, typesetter: Typesetter): DocumentMaker => ({
  async make(made) {
    const { texts } = model;
    if (made.kind === 'reference') {
      const form = referenceForm(texts, made.language, made.own);
      return { name: FILE_NAMES.reference, type: PDF, bytes: await typesetter.reference(form) };
    }
    const { language, own, gender, strength, country } = made;
    const cv = cvOf(made.skills, { texts, language, own, gender, strength, country });
    if (made.format === 'docx') {
      // Loaded when it is asked for: the library takes as long to load as the rest of the server.
      const { docxOf } = await import('./docx.ts');
      return { name: FILE_NAMES.cvDocx, type: DOCX, bytes: await docxOf(cv) };
    }
    return { name: FILE_NAMES.cvPdf, type: PDF, bytes: await typesetter.cv(cv) };
  },
  async poster(order) {
    const bytes = await typesetter.poster(posterOf(model.texts, order));
    return { name: `poster-${order.pilot}-${order.language}.pdf`, type: PDF, bytes };
  },
  async copy(copy, setting) {
    const bytes = await typesetter.copy(copyDocument(model, copy, setting));
    return { name: FILE_NAMES.copy, type: PDF, bytes };
  },
  personalIn: personalOf,
});
