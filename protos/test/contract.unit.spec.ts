import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { CANCEL_REASONS, CANCEL_REQUESTS, ORDER_STATUSES, PAYMENT_STATUSES, SAGA_STATES } from '../dist/contract.js';

const lists: Record<string, readonly string[]> = {
  'Order.status': ORDER_STATUSES,
  'OrderStatus.status': ORDER_STATUSES,
  'OrderAudit.status': ORDER_STATUSES,
  'CancelOrderRequest.reason': CANCEL_REASONS,
  'CancelSagaRequest.reason': CANCEL_REQUESTS,
  'Payment.status': PAYMENT_STATUSES,
  'Saga.state': SAGA_STATES,
};

/** The words in capitals in the comment above each field of the protos, by message and field. */
function comments(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const file of ['orders', 'payments', 'sagas']) {
    const text = readFileSync(new URL(`../shop/v1/${file}.proto`, import.meta.url), 'utf8');
    for (const [, message, body] of text.matchAll(/^message (\w+) \{\n(.*?)^\}/gms))
      for (const [, comment, field] of body!.matchAll(/((?: *\/\/.*\n)+) *(?:repeated )?[\w.]+ (\w+) = \d+;/g))
        found.set(`${message}.${field}`, comment!.match(/\b[A-Z]{3,}(?:_[A-Z]+)*\b/g) ?? []);
  }
  return found;
}

describe('the values of the contract', () => {
  const written = comments();
  for (const [field, list] of Object.entries(lists))
    it(`are those in the comment on ${field}`, () => {
      expect(written.get(field)).to.have.members(list as string[]);
    });

  it('are not listed in any other comment', () => {
    const all = new Set<string>([...ORDER_STATUSES, ...CANCEL_REASONS, ...PAYMENT_STATUSES, ...SAGA_STATES]);
    const others = [...written].filter(([field, words]) => !lists[field] && words.filter((w) => all.has(w)).length > 2);
    expect(others).to.deep.equal([]);
  });
});
