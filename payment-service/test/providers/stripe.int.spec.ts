import type { AnyJson } from '@shop/testkit/json';
import { expect } from 'chai';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { card, thrown } from '../support/stand.js';
import { withStripe } from '../support/with-stripe.js';

describe('Stripe as the provider', () => {
  const at = withStripe();

  it('authorises, captures and refunds one PaymentIntent', async () => {
    const orderId = at.stand.order();
    await at.authorize(orderId);
    expect(at.intentsOf(orderId)[0]).to.deep.include({ status: 'requires_capture', amount: 2999, currency: 'usd' });
    await at.stand.commands.call('Capture', { orderId });
    expect((await at.refund(orderId, 10)).body['status']).to.equal('PARTIALLY_REFUNDED');
    expect(await at.stand.commands.call('Refund', { orderId })).to.deep.equal({ refundedMinor: 1999 });
    expect((await at.shown(orderId))['history'].map(({ type, amount }: AnyJson) => `${type} ${amount}`)).to.deep.equal([
      'authorized 29.99',
      'captured 29.99',
      'refunded 10',
      'refunded 19.99',
    ]);
    expect(at.intentsOf(orderId)).to.have.length(1);
  });

  describe('with a card whose bank requires the customer’s approval', () => {
    const authorizeAsking = async (orderId: string, customerMayAct: boolean) =>
      at.stand.commands.call('Authorize', {
        orderId,
        userId: 'u1',
        paymentMethodId: await at.stand.method(card('4000002500003155')),
        amountMinor: 2999,
        currency: 'USD',
        customerMayAct,
      });

    for (const approves of [true, false])
      it(`sends the customer to the bank, and records that ${approves ? 'the payment was approved' : 'the approval failed'}`, async () => {
        const orderId = at.stand.order();
        const reply = { paymentId: paymentIdOf(orderId), customerMustAct: true };
        expect(await authorizeAsking(orderId, true)).to.deep.equal(reply);
        const [intent] = at.intentsOf(orderId);
        const { url, return_url } = intent!['next_action'].redirect_to_url;
        expect(return_url).to.equal(`https://shop.example/?order=${orderId}`);
        expect(await at.shown(orderId)).to.deep.include({
          status: 'REQUIRES_ACTION',
          nextAction: { type: 'redirect', url },
        });
        expect(await authorizeAsking(orderId, true)).to.deep.equal(reply);
        at.stripe.customerAnswers(intent!, approves);
        if (approves) {
          await at.stand.commands.call('CompletePayment', { orderId });
          expect((await at.shown(orderId))['status']).to.equal('AUTHORIZED');
        } else {
          expect((await thrown(at.stand.commands.call('CompletePayment', { orderId }))).code).to.equal(
            'PAYMENT_DECLINED',
          );
          const declineCode = 'payment_intent_authentication_failure';
          expect(await at.shown(orderId)).to.deep.include({ status: 'DECLINED', declineCode });
        }
        expect(at.intentsOf(orderId)).to.have.length(1);
      });

    it('voids what the customer has not confirmed', async () => {
      const orderId = at.stand.order();
      await authorizeAsking(orderId, true);
      await at.stand.commands.call('Void', { orderId });
      expect(at.intentsOf(orderId)[0]!['status']).to.equal('canceled');
      expect((await at.shown(orderId))['status']).to.equal('VOIDED');
    });

    it('declines the payment when nobody waits for the customer', async () => {
      const refusal = await thrown(authorizeAsking(at.stand.order(), false));
      expect([refusal.code, refusal.extra['declineCode']]).to.deep.equal([
        'PAYMENT_DECLINED',
        'authentication_required',
      ]);
    });
  });

  for (const [currency, minor, asked] of [
    ['KRW', 10_000, 10_000],
    ['ISK', 1_200, 120_000],
    ['KWD', 5_120, 5_120],
  ] as const)
    it(`charges and refunds ${currency} in Stripe’s units`, async () => {
      const orderId = at.stand.order();
      const request = { orderId, userId: 'u1', paymentMethodId: at.paymentMethodId, amountMinor: minor, currency };
      await at.stand.commands.call('Authorize', request);
      expect(at.intentsOf(orderId)[0]).to.deep.include({ amount: asked, currency: currency.toLowerCase() });
      await at.stand.commands.call('Capture', { orderId });
      const parts = { KRW: 4_000, ISK: 400, KWD: 1.12 };
      const refuse = await at.refund(orderId, 1.2345);
      expect([refuse.status, refuse.body['code']]).to.deep.equal([422, 'VALIDATION_FAILED']);
      const part = await at.refund(orderId, parts[currency]);
      expect(part.body).to.deep.include({ status: 'PARTIALLY_REFUNDED', refundedAmount: parts[currency], currency });
      await at.stand.commands.call('Refund', { orderId });
      const payment = await at.shown(orderId);
      expect([payment['status'], payment['refundedAmount']]).to.deep.equal(['REFUNDED', payment['amount']]);
    });

  it('reports a decline with its code', async () => {
    const orderId = at.stand.order();
    const declined = await at.stand.method(card('4000000000009995'));
    for (let i = 0; i < 2; i++)
      expect((await thrown(at.authorize(orderId, declined))).extra).to.deep.equal({
        declineCode: 'insufficient_funds',
      });
    expect(await at.shown(orderId)).to.deep.include({ status: 'DECLINED', declineCode: 'insufficient_funds' });
  });

  for (const path of [/payment_intents$/, /confirm$/, /capture$/, /refunds$/])
    it(`moves money once when the answer to ${path.source} is lost`, async () => {
      const orderId = at.stand.order();
      at.stripe.loseAnswerTo(path);
      let lost = 0;
      const persist = async (work: () => Promise<unknown>) => {
        for (let done = false; !done;)
          done = await work().then(
            () => true,
            () => lost++ > 5,
          );
      };
      await persist(() => at.authorize(orderId));
      await persist(() => at.stand.commands.call('Capture', { orderId }));
      await persist(() => at.stand.commands.call('Refund', { orderId }));
      expect(lost).to.equal(1);
      expect(at.intentsOf(orderId)).to.have.length(1);
      expect(at.refundsOf(orderId)).to.have.length(1);
      expect(await at.shown(orderId)).to.deep.include({ status: 'REFUNDED', refundedAmount: 29.99 });
    });

  it('voids what was authorised, even if its answer was lost', async () => {
    const orderId = at.stand.order();
    await at.authorize(orderId);
    await at.stand.commands.call('Void', { orderId });
    expect(at.intentsOf(orderId).map(({ status }) => status)).to.deep.equal(['canceled']);
    expect(await at.shown(orderId)).to.deep.include({ status: 'VOIDED' });
    const doubtful = at.stand.order();
    at.stripe.loseAnswerTo(/payment_intents$/);
    await thrown(at.authorize(doubtful));
    await at.stand.commands.call('Void', { orderId: doubtful });
    expect(at.intentsOf(doubtful).map(({ status }) => status)).to.deep.equal(['canceled']);
    expect((await thrown(at.authorize(doubtful))).code).to.equal('PAYMENT_VOIDED');
  });

  it('does not accept expired test cards', async () => {
    const body = { paymentMethod: 'credit_card', cardDetails: card('4242424242424242', '12/20') };
    expect((await at.stand.call('POST', '/api/payment-methods', body)).status).to.equal(422);
  });

  it('leaves no card number in a log or error', () => {
    const said = at.stand.log.join('');
    expect(said).to.include('Payments.Capture answered TIMED_OUT');
    expect(said).not.to.match(/4242424242424242|4000000000009995|4000002500003155/);
  });
});
