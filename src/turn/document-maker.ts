import type { PersonalDetail } from '../conversation/skills.ts';
import type { Made } from '../store/sealed.ts';
import type { SentFile } from './channel.ts';
import type { PersonCopy } from './people/person-copy.ts';

/** The language of a copy (BCP 47), the zone of its times (IANA), and the country of the pilot (ISO 3166-1). */
export interface CopySetting {
  language: string;
  zone: string;
  country: string;
}

/** A poster that leads people to a chat. */
export interface PosterOrder {
  pilot: string;
  /** The language that it is written in, and those that the chat speaks there (BCP 47). */
  language: string;
  languages: readonly string[];
  /** The address that its code opens. */
  address: string;
  /** Whether a named person has confirmed who answers for people's data: until then it is a draft. */
  isConfirmed: boolean;
}

/** Makes files of people's answers, and posters. Nothing of a file is kept. */
export interface DocumentMaker {
  /** Rejects where the answers make no file. */
  make(document: Made): Promise<SentFile>;
  /** Makes a poster. */
  poster(order: PosterOrder): Promise<SentFile>;
  /** Makes a copy of all that is kept about a person, to be read by them. Rejects where it can make no file. */
  copy(copy: PersonCopy, setting: CopySetting): Promise<SentFile>;
  /** The voluntary personal details that are usual in the CVs of a country (ISO 3166-1). */
  personalIn(country: string): readonly PersonalDetail[];
}
