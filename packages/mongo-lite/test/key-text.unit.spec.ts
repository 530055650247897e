import { expect } from 'chai';
import fc from 'fast-check';
import { Binary, DateTime, Double, ObjectId, Regex, Timestamp, maxKey, minKey } from '@shop/mongo-lite/bson/values';
import type { Value } from '@shop/mongo-lite/bson/values';
import { compareByPattern } from '@shop/mongo-lite/indexes/key';
import type { KeyField } from '@shop/mongo-lite/indexes/key';
import { keyText, recordOf, recordText } from '@shop/mongo-lite/indexes/key-text';

const near = (2n ** 53n).toString();
const leaf: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom<Value>(null, undefined, true, false, minKey, maxKey, 0, 1, -1, 1n),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.double().map((value) => new Double(value)),
  fc.constantFrom(0, -0, 1, NaN, Infinity, -Infinity).map((value) => new Double(value)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.integer({ min: -3, max: 3 }).map((offset) => BigInt(near) + BigInt(offset)),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('', 'a', 'a\0', 'a\0b', 'ab', '\u{10000}', '\uffff', 'x'.repeat(3_000), `${'x'.repeat(3_000)}y`),
  fc.integer({ min: -5, max: 5 }).map((millis) => new DateTime(millis)),
  fc.constantFrom('00', 'ff', '7f').map((byte) => new ObjectId(byte.repeat(12))),
  fc.uint8Array({ maxLength: 3 }).map((bytes) => new Binary(0, Buffer.from(bytes))),
  fc.tuple(fc.nat(3), fc.nat(3)).map(([seconds, increment]) => new Timestamp(seconds, increment)),
  fc.constantFrom('a', 'ab').map((pattern) => new Regex(pattern, 'i')),
);
const present = leaf.filter((value) => value !== undefined);
const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 5, arbitrary: leaf },
  fc.array(present, { maxLength: 3 }),
  fc.array(fc.tuple(fc.constantFrom('a', 'b', ''), present), { maxLength: 2 }).map((fields) => new Map(fields)),
);
const pattern = fc.array(fc.constantFrom<1 | -1>(1, -1), { minLength: 1, maxLength: 3 });

describe('the text of a key', () => {
  it('sorts like the key where it is exact, and always for a single field, and is the same for equal keys', () => {
    const pair = pattern.chain((directions) => {
      const key = fc.tuple(...directions.map(() => value));
      return fc.record({ directions: fc.constant(directions), left: key, right: key });
    });
    fc.assert(
      fc.property(pair, ({ directions, left, right }) => {
        const fields = directions.map((direction): KeyField => ({ path: 'a', parts: ['a'], direction }));
        const [a, b] = [keyText(left, fields), keyText(right, fields)];
        // the record comes after the values, and must not affect the order of unequal values
        const [first, second] = [a.text + recordText(2 ** 47), b.text + recordText(0)];
        const order = Math.sign(compareByPattern(fields, left, right));
        if (a.text === b.text) expect(order === 0 || !a.exact || !b.exact).to.equal(true);
        else if (fields.length === 1 || (a.exact && b.exact)) expect(first < second ? -1 : 1).to.equal(order);
      }),
      { numRuns: 5_000 },
    );
  });

  it('contains the record', () => {
    for (const record of [1, 255, 256, 2 ** 40 + 3]) expect(recordOf(`text${recordText(record)}`)).to.equal(record);
  });
});
