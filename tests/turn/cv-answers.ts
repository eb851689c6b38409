/** What somebody says that she can do, from nothing. */
export const SKILLS = [
  ...['What I can do', 'Begin'],
  ...['Yes', 'I sewed dresses in a factory', 'Tailor', 'I sewed dresses and I cooked for everybody', 'No, go on'],
  ...['No', 'Yes', 'I looked after my children', 'None: my own words', 'Skip', 'No, go on'],
  ...['Secondary school', 'first aid, Red Cross', 'No, go on'],
  ...['Arabic', 'My first language', 'English', 'Simple sentences', 'No other language'],
  ...['No licence', 'sewing machine', 'Yes, please', 'It is right'],
];
/** What only the CV needs, and sending it. */
export const CV = [
  ...['CV', 'Make my CV', 'Amal Haddad', 'Homs', '2015-2019', 'Skip', 'Skip'],
  ...['+381 60 1234567', 'tailor', 'Tailor', 'Nothing of this', 'For employers', 'PDF, to send', 'Send it here'],
];
