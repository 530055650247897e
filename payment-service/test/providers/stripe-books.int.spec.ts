import { expect } from 'chai';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { card, thrown } from '../support/stand.js';
import { withStripe } from '../support/with-stripe.js';

describe('Stripe as the provider', () => {
  const at = withStripe();

  it('gives the books of other payments when it does not know one of them', async () => {
    const [known, unknown] = [at.stand.order(), at.stand.order()];
    for (const orderId of [known, unknown]) await at.authorize(orderId);
    at.stripe.intents.delete(at.intentsOf(unknown)[0]!['id']);
    const seen = new Map<string, boolean>();
    for await (const { payment, providerAuthorizedMinor } of at.stand.commands.stream('Audit', {
      orderIds: [known, unknown],
      withoutBooks: false,
    }))
      seen.set(payment!.orderId, providerAuthorizedMinor === 2999);
    expect(seen).to.deep.equal(
      new Map([
        [known, true],
        [unknown, false],
      ]),
    );
  });

  it('lists charges without a payment of ours, page by page, and skips those of others in the account', async () => {
    const unknown = async () => {
      const found: object[] = [];
      for await (const page of at.stand.commands.stream('AuditCharges', { sinceMs: 1 })) found.push(...page.unknown);
      return found;
    };
    // more than one page of a hundred
    for (let n = 0; n < 120; n++)
      at.stripe.intents.set(`pi_other_${n}`, {
        id: `pi_other_${n}`,
        amount: 5,
        amount_received: 5,
        currency: 'usd',
        metadata: n % 2 ? {} : { reference: `Order #${n}` },
        status: 'succeeded',
        created: 1_700_000_000,
        latest_charge: null,
      });
    const [held, kept, given] = [at.stand.order(), at.stand.order(), at.stand.order()];
    for (const orderId of [held, kept, given]) await at.authorize(orderId);
    for (const orderId of [kept, given]) await at.stand.commands.call('Capture', { orderId });
    await at.stand.commands.call('Refund', { orderId: given });
    await at.refund(kept, 10);
    expect(await unknown()).to.deep.equal([]);
    const ids = [held, kept, given].map(paymentIdOf);
    await at.stand.database.collection('payments').deleteMany({ _id: { $in: ids as never[] } });
    expect(await unknown()).to.have.deep.members(
      [
        [held, 2999],
        [kept, 1999],
      ].map(([orderId, amountMinor]) => ({
        providerRef: at.intentsOf(String(orderId))[0]!['id'],
        reference: paymentIdOf(String(orderId)),
        currency: 'USD',
        amountMinor,
        madeAtMs: 1_700_000_000_000,
      })),
    );
  });

  it('is counted in metrics: the money that moves, declines and calls', async () => {
    const counted = async () => {
      const text = await (await fetch(`http://127.0.0.1:${at.stand.app.ports.http}/metrics`)).text();
      const value = (name: string, ...labels: string[]) => {
        const all = ['provider="stripe"', ...labels].join(',');
        return Number(
          new RegExp(`^payment_provider_${name}_total\\{${all},[^}]*\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0,
        );
      };
      const money = (movement: string) => value('money', 'currency="USD"', `movement="${movement}"`);
      return {
        authorized: money('authorized'),
        captured: money('captured'),
        voided: money('voided'),
        refunded: money('refunded'),
        declined: value('declined', 'code="insufficient_funds"'),
        capturesInDoubt: value('calls', 'call="capture"', 'outcome="in_doubt"'),
      };
    };
    const before = await counted();
    const [kept, voided] = [at.stand.order(), at.stand.order()];
    for (const orderId of [kept, voided]) await at.authorize(orderId);
    at.stripe.loseAnswerTo(/capture$/);
    await thrown(at.stand.commands.call('Capture', { orderId: kept }));
    await at.stand.commands.call('Capture', { orderId: kept });
    await at.refund(kept, 10);
    await at.stand.commands.call('Void', { orderId: voided });
    await thrown(at.authorize(at.stand.order(), await at.stand.method(card('4000000000009995'))));
    const after = await counted();
    expect(
      Object.fromEntries(Object.entries(after).map(([what, n]) => [what, n - before[what as keyof typeof before]])),
    ).to.deep.equal({
      authorized: 2 * 2999,
      captured: 2999,
      voided: 2999,
      refunded: 1000,
      declined: 1,
      capturesInDoubt: 1,
    });
  });
});
