import { expect } from 'chai';
import * as official from 'bson';
import fc from 'fast-check';
import { compareValues } from '@shop/mongo-lite/bson/compare';
import { decimalText } from '@shop/mongo-lite/bson/decimal';
import { decodeDocument } from '@shop/mongo-lite/bson/decode';
import { encodeDocument } from '@shop/mongo-lite/bson/encode';
import { encodeChanged } from '@shop/mongo-lite/bson/encode-changed';
import { add } from '@shop/mongo-lite/bson/numbers';
import {
  Binary,
  Code,
  DateTime,
  Decimal,
  Double,
  ObjectId,
  Regex,
  Timestamp,
  maxKey,
  minKey,
} from '@shop/mongo-lite/bson/values';
import type { Doc, Value } from '@shop/mongo-lite/bson/values';

const decimal = (text: string): Decimal => new Decimal(Buffer.from(official.Decimal128.fromString(text).bytes));

describe('BSON', () => {
  it('leaves every type as it came, byte for byte', () => {
    const bytes = Buffer.from(
      official.serialize({
        double: new official.Double(1),
        int: 1,
        long: official.Long.fromNumber(1),
        decimal: official.Decimal128.fromString('1.50'),
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

  it('leaves any document as the official library encodes it', () => {
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

  it('takes no short text for another', () => {
    const alphabet = ['a', 'b', '0', '\x7f', 'é', 'я'];
    // far more of them than the reader remembers, so that they push each other out
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

  it('refuses what is cut short', () => {
    const bytes = Buffer.from(official.serialize({ a: 'text', b: [1, 2, { c: 3 }] }));
    for (let length = 5; length < bytes.length; length++) {
      const cut = Buffer.from(bytes.subarray(0, length));
      expect(() => decodeDocument(cut), String(length)).to.throw(/Invalid BSON/);
      cut.writeInt32LE(length, 0);
      expect(() => decodeDocument(cut), `${length}, with its length put right`).to.throw(/Invalid BSON/);
    }
  });
});

describe('the order of values', () => {
  it('is the same whatever the type of a number', () => {
    const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }));
    fc.assert(
      fc.property(number, number, (x, y) => {
        const forms = (n: number): Value[] => [
          new Double(n),
          ...(Number.isInteger(n) ? [BigInt(n), decimal(String(n))] : []),
        ];
        for (const left of forms(x)) {
          for (const right of forms(y)) expect(Math.sign(compareValues(left, right))).to.equal(Math.sign(x - y));
        }
      }),
    );
  });

  it('compares strings by their UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (x, y) => {
        expect(Math.sign(compareValues(x, y))).to.equal(Buffer.compare(Buffer.from(x), Buffer.from(y)));
      }),
    );
  });

  it('compares decimals of very different magnitude without writing them out', () => {
    expect(compareValues(decimal('1E+6000'), decimal('1E-6000'))).to.be.above(0);
    expect(compareValues(decimal('-1E+6000'), decimal('1'))).to.be.below(0);
    expect(compareValues(decimal('0E+10'), 0)).to.equal(0);
    expect(compareValues(decimal('NaN'), decimal('-Infinity'))).to.be.below(0);
    expect(compareValues(decimal('Infinity'), new Double(Infinity))).to.equal(0);
  });
});

describe('arithmetic', () => {
  it('tells an overflow of Int64 by undefined', () => {
    expect(add(2n ** 63n - 1n, 1)).to.equal(undefined);
  });

  it('shows decimals as the official library does', () => {
    const texts = [
      '0',
      '-0',
      '1.50',
      '1E+7',
      '0.000001',
      '1E-7',
      '123456789012345678901234567890.1234',
      '-7E-10',
      '12E+3',
    ];
    for (const text of texts) {
      expect(decimalText(decimal(text))).to.equal(official.Decimal128.fromString(text).toString());
    }
  });
});

describe('the BSON of a changed document', () => {
  const scalar: fc.Arbitrary<Value> = fc.oneof(
    fc.integer({ min: -5, max: 5 }),
    fc.bigInt({ min: -5n, max: 5n }),
    fc.string({ unit: 'binary', maxLength: 5 }),
    fc.constantFrom<Value>(
      null,
      true,
      minKey,
      maxKey,
      new Regex('a', 'i'),
      new Code('c'),
      new ObjectId('ab'.repeat(12)),
    ),
    fc.constantFrom<Value>(new DateTime(1), new Timestamp(1, 2), new Binary(0, Buffer.from('xy')), decimal('1.5')),
    fc.double().map((value) => new Double(value)),
  );
  const { tree: any } = fc.letrec<{ tree: Value }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      scalar,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.array(fc.tuple(fc.constantFrom('a', 'é'), tie('tree')), { maxLength: 2 }).map((fields) => new Map(fields)),
    ),
  }));
  const fields = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'é', 'list'), any), { maxLength: 5 });

  it('is what encoding all of it gives', () => {
    const lists = fc.record({ fields, kept: fc.array(any, { maxLength: 4 }), others: fc.array(any, { maxLength: 3 }) });
    fc.assert(
      fc.property(lists, fields, fc.nat(4), (start, changes, shared) => {
        const before: Doc = new Map<string, Value>([...start.fields, ['journal', start.kept]]);
        const after: Doc = new Map<string, Value>([
          ...before,
          ['journal', [...start.kept.slice(0, shared), ...start.others]],
        ]);
        for (const [name, value] of changes) {
          after.delete(name);
          after.set(name, value);
        }
        const changed = encodeChanged(after, before, encodeDocument(before));
        expect(changed.toString('hex')).to.equal(encodeDocument(after).toString('hex'));
      }),
      { numRuns: 500 },
    );
  });

  it('does not rely on bytes in which a field comes twice', () => {
    const twice = Buffer.from('130000001061000100000010610002000000' + '00', 'hex');
    const before = decodeDocument(twice);
    const after: Doc = new Map([...before, ['b', 3]]);
    expect(encodeChanged(after, before, twice).toString('hex')).to.equal(encodeDocument(after).toString('hex'));
  });
});
