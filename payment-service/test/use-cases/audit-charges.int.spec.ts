import { expect } from 'chai';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { card, startStand, type Stand } from '../support/stand.js';

describe('the audit of charges that only the provider knows', () => {
  let stand: Stand;
  let paymentMethodId: string;
  before(async () => {
    stand = await startStand();
    paymentMethodId = await stand.method();
  });
  after(() => stand.stop());

  const authorize = async (method = paymentMethodId) => {
    const orderId = stand.order();
    const payment = { orderId, userId: 'u1', paymentMethodId: method, amountMinor: 2999, currency: 'USD' };
    await stand.commands.call('Authorize', payment).catch(() => undefined);
    return orderId;
  };
  const forget = (orderId: string) =>
    stand.database.collection('payments').deleteOne({ _id: paymentIdOf(orderId) as never });
  const audit = async (sinceMs = 0) => {
    const sum = { looked: 0, unknown: [] as { reference: string; amountMinor: number }[] };
    for await (const { looked, unknown } of stand.commands.stream('AuditCharges', { sinceMs })) {
      sum.looked += looked;
      sum.unknown.push(...unknown);
    }
    return { looked: sum.looked, unknown: sum.unknown.map((each) => [each.reference, each.amountMinor]) };
  };

  it('lists charges without a payment that hold or keep money', async () => {
    const declined = await stand.method(card('4000000000009995'));
    const [known, held, kept, voided, refused] = [
      await authorize(),
      await authorize(),
      await authorize(),
      await authorize(),
      await authorize(declined),
    ];
    for (const orderId of [known, kept]) await stand.commands.call('Capture', { orderId });
    await stand.commands.call('Void', { orderId: voided });
    expect(await audit()).to.deep.equal({ looked: 5, unknown: [] });
    for (const orderId of [held, kept, voided, refused]) await forget(orderId);
    expect((await audit()).unknown).to.have.deep.members([
      [paymentIdOf(held), 2999],
      [paymentIdOf(kept), 2999],
    ]);
    expect(await audit(Date.now() + 60_000)).to.deep.equal({ looked: 0, unknown: [] });
  });

  it('lists second charges of a payment, unless the payment is in doubt', async () => {
    const orderId = await authorize();
    const set = (change: object) =>
      stand.database.collection('payments').updateOne({ _id: paymentIdOf(orderId) as never }, { $set: change });
    const found = async () =>
      (await audit()).unknown.filter(([reference]) => reference === paymentIdOf(orderId)).length;
    await set({ providerRef: 'ch_another', nextCheckAt: null });
    expect(await found()).to.equal(1);
    await set({ nextCheckAt: new Date(Date.now() + 3_600_000) });
    expect(await found()).to.equal(0);
  });
});
