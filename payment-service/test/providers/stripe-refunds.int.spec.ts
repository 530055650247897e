import type { AnyJson, JsonObject } from '@shop/testkit/json';
import { expect } from 'chai';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { thrown } from '../support/stand.js';
import { withStripe } from '../support/with-stripe.js';

describe('Stripe as the provider', () => {
  const at = withStripe();

  describe('with refunds that end later', () => {
    afterEach(() => (at.stripe.refundStatus = 'succeeded'));

    it('reports a pending one as done only after Stripe does', async () => {
      const orderId = await at.captured();
      at.stripe.refundStatus = 'pending';
      for (let i = 0; i < 2; i++)
        expect((await thrown(at.stand.commands.call('Refund', { orderId }))).definite, 'it is in doubt').to.equal(
          false,
        );
      expect(await at.shown(orderId)).to.deep.include({ status: 'CAPTURED' });
      at.refundsOf(orderId)[0]!['status'] = 'succeeded';
      expect(await at.stand.commands.call('Refund', { orderId })).to.deep.equal({ refundedMinor: 2999 });
      expect(at.refundsOf(orderId)).to.have.length(1);
    });

    it('repeats one that failed, whether at once or later', async () => {
      const orderId = await at.captured();
      at.stripe.refundStatus = 'failed';
      expect((await thrown(at.stand.commands.call('Refund', { orderId }))).definite).to.equal(true);
      at.stripe.refundStatus = 'pending';
      await thrown(at.stand.commands.call('Refund', { orderId }));
      at.refundsOf(orderId)[1]!['status'] = 'failed';
      at.stripe.refundStatus = 'succeeded';
      await thrown(at.stand.commands.call('Refund', { orderId }));
      expect(await at.stand.commands.call('Refund', { orderId })).to.deep.equal({ refundedMinor: 2999 });
      expect(at.refundsOf(orderId).map(({ status }) => status)).to.deep.equal(['failed', 'failed', 'succeeded']);
      expect(await at.shown(orderId)).to.deep.include({ status: 'REFUNDED' });
    });

    it('reverses one that failed after it was done, although the saga had its reply, and repeats it once', async () => {
      const orderId = await at.captured();
      expect(await at.stand.commands.call('Refund', { orderId })).to.deep.equal({ refundedMinor: 2999 });
      expect(await at.shown(orderId)).to.deep.include({ status: 'REFUNDED', refundedAmount: 29.99 });
      const [refund] = at.refundsOf(orderId);
      Object.assign(refund!, {
        status: 'failed',
        failure_reason: 'expired_or_canceled_card',
        failure_balance_transaction: { id: 'txn_1', object: 'balance_transaction', created: 1_700_000_050 },
      });
      for (let i = 0; i < 2; i++)
        expect((await at.stand.call('POST', `/api/payments/${paymentIdOf(orderId)}/verify`, {})).body).to.deep.include({
          status: 'CAPTURED',
          refundedAmount: 0,
          failedRefundAmount: 29.99,
        });
      const { history, refunds } = await at.shown(orderId);
      expect(history.at(-1)).to.deep.equal({ type: 'refund_failed', amount: 29.99, at: '2023-11-14T22:14:10.000Z' });
      expect(refunds.map(({ status }: AnyJson) => status)).to.deep.equal(['FAILED']);
      const message = await at.stand.commands.call('Inspect', { orderId });
      expect([message.status, message.refundedMinor]).to.deep.equal(['CAPTURED', 0]);
      for (let i = 0; i < 2; i++)
        expect(await at.stand.commands.call('Refund', { orderId })).to.deep.equal({ refundedMinor: 2999 });
      expect(at.refundsOf(orderId).map(({ status }) => status)).to.deep.equal(['failed', 'succeeded']);
      const after = await at.shown(orderId);
      expect(after).to.deep.include({ status: 'REFUNDED', refundedAmount: 29.99 });
      expect(after).to.not.have.property('failedRefundAmount');
    });

    it('adopts one that was made in the dashboard, and makes no other', async () => {
      const orderId = await at.captured();
      const { id } = at.intentsOf(orderId)[0]!;
      const created = 1_700_000_009;
      at.stripe.refunds.push({
        id: 're_dash',
        payment_intent: id,
        amount: 2999,
        metadata: {},
        status: 'succeeded',
        created,
      });
      for (let i = 0; i < 2; i++)
        expect(await at.stand.commands.call('Refund', { orderId })).to.deep.equal({ refundedMinor: 0 });
      expect(await at.shown(orderId)).to.deep.include({ status: 'REFUNDED', refundedAmount: 29.99 });
    });

    it('stores a bounded list of refused ones', async () => {
      const orderId = await at.captured();
      at.stripe.refundStatus = 'failed';
      for (let i = 0; i < 14; i++) await thrown(at.stand.commands.call('Refund', { orderId }));
      const payments = at.stand.database.collection<JsonObject>('payments');
      const payment = await payments.findOne({ orderId });
      expect(payment!['refunds']).to.have.length(10);
      at.stripe.refundStatus = 'succeeded';
      expect(await at.stand.commands.call('Refund', { orderId })).to.deep.equal({ refundedMinor: 2999 });
      expect(new Set(at.refundsOf(orderId).map(({ metadata }) => metadata.key)).size).to.equal(15);
    });
  });
});
