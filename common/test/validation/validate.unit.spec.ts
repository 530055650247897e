import { expect } from 'chai';
import Joi from 'joi';
import type { Problem } from '../../dist/errors.js';
import { timeSchema } from '../../dist/validation/time-schema.js';
import { idSchema, valid } from '../../dist/validation/validate.js';

const payment = Joi.object({ amount: Joi.number(), card: Joi.string(), method: idSchema })
  .xor('card', 'method')
  .with('card', 'amount')
  .without('method', 'amount');
const product = Joi.object({ name: Joi.string() }).min(1);

describe('a validation error', () => {
  function errorsOf(...given: Parameters<typeof valid>): { path: string; message: string }[] {
    try {
      valid(...given);
    } catch (error) {
      return (error as Problem).extra['errors'] as { path: string; message: string }[];
    }
    return [];
  }
  const pathsOf = (...given: Parameters<typeof valid>) => errorsOf(...given).map(({ path }) => path);

  it('names the missing or excess member, where members depend on one another', () => {
    expect(pathsOf(payment, { card: '4' })).to.deep.equal(['amount']);
    expect(pathsOf(payment, {})).to.deep.equal(['card']);
    expect(pathsOf(payment, { card: '4', method: 'm', amount: 1 })).to.include('method');
    expect(pathsOf(Joi.object({ payments: Joi.array().items(payment) }), { payments: [{ card: '4' }] })).to.deep.equal([
      'payments.0.amount',
    ]);
  });

  it('names the body, query or header that is wrong as a whole', () => {
    expect(errorsOf(product, {})).to.deep.equal([{ path: 'body', message: 'body must have at least 1 key' }]);
    expect(errorsOf(product, null, { whole: 'query' })).to.deep.equal([
      { path: 'query', message: 'query must be of type object' },
    ]);
    expect(pathsOf(Joi.string().max(2), 'long', { at: 'Idempotency-Key' })).to.deep.equal(['Idempotency-Key']);
  });

  it('says once what two rules find in the same value', () => {
    expect(errorsOf(Joi.object({ from: timeSchema }), { from: 'x' })).to.deep.equal([
      { path: 'from', message: 'from must be in iso format' },
    ]);
  });

  it('does not repeat what was sent', () => {
    const [error] = errorsOf(Joi.object({ id: idSchema }), { id: 'a secret' });
    expect(error).to.deep.equal({ path: 'id', message: 'id must be an id: letters, digits, dots, dashes' });
    for (const [schema, message] of [
      [Joi.string().pattern(/^x/), 'id must match /^x/'],
      [Joi.string().pattern(/^a/, { invert: true }), 'id must not match /^a/'],
      [Joi.string().pattern(/^a/, { invert: true, name: 'a word with a' }), 'id must not be a word with a'],
    ] as const)
      expect(errorsOf(Joi.object({ id: schema }), { id: 'a secret' })).to.deep.equal([{ path: 'id', message }]);
  });
});
