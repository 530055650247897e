import type { Random } from '@shop/testkit/random';

/** Hostile texts: MongoDB operators, names of prototypes, bytes that split lines and strings. */
export const NASTY_TEXT: readonly string[] = [
  '{"$gt":""}',
  '$where: function() { return true }',
  '__proto__',
  'constructor',
  "' OR '1'='1",
  '../../../../etc/passwd',
  '<script>alert(1)</script>',
  '\u0000',
  'a\u0000b',
  '\r\nset-cookie: session=1',
  '\ud800',
  '\u202e\u2066 rtl',
  '𝒹𝑜𝓊𝒷𝓁𝑒 '.repeat(3),
  '👩‍👩‍👧‍👦 family',
  '%00%ff%2e%2e',
  '${7*7}{{7*7}}',
  'a b',
  'é'.repeat(400),
];

/** Names that are special in JavaScript or MongoDB and that none of our operations uses. */
export const NASTY_NAMES: readonly string[] = [
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  '$where',
  '$gt',
  '$set',
  'a.b',
  '_id',
  '',
  ' ',
  'isAdmin',
  'length',
  '\u0000',
  '🛒',
  'x'.repeat(5000),
];

const TYPES: Record<string, readonly unknown[]> = {
  string: ['2', '', 'x', '{"$gt":""}', '1e3', 'true', 'null'],
  number: [0, -1, 1.5, 1e308, -1e308, 2 ** 53, Number.MIN_VALUE],
  boolean: [true, false],
  null: [null],
  object: [{}, { $gt: '' }, { $ne: null }, { $where: 'sleep(1000)' }, { length: 1 }, { toString: 1 }, { toJSON: 1 }],
  array: [[], [[]], [null], ['x'], [{ $gt: '' }], Array.from({ length: 1000 }, () => 0)],
};

/** A value of another type than `type` (a JSON Schema type), which no coercion accepts. */
export function valueOfOtherType(random: Random, type: string): unknown {
  const own = type === 'integer' ? 'number' : type;
  if (type === 'integer' && random.next() < 0.3) return random.pick([1.5, 1e308, -0.5, 1e-9]);
  return random.pick(TYPES[random.pick(Object.keys(TYPES).filter((name) => name !== own))]!);
}

/** JSON text that is nested `depth` levels deep, too deep for `JSON.stringify`. */
export const deepJson = (random: Random, depth: number): string =>
  random.next() < 0.5 ? '['.repeat(depth) + ']'.repeat(depth) : '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

/** Texts that are not valid ids. `__proto__` and the like are valid ids that do not exist. */
export const ID_IS_NOT = NASTY_TEXT.filter((text) => !/^[A-Za-z0-9._:-]+$/.test(text));

/** The text as valid UTF-8: a lone surrogate becomes a replacement character. */
export const wellFormed = (text: string): string => Buffer.from(text).toString();
