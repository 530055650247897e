import { digitOf, readOf, type ReadChar } from './read-text.js';

/** A row of digits without anything between them. */
interface Group {
  digits: string;
  /** ASCII's, or those of another script: a row has one kind. */
  readonly ascii: boolean;
  /** What stands between it and the group before it. */
  readonly before: string;
  /** Places in the text as it is read. */
  readonly first: number;
  last: number;
}

const SHORTEST = 13;
const LONGEST = 19;
/** So many characters that are neither letters nor digits may stand between two digits of a number. */
const MOST_BETWEEN = 3;
const BETWEEN = /^[^\p{L}\p{N}]$/u;

/** Ids that are no card numbers although they may have such digits: UUIDs, and hexadecimal ids and digests with a letter. */
const IDS =
  /(?<![0-9A-Za-z])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16}|[0-9a-f]{24}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})(?![0-9A-Za-z])/gi;
const ONE_ID = /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{16}|[0-9a-f]{32})$/;
const HAS_LETTER = /[a-f]/i;
/** Milliseconds, microseconds and nanoseconds since 1970, from 2017 to 2033. */
const EPOCH = /^1[5-9](?:\d{11}|\d{14}|\d{17})$/;

/** True for a run of digits that could be a card number (Luhn, ISO/IEC 7812-1). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    sum += i % 2 === 0 ? digit : digit < 5 ? digit * 2 : digit * 2 - 9;
  }
  return sum % 10 === 0;
}

/**
 * The text with every card number in it (13 to 19 digits that pass Luhn) replaced: also with separators, percent-encoded,
 * as JSON escapes, and in digits of other scripts. Linear. Times in milliseconds, UUIDs and digests are left alone.
 */
export function withoutCardNumbers(text: string, by: string): string {
  if (!maySay(text)) return text;
  let result = '';
  let done = 0;
  for (const [start, end] of cardNumbersIn(text)) {
    result += text.slice(done, start) + by;
    done = end;
  }
  return done === 0 ? text : result + text.slice(done);
}

/** Whether there is a card number in a text. */
export const hasCardNumber = (text: string): boolean => maySay(text) && cardNumbersIn(text).length > 0;

/** False for most texts, at little cost: they have not enough digits, or are one id. */
function maySay(text: string): boolean {
  if (text.length < SHORTEST) return false;
  let digits = 0;
  for (let i = 0; i < text.length && digits < SHORTEST; i++) {
    const code = text.charCodeAt(i);
    if ((code >= 48 && code <= 57) || code > 127) digits++;
  }
  return digits === SHORTEST && !(ONE_ID.test(text) && HAS_LETTER.test(text));
}

/** Where the card numbers of a text begin and end. */
function cardNumbersIn(text: string): [start: number, end: number][] {
  const read = readOf(text.replace(IDS, (id) => (HAS_LETTER.test(id) ? 'x'.repeat(id.length) : id)));
  const found: [number, number][] = [];
  let run: Group[] = [];
  const flush = () => {
    for (const [first, last] of numbersOf(run)) found.push([read[first]!.start, read[last]!.end]);
    run = [];
  };
  for (let i = 0; i < read.length; i++) {
    const { char } = read[i]!;
    const digit = digitOf(char);
    if (digit === undefined) continue;
    const ascii = digit === char;
    const group = run.at(-1);
    if (group?.last === i - 1 && group.ascii === ascii) {
      group.digits += digit;
      group.last = i;
      continue;
    }
    const before = group && between(read, group.last + 1, i);
    if (before === undefined) flush();
    run.push({ digits: digit, ascii, before: before ?? '', first: i, last: i });
  }
  flush();
  return found;
}

/** What stands between two digits of a number; undefined when these are of two. */
function between(read: readonly ReadChar[], from: number, to: number): string | undefined {
  if (to - from > MOST_BETWEEN) return undefined;
  const chars = read.slice(from, to).map(({ char }) => char);
  return chars.every((char) => BETWEEN.test(char)) ? chars.join('') : undefined;
}

/** First and last places of the card numbers in groups of digits that belong together, longest first. */
function numbersOf(groups: readonly Group[]): [first: number, last: number][] {
  const found: [number, number][] = [];
  for (let from = 0; from < groups.length; from++) {
    const until = lastOfNumber(groups, from);
    if (until !== undefined) {
      found.push([groups[from]!.first, groups[until]!.last]);
      from = until;
    } else found.push(...insideOf(groups[from]!));
  }
  return found;
}

/** The group with which a number that begins with the group `from` ends. */
function lastOfNumber(groups: readonly Group[], from: number): number | undefined {
  let digits = '';
  let last: number | undefined;
  for (let to = from; to < groups.length; to++) {
    digits += groups[to]!.digits;
    if (digits.length > LONGEST) break;
    if (digits.length >= SHORTEST && isCard(digits, groups.slice(from, to + 1))) last = to;
  }
  return last;
}

function isCard(digits: string, groups: readonly Group[]): boolean {
  if (!passesLuhn(digits) || /^0+$/.test(digits)) return false;
  if (groups.length === 1) return !EPOCH.test(digits);
  // written in groups, or digit by digit in one way: other rows of numbers seldom are, and begin as cards do
  const [, second, ...others] = groups;
  return (
    groups.every((group) => group.digits.length >= 3) ||
    (/^[2-6]/.test(digits) && others.every(({ before }) => before === second!.before))
  );
}

/** Numbers within more digits than a card number has: padded ones, or with expiry and cvv behind them. */
function insideOf({ digits, first }: Group): [number, number][] {
  const found: [number, number][] = [];
  if (digits.length <= LONGEST) return found;
  for (let at = 0; at + 15 <= digits.length; at++) {
    const length =
      /[2-6]/.test(digits[at]!) && passesLuhn(digits.slice(at, at + 16)) && at + 16 <= digits.length ? 16 : 15;
    if (length === 15 && !(/^3[47]/.test(digits.slice(at, at + 2)) && passesLuhn(digits.slice(at, at + 15)))) continue;
    found.push([first + at, first + at + length - 1]);
    at += length - 1;
  }
  return found;
}
