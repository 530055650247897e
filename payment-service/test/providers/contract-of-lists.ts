import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Charge, PaymentProvider } from '../../dist/providers/provider.js';
import { thrown } from '../support/stand.js';
import { isDefinite, type ContractPart } from './under-contract.js';

/** Books of single charges, and lists of charges and refunds. */
export function listsCharges({ started, authorized, captured }: ContractPart): void {
  let provider: PaymentProvider;
  before(() => {
    ({ provider } = started());
  });

  it('has no books of an unknown charge, and returns those of the others', async () => {
    const made = await authorized();
    const unknown = { ...made, reference: randomUUID(), providerRef: 'pi_that_nobody_made' };
    const books = await provider.books([unknown, made]);
    expect([...books.keys()]).to.deep.equal([made.reference]);
    isDefinite(await thrown(provider.capture(unknown, `c${unknown.reference}`)));
    isDefinite(await thrown(provider.refund(unknown, `r${unknown.reference}`, 1)));
    expect([...(await provider.books([])).keys()]).to.deep.equal([]);
  });

  it('lists the charges since a time, with the amount that it holds or keeps of each', async () => {
    const [held, kept, given] = [await authorized(), await captured(), await captured()];
    await provider.refund(given, `r${given.reference}`, 999);
    const listed = async (since: Date) => {
      const all = [];
      for await (const page of provider.charges(since)) all.push(...page);
      return all;
    };
    const found = await listed(new Date(1_600_000_000_000));
    const of = ({ reference }: Charge) => found.filter((each) => each.reference === reference);
    for (const [made, amountMinor] of [
      [held, 2999],
      [kept, 2999],
      [given, 2000],
    ] as const) {
      expect(of(made)).to.have.length(1);
      expect(of(made)[0]).to.include({ providerRef: made.providerRef, currency: 'USD', amountMinor });
    }
    expect(await listed(new Date(Date.now() + 3_600_000))).to.deep.equal([]);
  });

  it('lists the refunds since a time', async () => {
    const made = await captured();
    const { movements } = await provider.refund(made, `r${made.reference}`, 999);
    const { ref } = movements.find(({ type }) => type === 'refunded')!;
    const listed = async (since: Date) => {
      const all = [];
      for await (const page of provider.refunds(since)) all.push(...page);
      return all.filter(({ reference }) => reference === made.reference);
    };
    expect(await listed(new Date(1_600_000_000_000))).to.deep.equal([
      { ref, reference: made.reference, state: 'done' },
    ]);
    expect(await listed(new Date(Date.now() + 3_600_000))).to.deep.equal([]);
  });
}
