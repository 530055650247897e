/** Texts on which a regular expression or a normalization can take quadratic time or worse; each of the given length in UTF-16 units. */
const PATTERNS: Readonly<Record<string, (length: number) => string>> = {
  'letters and a control character': (length) => `${'a'.repeat(length - 1)}\u0007`,
  'blanks and a letter': (length) => `${' '.repeat(length - 1)}\u0000`,
  digits: (length) => '4'.repeat(length),
  'digits and blanks': (length) => '4 '.repeat(length / 2),
  'at signs': (length) => '@'.repeat(length),
  'dots of an address': (length) => `${'a.'.repeat(length / 2 - 2)}@b`,
  'labels of a domain': (length) => `a@${'a.'.repeat(length / 2 - 2)}!`,
  'half surrogate pairs': (length) => '\ud83d'.repeat(length),
  'combining marks': (length) => `a${'\u0301'.repeat(length - 1)}`,
  'marks out of their order': (length) => `a${'\u0315\u0300\u05ae\u0062'.repeat(length / 4)}`,
  'zero-width joiners': (length) => '\u200d'.repeat(length),
  'what NFKC makes eighteen times longer': (length) => '\ufdfa'.repeat(length),
  'Hangul parts': (length) => '\u1100\u1161\u11a8'.repeat(length / 3),
  'beginnings of tokens': (length) => 'eyJa.'.repeat(length / 5),
  'beginnings of addresses': (length) => 'a+a://'.repeat(length / 6),
  percent: (length) => '%25'.repeat(length / 3),
};

/** Each of these texts at this length. */
export const evilTexts = (length: number): (readonly [what: string, text: string])[] =>
  Object.entries(PATTERNS).map(([what, make]) => [what, make(length)]);
