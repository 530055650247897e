import { digitOf, readOf, type ReadChar } from './read-text.js';

/** A run of digits without anything between them. */
interface Group {
  digits: string;
  /** True for ASCII digits, false for those of another script: a run never mixes the two. */
  readonly ascii: boolean;
  /** The characters between the previous group and this one. */
  readonly before: string;
  /** Positions in the decoded text. */
  readonly first: number;
  last: number;
}

const SHORTEST = 13;
const LONGEST = 19;
/** The most characters, neither letters nor digits, that may stand between two digits of a number. */
const MOST_BETWEEN = 3;
const BETWEEN = /^[^\p{L}\p{N}]$/u;

/** Ids that are not card numbers although their digits may look like one: UUIDs, and hexadecimal ids and digests with a letter. */
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

/** A cheap check that is false for most texts: they have too few digits, or are a single id. */
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
  const withoutIds = text.replace(IDS, (id) => (HAS_LETTER.test(id) ? 'x'.repeat(id.length) : id));
  // most paths and messages have too few digits but for their ids, and are not read character by character
  if (!maySay(withoutIds)) return [];
  const read = readOf(withoutIds);
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

/** The characters between two digits of a number; undefined when the digits belong to two numbers. */
function between(read: readonly ReadChar[], from: number, to: number): string | undefined {
  if (to - from > MOST_BETWEEN) return undefined;
  const chars = read.slice(from, to).map(({ char }) => char);
  return chars.every((char) => BETWEEN.test(char)) ? chars.join('') : undefined;
}

/** First and last positions of the card numbers in groups of digits that belong together, longest first. */
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

/** The last group of a number that begins with the group `from`. */
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
  // written in groups, or digit by digit with the same separator: other series of numbers seldom are, and seldom begin as cards do
  const [, second, ...others] = groups;
  return (
    groups.every((group) => group.digits.length >= 3) ||
    (/^[2-6]/.test(digits) && others.every(({ before }) => before === second!.before))
  );
}

/** Card numbers within a run that is longer than a card number: padded ones, or followed by expiry and cvv. */
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
