import { expect } from 'chai';
import Joi from 'joi';
import sinon from 'sinon';
import { jsonSchema } from '../../dist/http/json-schema.js';
import { textSchema } from '../../dist/validation/text-schema.js';

describe('the schema of a text', () => {
  const fits = (schema: Joi.Schema, value: unknown) => schema.validate(value).error === undefined;
  const three = textSchema({ min: 2, max: 3 });

  it('counts characters, not UTF-16 units', () => {
    expect(['😀', '😀😀', '😀😀😀', '😀😀😀😀', 'a', 'ab', 'abcd'].map((text) => fits(three, text))).to.deep.equal([
      false,
      true,
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  it('counts them in a normal form where one is named', () => {
    const schema = textSchema({ min: 2, max: 3, form: 'NFKC' });
    expect(fits(schema, 'e\u0301e\u0301e\u0301')).to.equal(true);
    expect(fits(schema, 'e\u0301')).to.equal(false);
    // one character that NFKC expands to eighteen
    expect(fits(schema, '\ufdfa')).to.equal(false);
  });

  it('refuses half of a surrogate pair with a readable message', () => {
    expect(three.validate('a\ud83d').error?.message).to.include('well-formed Unicode');
    expect(three.validate('abcd').error?.message).to.include('less than or equal to 3');
    expect(three.validate('a').error?.message).to.include('at least 2');
  });

  it('refuses what is far too long without reading it', () => {
    const long = 'e\u0301'.repeat(5_000_000);
    const normalize = sinon.stub(String.prototype, 'normalize').throws(new Error('it was read'));
    try {
      expect(fits(textSchema({ min: 8, max: 128, form: 'NFKC' }), long)).to.equal(false);
    } finally {
      normalize.restore();
    }
  });

  it('refuses text that is invisible or has several lines, where the schema forbids it', () => {
    const schema = textSchema({ min: 1, max: 9, visible: true, oneLine: true });
    expect(['Ada', ' A', '김'].every((text) => fits(schema, text))).to.equal(true);
    for (const text of ['  ', '\u3164', '\u200b\u200d', '\u0301', 'a\nb', 'a\u0000', 'a\u202e'])
      expect(fits(schema, text)).to.equal(false);
    expect(schema.validate('\u3164').error?.message).to.include('must show something');
  });

  it('is described by its bounds, and can be extended like any text schema', () => {
    expect(jsonSchema(three)).to.deep.include({ type: 'string', minLength: 2, maxLength: 3 });
    expect(fits(three.pattern(/^a/), 'ba')).to.equal(false);
    expect(fits(Joi.object({ name: three.required() }), {})).to.equal(false);
  });
});
