import { expect } from 'chai';
import * as official from 'bson';
import fc from 'fast-check';
import { compareValues } from '@shop/mongo-lite/bson/compare';
import { decodeDocument } from '@shop/mongo-lite/bson/decode';
import { encodeDocument } from '@shop/mongo-lite/bson/encode';
import { add } from '@shop/mongo-lite/bson/numbers';
import { Double } from '@shop/mongo-lite/bson/values';
import type { Value } from '@shop/mongo-lite/bson/values';

describe('BSON', () => {
  it('preserves every type, byte for byte', () => {
    const bytes = Buffer.from(
      official.serialize({
        double: new official.Double(1),
        int: 1,
        long: official.Long.fromNumber(1),
        string: 'grüße \u{1f600}',
        empty: '',
        long_string: 'x'.repeat(200),
        document: { b: 1, a: { c: [] } },
        array: [1, 'x', [null]],
        binary: new official.Binary(Buffer.from('bytes'), 4),
        id: new official.ObjectId(),
        yes: true,
        no: false,
        at: new Date(-5),
        nothing: null,
        regex: new official.BSONRegExp('^a', 'i'),
        code: new official.Code('f()'),
        stamp: new official.Timestamp({ t: 5, i: 6 }),
        min: new official.MinKey(),
        max: new official.MaxKey(),
        ключ: 'x',
      }),
    );
    expect(encodeDocument(decodeDocument(bytes)).equals(bytes)).to.equal(true);
  });

  it('preserves any document as the official library encodes it', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ minLength: 1 }).filter((s) => !s.includes('\0')),
          fc.jsonValue(),
        ),
        (fields) => {
          const bytes = Buffer.from(official.serialize(fields));
          expect(encodeDocument(decodeDocument(bytes)).equals(bytes)).to.equal(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('never confuses two short texts', () => {
    const alphabet = ['a', 'b', '0', '\x7f', 'é', 'я'];
    // far more strings than the reader caches, so that they evict each other
    for (let n = 0; n < 10_000; n++) {
      const text = Array.from(n.toString(6), (digit) => alphabet[Number(digit)]).join('');
      const bytes = Buffer.from(official.serialize({ [`${text}.`]: text }));
      expect([...decodeDocument(bytes)]).to.deep.equal([[`${text}.`, text]]);
    }
  });

  it('keeps the order of fields whose names are numbers', () => {
    const doc = new Map<string, Value>([
      ['2', 1],
      ['1', 2],
      ['__proto__', 3],
    ]);
    expect([...decodeDocument(encodeDocument(doc)).keys()]).to.deep.equal(['2', '1', '__proto__']);
  });

  it('refuses truncated documents', () => {
    const bytes = Buffer.from(official.serialize({ a: 'text', b: [1, 2, { c: 3 }] }));
    for (let length = 5; length < bytes.length; length++) {
      const cut = Buffer.from(bytes.subarray(0, length));
      expect(() => decodeDocument(cut), String(length)).to.throw(/Invalid BSON/);
      cut.writeInt32LE(length, 0);
      expect(() => decodeDocument(cut), `${length}, with its length put right`).to.throw(/Invalid BSON/);
    }
  });
});

describe('the comparison of values', () => {
  it('does not depend on the type of a number', () => {
    const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }));
    fc.assert(
      fc.property(number, number, (x, y) => {
        const forms = (n: number): Value[] => [new Double(n), ...(Number.isInteger(n) ? [BigInt(n)] : [])];
        for (const left of forms(x)) {
          for (const right of forms(y)) expect(Math.sign(compareValues(left, right))).to.equal(Math.sign(x - y));
        }
      }),
    );
  });

  it('orders strings by their UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (x, y) => {
        expect(Math.sign(compareValues(x, y))).to.equal(Buffer.compare(Buffer.from(x), Buffer.from(y)));
      }),
    );
  });
});

describe('arithmetic', () => {
  it('returns undefined on an overflow of Int64', () => {
    expect(add(2n ** 63n - 1n, 1)).to.equal(undefined);
  });
});
