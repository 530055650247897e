import { readFileSync } from 'node:fs';
import { ACCOUNT_LIMITS, CANCEL_REASONS, ORDER_LIMITS, PAID_STATUSES, SAGA_STATES } from '@shop/protos/contract';
import { expect } from 'chai';

const page = (path: string): string => readFileSync(new URL(`../../pages/${path}`, import.meta.url), 'utf8');
/** The names in capitals in the first match of the pattern. */
const namesIn = (text: string, pattern: RegExp): string[] =>
  text.match(pattern)?.[0].match(/\b[A-Z]{3,}(?:_[A-Z]+)*(?=['":])/g) ?? [];

// pages are sent to the browser as they stand, so they cannot import the contract
describe("the pages' own copies of the contract", () => {
  it('have a reason in both languages for every way in which an order is cancelled', () => {
    const both = [...page('shop/words.js').matchAll(/^ {2}reasons: \{.*?^ {2}\}/gms)].map(([block]) => block);
    expect(both).to.have.length(2);
    for (const block of both) expect(namesIn(block, /[^]*/)).to.have.members([...CANCEL_REASONS]);
  });

  it('know the statuses of a paid payment, and every state of a saga in the order of the contract', () => {
    expect(namesIn(page('shop/status.js'), /const PAID = .*/)).to.have.members([...PAID_STATUSES]);
    expect(namesIn(page('console/list.js'), /const STATES = .*/)).to.deep.equal([...SAGA_STATES]);
  });

  it('draw steps as they are told, without a look at the status of the order', () => {
    expect(page('shop/steps.js')).not.to.match(/status|order[.)}]|payment/i);
  });

  it('let a customer register with the lengths that an account may have', () => {
    const form = page('shop/views.js');
    expect(form.match(/name="name"[^>]*maxlength="(\d+)"/)?.[1]).to.equal(String(ACCOUNT_LIMITS.name));
    expect(form.match(/name="password"[^>]*minlength="(\d+)"/)?.[1]).to.equal(String(ACCOUNT_LIMITS.password.min));
  });

  it('let a customer choose up to as many pieces as an order takes', () => {
    expect(page('shop/choosing.js')).to.include(`max="${ORDER_LIMITS.quantity}"`);
  });
});
