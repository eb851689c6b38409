import type { PersonalDetail } from '../conversation/skills.ts';
import type { Made } from '../store/sealed.ts';
import type { SentFile } from './channel.ts';

/** Makes files of people's answers. Nothing of a file is kept. */
export interface DocumentMaker {
  /** Rejects where the answers make no file. */
  make(document: Made): Promise<SentFile>;
  /** The voluntary personal details that are usual in the CVs of a country (ISO 3166-1). */
  personalIn(country: string): readonly PersonalDetail[];
}
