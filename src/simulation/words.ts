/** What imaginary people write where they are asked for words, and what they are answered. */
interface Words {
  need: string;
  work: string;
  /** An answer of staff. */
  answer: string;
}

const ENGLISH: Words = {
  need: 'I have a question about my papers.',
  work: 'cook',
  answer: 'Thank you for writing. Please come by or book an appointment; we look at it together.',
};

const WORDS: Readonly<Record<string, Words>> = {
  en: ENGLISH,
  de: {
    need: 'Ich habe eine Frage zu meinen Papieren.',
    work: 'Köchin',
    answer: 'Danke für Ihre Nachricht. Buchen Sie einen Termin, wir sehen es uns gemeinsam an.',
  },
  it: {
    need: 'Ho una domanda sui miei documenti.',
    work: 'cuoca',
    answer: 'Grazie per il messaggio. Prenda un appuntamento: lo guardiamo insieme.',
  },
  sv: {
    need: 'Jag har en fråga om mina papper.',
    work: 'kock',
    answer: 'Tack för ditt meddelande. Boka en tid, så tittar vi på det tillsammans.',
  },
  'sr-Cyrl': {
    need: 'Имам питање о својим папирима.',
    work: 'куварица',
    answer: 'Хвала на поруци. Закажите разговор, погледаћемо заједно.',
  },
  'sr-Latn': {
    need: 'Imam pitanje o svojim papirima.',
    work: 'kuvarica',
    answer: 'Hvala na poruci. Zakažite razgovor, pogledaćemo zajedno.',
  },
  ar: { need: 'لدي سؤال عن أوراقي.', work: 'طباخة', answer: 'شكراً لرسالتك. احجزي موعداً وسننظر في الأمر معاً.' },
  fa: {
    need: 'درباره مدارکم سؤالی دارم.',
    work: 'آشپز',
    answer: 'از پیام شما سپاسگزاریم. یک وقت بگیرید تا با هم بررسی کنیم.',
  },
};

export const wordsIn = (language: string): Words => WORDS[language] ?? ENGLISH;
