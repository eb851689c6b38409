/** One answer on the way to a CV, and words of what is shown last before the next one. */
export type Answer = ({ choose: string } | { write: string }) & { then: string };

const choose = (label: string, then: string): Answer => ({ choose: label, then });
const write = (words: string, then: string): Answer => ({ write: words, then });

/** What somebody says that she can do, from nothing. */
export const SKILLS: readonly Answer[] = [
  choose('Begin', 'Have you ever worked for money?'),
  choose('Yes', 'What was it?'),
  write('I sewed dresses in a factory', 'Which of these is it?'),
  choose('Tailor', 'what did you do there'),
  write('I sewed dresses and I cooked for everybody', 'Was there other paid work?'),
  choose('No, go on', 'Have you worked without pay?'),
  choose('No', 'Work at home is work.'),
  choose('Yes', 'What was it?'),
  write('I looked after my children', 'Which of these is it?'),
  choose('None: my own words', 'what did you do there'),
  choose('Skip', 'Is there more that you did at home?'),
  choose('No, go on', 'Which school did you go to last?'),
  choose('Secondary school', 'Have you done a course?'),
  write('first aid, Red Cross', 'Another course?'),
  choose('No, go on', 'No other language'),
  choose('Arabic', 'How well do you speak it?'),
  choose('My first language', 'No other language'),
  choose('English', 'How well do you speak it?'),
  choose('Simple sentences', 'No other language'),
  choose('No other language', 'Do you have a driving licence'),
  choose('No licence', 'Which machines, tools or computer programs'),
  write('sewing machine', 'You also spoke of: '),
  choose('Yes, please', 'This is what you can do.'),
  choose('It is right', 'steps done. Go on with:'),
];

/** The CV of that, until it is there. */
export const CV: readonly Answer[] = [
  choose('Make my CV', 'Which name shall stand in the CV?'),
  write('Amal Haddad', 'where was it?'),
  write('Homs', 'from when to when?'),
  write('2015-2019', 'where was it?'),
  choose('Skip', 'from when to when?'),
  choose('Skip', 'Which phone number shall stand in the CV'),
  write('+381 60 1234567', 'Which work are you looking for?'),
  write('tailor', 'Which of these is it?'),
  choose('Tailor', 'Employers here often read this in a CV.'),
  choose('Nothing of this', 'In which language?'),
  choose('For employers', 'As what kind of file?'),
  choose('PDF, to send', 'Shall I send it here?'),
  choose('Send it here', 'What next?'),
];

/** The same in words alone: a label that is written counts as chosen. */
export const inWords = (answers: readonly Answer[]): string[] =>
  answers.map((answer) => ('choose' in answer ? answer.choose : answer.write));
