const LABELS = String.raw`(?<![\p{L}\p{M}\p{N}-]\.?)(?:[\p{L}\p{M}\p{N}-]+\.)+`;
const ENDINGS = 'срб|com|org|net|info|eu|rs|ba|me|mk|hr|si|de|at|it|se';
const LABEL_ENDS = String.raw`(?![\p{L}\p{M}\p{N}])`;
const PATH = String.raw`[/?#][^\s<>"„“”«»]*`;

/**
 * Two sentences without a space between them (`Дођите сутра.Milica Вас чека`) look like a host name too: only a known
 * ending, a slash or a `www` makes one.
 */
const LINKS = [
  String.raw`(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*://[^\s<>"„“”«»]+`,
  String.raw`(?<![\p{L}\p{M}\p{N}._%+-])[\p{L}\p{M}\p{N}._%+-]+@(?:[\p{L}\p{M}\p{N}-]+\.)+[\p{L}\p{M}\p{N}-]+`,
  `${LABELS}(?:(?:${ENDINGS})${LABEL_ENDS}(?:${PATH})?|[a-z]{2,}${LABEL_ENDS}(?=/)${PATH})`,
  String.raw`(?<![\p{L}\p{M}\p{N}-]\.?)www\.(?:[\p{L}\p{M}\p{N}-]+\.)+[a-z]{2,}${LABEL_ENDS}`,
];

/** A link, an e-mail address, or a host name with its path. */
const LINK = new RegExp(LINKS.join('|'), 'giu');

/** A sign that stands in every link; most texts have none, and need no search for a link, which takes long. */
const IN_LINKS = /[/@]|\.\S/;

/** The links of a text. */
export const linksIn = (text: string): string[] => (IN_LINKS.test(text) ? (text.match(LINK) ?? []) : []);

/** Whether a text can have a part that a machine reads: a short look, that most texts do not pass. */
export const mayHoldMachineReadable = (text: string): boolean => /[{<]/.test(text) || IN_LINKS.test(text);

/** A part of a text that a machine reads: a placeholder, a tag or a link. */
export const MACHINE_READABLE = new RegExp(
  [String.raw`\{\{[^{}\n]*\}\}`, '</?[a-z][^<>]*>', ...LINKS].join('|'),
  'giu',
);
