import type { AnyJson } from '@shop/testkit/json';
import { expect } from 'chai';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { thrown } from '../support/stand.js';
import { withStripe } from '../support/with-stripe.js';

describe('Stripe as the provider', () => {
  const at = withStripe();

  it('is asked for its books after a signed webhook about a change', async () => {
    const orderId = at.stand.order();
    at.stripe.loseAnswerTo(/confirm$/);
    await thrown(at.authorize(orderId));
    expect((await at.shown(orderId))['status']).to.equal('PENDING');
    const object = { object: 'payment_intent', metadata: { reference: paymentIdOf(orderId) } };
    const type = 'payment_intent.amount_capturable_updated';
    const payload = JSON.stringify({ id: 'evt_1', object: 'event', type, data: { object } });
    expect(await at.sendWebhook(payload, 'another-secret-of-at-least-32-characters')).to.equal(401);
    expect((await at.shown(orderId))['status']).to.equal('PENDING');
    expect(await at.sendWebhook(payload)).to.equal(204);
    expect((await at.shown(orderId))['status']).to.equal('AUTHORIZED');
  });

  it('may be captured in its dashboard before the saga captures, which is done then; for less, it is refused', async () => {
    for (const [received, code] of [
      [2999, undefined],
      [1000, 'PAYMENT_NOT_CAPTURABLE'],
    ] as const) {
      const orderId = at.stand.order();
      await at.authorize(orderId);
      const intent = at.intentsOf(orderId)[0]!;
      Object.assign(intent, { status: 'succeeded', amount_received: received });
      const payload = JSON.stringify({ type: 'payment_intent.succeeded', data: { object: intent } });
      expect(await at.sendWebhook(payload)).to.equal(204);
      expect((await at.shown(orderId))['status']).to.equal('CAPTURED');
      const capture = at.stand.commands.call('Capture', { orderId });
      if (code) expect(await thrown(capture)).to.have.property('code', code);
      else expect(await capture).to.deep.equal({ paymentId: paymentIdOf(orderId) });
    }
  });

  describe('sends webhooks of refunds', () => {
    afterEach(() => (at.stripe.refundStatus = 'succeeded'));
    const send = (type: string, object: Record<string, unknown>) =>
      at.sendWebhook(JSON.stringify({ id: 'evt_r', object: 'event', type, data: { object } }));

    for (const [ends, type, status, shownAs, amount] of [
      ['succeeded', 'refund.updated', 'PARTIALLY_REFUNDED', 'DONE', 10],
      ['failed', 'refund.failed', 'CAPTURED', 'FAILED', 0],
    ] as const)
      it(`that were pending and have ${ends}`, async () => {
        const orderId = await at.captured();
        at.stripe.refundStatus = 'pending';
        const pending = (await at.refund(orderId, 10)).body;
        expect(pending).to.deep.include({ status: 'CAPTURED', refundedAmount: 0 });
        expect(pending['refunds'].map(({ status }: AnyJson) => status)).to.deep.equal(['PENDING']);
        const refund = at.stripe.refunds.at(-1)!;
        refund['status'] = ends;
        expect(await send(type, refund)).to.equal(204);
        const payment = await at.shown(orderId);
        expect(payment).to.deep.include({ status, refundedAmount: amount });
        expect(payment['refunds'].map((each: AnyJson) => [each.amount, each.status])).to.deep.equal([[10, shownAs]]);
      });

    for (const type of ['refund.failed', 'charge.refund.updated'])
      it(`that were done and have failed, by ${type}`, async () => {
        const orderId = await at.captured();
        expect((await at.refund(orderId, 10)).body).to.deep.include({
          status: 'PARTIALLY_REFUNDED',
          refundedAmount: 10,
        });
        const refund = at.stripe.refunds.at(-1)!;
        refund['status'] = 'failed';
        for (let i = 0; i < 2; i++) expect(await send(type, refund)).to.equal(204);
        const payment = await at.shown(orderId);
        expect(payment).to.deep.include({ status: 'CAPTURED', refundedAmount: 0, failedRefundAmount: 10 });
        expect(payment['history'].map(({ type }: AnyJson) => type)).to.deep.equal([
          'authorized',
          'captured',
          'refunded',
          'refund_failed',
        ]);
        // a repeated refund replaces the failed one, once
        expect((await at.refund(orderId, 10)).body).to.deep.include({
          status: 'PARTIALLY_REFUNDED',
          refundedAmount: 10,
        });
        expect(await at.shown(orderId)).to.not.have.property('failedRefundAmount');
        expect((await at.refund(orderId)).body).to.deep.include({ status: 'REFUNDED', refundedAmount: 29.99 });
      });

    it('that were made in the dashboard, and is asked for their charge', async () => {
      const orderId = await at.captured();
      const refund = {
        id: `re_dash_${orderId}`,
        object: 'refund',
        payment_intent: at.intentsOf(orderId)[0]!['id'],
        amount: 1000,
        metadata: {},
        status: 'succeeded',
        created: 1_700_000_009,
      };
      at.stripe.refunds.push(refund);
      expect(await send('refund.created', refund)).to.equal(204);
      expect(await at.shown(orderId)).to.deep.include({ status: 'PARTIALLY_REFUNDED', refundedAmount: 10 });
      expect(await send('refund.created', { ...refund, payment_intent: 'pi_of_nobody' })).to.equal(204);
      at.stripe.refuseAll = true;
      expect(await send('refund.created', refund), 'it comes again').to.equal(503);
      at.stripe.refuseAll = false;
    });

    it('or loses them: refunds of the dashboard and late failures are found, once', async () => {
      const [given, kept, foreign] = [await at.captured(), await at.captured(), 'pi_of_nobody'];
      expect((await at.refund(kept, 10)).body).to.deep.include({ refundedAmount: 10 });
      const created = Math.floor(Date.now() / 1000);
      Object.assign(at.stripe.refunds.at(-1)!, { status: 'failed', created });
      for (const intent of [at.intentsOf(given)[0]!['id'], foreign])
        at.stripe.refunds.push({
          id: `re_dash_${intent}`,
          object: 'refund',
          payment_intent: intent,
          amount: 500,
          metadata: {},
          status: 'succeeded',
          created,
        });
      // more than one page of a hundred
      for (let n = 0; n < 120; n++) at.stripe.refunds.push({ ...at.stripe.refunds.at(-1)!, id: `re_other_${n}` });
      expect(await at.stand.app.findRefunds()).to.equal(2);
      expect(await at.shown(given)).to.deep.include({ status: 'PARTIALLY_REFUNDED', refundedAmount: 5 });
      expect(await at.shown(kept)).to.deep.include({ status: 'CAPTURED', refundedAmount: 0, failedRefundAmount: 10 });
      const calls = at.stripe.calls.length;
      expect(await at.stand.app.findRefunds()).to.equal(0);
      expect(at.stripe.calls.slice(calls).filter((call) => call !== 'GET /v1/refunds')).to.deep.equal([]);
      at.stripe.refuseAll = true;
      expect(await at.stand.app.findRefunds(), 'the next call is an hour later').to.equal(0);
      at.stripe.refuseAll = false;
    });
  });

  it('gets 400 for a signed webhook that is malformed, and 204 for one that does not concern us', async () => {
    const event = (object: unknown) =>
      JSON.stringify({ id: 'evt_2', object: 'event', type: 'charge.updated', data: { object } });
    for (const each of ['null', '[]', '{', '{}', '{"id":"x","type":7}', '{"id":"x","type":"charge.updated"}'])
      expect(await at.sendWebhook(each), each).to.equal(400);
    for (const object of [null, 'text', { metadata: 1 }, { metadata: { reference: { $gt: '' } } }])
      expect(await at.sendWebhook(event(object)), JSON.stringify(object)).to.equal(400);
    // others in the account may give their payments a `reference` too, of any form; Stripe repeats for days what is answered 400
    const others = ['unknown', 'Order #123', '', '한글', 'x'.repeat(500)].map((reference) => ({
      metadata: { reference },
    }));
    for (const each of [{}, { metadata: null }, ...others].map(event))
      expect(await at.sendWebhook(each), each).to.equal(204);
    expect(await at.sendWebhook('{"id":"x","type":"account.updated"}')).to.equal(204);
  });
});
