import { expect } from 'chai';
import Stripe from 'stripe';
import { paymentIdOf } from '../../src/domain/ids.js';
import { card, startStand, thrown, WEBHOOK_SECRET, type Stand } from '../support/stand.js';
import { startStripeStandIn, type StripeStandIn } from '../support/stripe-stand-in.js';

const KEY = 'sk_test_of_the_stand_in';

describe('Stripe as the provider', () => {
  let stripe: StripeStandIn;
  let stand: Stand;
  let paymentMethodId: string;
  before(async () => {
    stripe = await startStripeStandIn();
    stand = await startStand({
      PAYMENT_PROVIDER: 'stripe',
      STRIPE_SECRET_KEY: KEY,
      STRIPE_API_BASE: stripe.url,
      SHOP_URL: 'https://shop.example/',
    });
    paymentMethodId = await stand.method(card('4242424242424242'));
  });
  after(async () => {
    await stand.stop();
    await stripe.close();
  });
  const authorize = (orderId: string, method = paymentMethodId) =>
    stand.commands.call('Authorize', {
      orderId,
      userId: 'u1',
      paymentMethodId: method,
      amountMinor: 2999,
      currency: 'USD',
    });
  const intentsOf = (orderId: string) =>
    [...stripe.intents.values()].filter(({ metadata }) => metadata.reference === paymentIdOf(orderId));
  const shown = async (orderId: string) => (await stand.call('GET', `/api/payments/${paymentIdOf(orderId)}`)).body;

  it('authorises, captures and refunds one PaymentIntent', async () => {
    const orderId = stand.order();
    await authorize(orderId);
    expect(intentsOf(orderId)[0]).to.deep.include({ status: 'requires_capture', amount: 2999, currency: 'usd' });
    await stand.commands.call('Capture', { orderId });
    const path = `/api/payments/${paymentIdOf(orderId)}/refund`;
    expect((await stand.call('POST', path, { amount: 10 }, { role: 'admin' })).body['status']).to.equal(
      'PARTIALLY_REFUNDED',
    );
    expect(await stand.commands.call('Refund', { orderId })).to.deep.equal({ refundedMinor: 1999 });
    expect((await shown(orderId))['history'].map(({ type, amount }: any) => `${type} ${amount}`)).to.deep.equal([
      'authorized 29.99',
      'captured 29.99',
      'refunded 10',
      'refunded 19.99',
    ]);
    expect(intentsOf(orderId)).to.have.length(1);
  });

  describe('with a card whose bank requires the customer’s approval', () => {
    const authorizeAsking = async (orderId: string, customerMayAct: boolean) =>
      stand.commands.call('Authorize', {
        orderId,
        userId: 'u1',
        paymentMethodId: await stand.method(card('4000002500003155')),
        amountMinor: 2999,
        currency: 'USD',
        customerMayAct,
      });

    for (const approves of [true, false])
      it(`sends the customer to the bank, and records that ${approves ? 'the payment was approved' : 'the approval failed'}`, async () => {
        const orderId = stand.order();
        const reply = { paymentId: paymentIdOf(orderId), customerMustAct: true };
        expect(await authorizeAsking(orderId, true)).to.deep.equal(reply);
        const [intent] = intentsOf(orderId);
        const { url, return_url } = intent!['next_action'].redirect_to_url;
        expect(return_url).to.equal(`https://shop.example/?order=${orderId}`);
        expect(await shown(orderId)).to.deep.include({
          status: 'REQUIRES_ACTION',
          nextAction: { type: 'redirect', url },
        });
        expect(await authorizeAsking(orderId, true)).to.deep.equal(reply);
        stripe.customerAnswers(intent!, approves);
        if (approves) {
          await stand.commands.call('CompletePayment', { orderId });
          expect((await shown(orderId))['status']).to.equal('AUTHORIZED');
        } else {
          expect((await thrown(stand.commands.call('CompletePayment', { orderId }))).code).to.equal('PAYMENT_DECLINED');
          const declineCode = 'payment_intent_authentication_failure';
          expect(await shown(orderId)).to.deep.include({ status: 'DECLINED', declineCode });
        }
        expect(intentsOf(orderId)).to.have.length(1);
      });

    it('voids what the customer has not confirmed', async () => {
      const orderId = stand.order();
      await authorizeAsking(orderId, true);
      await stand.commands.call('Void', { orderId });
      expect(intentsOf(orderId)[0]!['status']).to.equal('canceled');
      expect((await shown(orderId))['status']).to.equal('VOIDED');
    });

    it('declines the payment when nobody waits for the customer', async () => {
      const refusal = await thrown(authorizeAsking(stand.order(), false));
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
      const orderId = stand.order();
      const request = { orderId, userId: 'u1', paymentMethodId, amountMinor: minor, currency };
      await stand.commands.call('Authorize', request);
      expect(intentsOf(orderId)[0]).to.deep.include({ amount: asked, currency: currency.toLowerCase() });
      await stand.commands.call('Capture', { orderId });
      const path = `/api/payments/${paymentIdOf(orderId)}/refund`;
      const parts = { KRW: 4_000, ISK: 400, KWD: 1.12 };
      const refuse = await stand.call('POST', path, { amount: 1.2345 }, { role: 'admin' });
      expect([refuse.status, refuse.body['code']]).to.deep.equal([422, 'VALIDATION_FAILED']);
      const part = await stand.call('POST', path, { amount: parts[currency] }, { role: 'admin' });
      expect(part.body).to.deep.include({ status: 'PARTIALLY_REFUNDED', refundedAmount: parts[currency], currency });
      await stand.commands.call('Refund', { orderId });
      const payment = await shown(orderId);
      expect([payment['status'], payment['refundedAmount']]).to.deep.equal(['REFUNDED', payment['amount']]);
    });

  it('reports a decline with its code', async () => {
    const orderId = stand.order();
    const declined = await stand.method(card('4000000000009995'));
    for (let i = 0; i < 2; i++)
      expect((await thrown(authorize(orderId, declined))).extra).to.deep.equal({ declineCode: 'insufficient_funds' });
    expect(await shown(orderId)).to.deep.include({ status: 'DECLINED', declineCode: 'insufficient_funds' });
  });

  for (const path of [/payment_intents$/, /confirm$/, /capture$/, /refunds$/])
    it(`moves money once when the answer to ${path.source} is lost`, async () => {
      const orderId = stand.order();
      stripe.loseAnswerTo(path);
      let lost = 0;
      const persist = async (work: () => Promise<unknown>) => {
        for (let done = false; !done;)
          done = await work().then(
            () => true,
            () => lost++ > 5,
          );
      };
      await persist(() => authorize(orderId));
      await persist(() => stand.commands.call('Capture', { orderId }));
      await persist(() => stand.commands.call('Refund', { orderId }));
      expect(lost).to.equal(1);
      expect(intentsOf(orderId)).to.have.length(1);
      expect(
        stripe.refunds.filter((refund) => refund['payment_intent'] === intentsOf(orderId)[0]!['id']),
      ).to.have.length(1);
      expect(await shown(orderId)).to.deep.include({ status: 'REFUNDED', refundedAmount: 29.99 });
    });

  it('voids what was authorised, even if its answer was lost', async () => {
    const orderId = stand.order();
    await authorize(orderId);
    await stand.commands.call('Void', { orderId });
    expect(intentsOf(orderId).map(({ status }) => status)).to.deep.equal(['canceled']);
    expect(await shown(orderId)).to.deep.include({ status: 'VOIDED' });
    const doubtful = stand.order();
    stripe.loseAnswerTo(/payment_intents$/);
    await thrown(authorize(doubtful));
    await stand.commands.call('Void', { orderId: doubtful });
    expect(intentsOf(doubtful).map(({ status }) => status)).to.deep.equal(['canceled']);
    expect((await thrown(authorize(doubtful))).code).to.equal('PAYMENT_VOIDED');
  });

  describe('with refunds that end later', () => {
    afterEach(() => (stripe.refundStatus = 'succeeded'));
    const captured = async () => {
      const orderId = stand.order();
      await authorize(orderId);
      await stand.commands.call('Capture', { orderId });
      return orderId;
    };
    const refundsOf = (orderId: string) =>
      stripe.refunds.filter((refund) => refund['payment_intent'] === intentsOf(orderId)[0]!['id']);

    it('reports a pending one as done only after Stripe does', async () => {
      const orderId = await captured();
      stripe.refundStatus = 'pending';
      for (let i = 0; i < 2; i++)
        expect((await thrown(stand.commands.call('Refund', { orderId }))).definite, 'it is in doubt').to.equal(false);
      expect(await shown(orderId)).to.deep.include({ status: 'CAPTURED' });
      refundsOf(orderId)[0]!['status'] = 'succeeded';
      expect(await stand.commands.call('Refund', { orderId })).to.deep.equal({ refundedMinor: 2999 });
      expect(refundsOf(orderId)).to.have.length(1);
    });

    it('repeats one that failed, whether at once or later', async () => {
      const orderId = await captured();
      stripe.refundStatus = 'failed';
      expect((await thrown(stand.commands.call('Refund', { orderId }))).definite).to.equal(true);
      stripe.refundStatus = 'pending';
      await thrown(stand.commands.call('Refund', { orderId }));
      refundsOf(orderId)[1]!['status'] = 'failed';
      stripe.refundStatus = 'succeeded';
      await thrown(stand.commands.call('Refund', { orderId }));
      expect(await stand.commands.call('Refund', { orderId })).to.deep.equal({ refundedMinor: 2999 });
      expect(refundsOf(orderId).map(({ status }) => status)).to.deep.equal(['failed', 'failed', 'succeeded']);
      expect(await shown(orderId)).to.deep.include({ status: 'REFUNDED' });
    });

    it('reverses one that failed after it was done, although the saga had its reply, and repeats it once', async () => {
      const orderId = await captured();
      expect(await stand.commands.call('Refund', { orderId })).to.deep.equal({ refundedMinor: 2999 });
      expect(await shown(orderId)).to.deep.include({ status: 'REFUNDED', refundedAmount: 29.99 });
      const [refund] = refundsOf(orderId);
      Object.assign(refund!, {
        status: 'failed',
        failure_reason: 'expired_or_canceled_card',
        failure_balance_transaction: { id: 'txn_1', object: 'balance_transaction', created: 1_700_000_050 },
      });
      for (let i = 0; i < 2; i++)
        expect((await stand.call('POST', `/api/payments/${paymentIdOf(orderId)}/verify`, {})).body).to.deep.include({
          status: 'CAPTURED',
          refundedAmount: 0,
          failedRefundAmount: 29.99,
        });
      const { history, refunds } = await shown(orderId);
      expect(history.at(-1)).to.deep.equal({ type: 'refund_failed', amount: 29.99, at: '2023-11-14T22:14:10.000Z' });
      expect(refunds.map(({ status }: any) => status)).to.deep.equal(['FAILED']);
      const message = await stand.commands.call('Inspect', { orderId });
      expect([message.status, message.refundedMinor]).to.deep.equal(['CAPTURED', 0]);
      for (let i = 0; i < 2; i++)
        expect(await stand.commands.call('Refund', { orderId })).to.deep.equal({ refundedMinor: 2999 });
      expect(refundsOf(orderId).map(({ status }) => status)).to.deep.equal(['failed', 'succeeded']);
      const after = await shown(orderId);
      expect(after).to.deep.include({ status: 'REFUNDED', refundedAmount: 29.99 });
      expect(after).to.not.have.property('failedRefundAmount');
    });

    it('adopts one that was made in the dashboard, and makes no other', async () => {
      const orderId = await captured();
      const { id } = intentsOf(orderId)[0]!;
      const created = 1_700_000_009;
      stripe.refunds.push({
        id: 're_dash',
        payment_intent: id,
        amount: 2999,
        metadata: {},
        status: 'succeeded',
        created,
      });
      for (let i = 0; i < 2; i++)
        expect(await stand.commands.call('Refund', { orderId })).to.deep.equal({ refundedMinor: 0 });
      expect(await shown(orderId)).to.deep.include({ status: 'REFUNDED', refundedAmount: 29.99 });
    });

    it('stores a bounded list of refused ones', async () => {
      const orderId = await captured();
      stripe.refundStatus = 'failed';
      for (let i = 0; i < 14; i++) await thrown(stand.commands.call('Refund', { orderId }));
      const payments = stand.database.collection<Record<string, any>>('payments');
      const payment = await payments.findOne({ orderId });
      expect(payment!['refunds']).to.have.length(10);
      stripe.refundStatus = 'succeeded';
      expect(await stand.commands.call('Refund', { orderId })).to.deep.equal({ refundedMinor: 2999 });
      expect(new Set(refundsOf(orderId).map(({ metadata }) => metadata.key)).size).to.equal(15);
    });
  });

  it('gives the books of other payments when it does not know one of them', async () => {
    const [known, unknown] = [stand.order(), stand.order()];
    for (const orderId of [known, unknown]) await authorize(orderId);
    stripe.intents.delete(intentsOf(unknown)[0]!['id']);
    const seen = new Map<string, boolean>();
    for await (const { payment, providerAuthorizedMinor } of stand.commands.stream('Audit', {
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
      for await (const page of stand.commands.stream('AuditCharges', { sinceMs: 1 })) found.push(...page.unknown);
      return found;
    };
    // more than one page of a hundred
    for (let n = 0; n < 120; n++)
      stripe.intents.set(`pi_other_${n}`, {
        id: `pi_other_${n}`,
        amount: 5,
        amount_received: 5,
        currency: 'usd',
        metadata: {},
        status: 'succeeded',
        created: 1_700_000_000,
        latest_charge: null,
      });
    const [held, kept, given] = [stand.order(), stand.order(), stand.order()];
    for (const orderId of [held, kept, given]) await authorize(orderId);
    for (const orderId of [kept, given]) await stand.commands.call('Capture', { orderId });
    await stand.commands.call('Refund', { orderId: given });
    await stand.call('POST', `/api/payments/${paymentIdOf(kept)}/refund`, { amount: 10 }, { role: 'admin' });
    expect(await unknown()).to.deep.equal([]);
    const ids = [held, kept, given].map(paymentIdOf);
    await stand.database.collection('payments').deleteMany({ _id: { $in: ids as never[] } });
    expect(await unknown()).to.have.deep.members(
      [
        [held, 2999],
        [kept, 1999],
      ].map(([orderId, amountMinor]) => ({
        providerRef: intentsOf(String(orderId))[0]!['id'],
        reference: paymentIdOf(String(orderId)),
        currency: 'USD',
        amountMinor,
        madeAtMs: 1_700_000_000_000,
      })),
    );
  });

  it('is asked for its books after a signed webhook about a change', async () => {
    const orderId = stand.order();
    stripe.loseAnswerTo(/confirm$/);
    await thrown(authorize(orderId));
    expect((await shown(orderId))['status']).to.equal('PENDING');
    const object = { object: 'payment_intent', metadata: { reference: paymentIdOf(orderId) } };
    const type = 'payment_intent.amount_capturable_updated';
    const payload = JSON.stringify({ id: 'evt_1', object: 'event', type, data: { object } });
    const send = (secret: string) =>
      fetch(`http://127.0.0.1:${stand.app.ports.http}/provider/webhooks`, {
        method: 'POST',
        headers: { 'stripe-signature': new Stripe(KEY).webhooks.generateTestHeaderString({ payload, secret }) },
        body: payload,
      });
    expect((await send('another-secret-of-at-least-32-characters')).status).to.equal(401);
    expect((await shown(orderId))['status']).to.equal('PENDING');
    expect((await send(WEBHOOK_SECRET)).status).to.equal(204);
    expect((await shown(orderId))['status']).to.equal('AUTHORIZED');
  });

  describe('sends webhooks of refunds', () => {
    afterEach(() => (stripe.refundStatus = 'succeeded'));
    const send = async (type: string, object: Record<string, unknown>) => {
      const payload = JSON.stringify({ id: 'evt_r', object: 'event', type, data: { object } });
      const signature = new Stripe(KEY).webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET });
      const url = `http://127.0.0.1:${stand.app.ports.http}/provider/webhooks`;
      return (await fetch(url, { method: 'POST', headers: { 'stripe-signature': signature }, body: payload })).status;
    };
    const captured = async () => {
      const orderId = stand.order();
      await authorize(orderId);
      await stand.commands.call('Capture', { orderId });
      return orderId;
    };
    const refunded = (orderId: string) =>
      stand.call('POST', `/api/payments/${paymentIdOf(orderId)}/refund`, { amount: 10 }, { role: 'admin' });

    const refundRest = (orderId: string) =>
      stand.call('POST', `/api/payments/${paymentIdOf(orderId)}/refund`, {}, { role: 'admin' });

    for (const [ends, type, status, shownAs, amount] of [
      ['succeeded', 'refund.updated', 'PARTIALLY_REFUNDED', 'DONE', 10],
      ['failed', 'refund.failed', 'CAPTURED', 'FAILED', 0],
    ] as const)
      it(`that were pending and have ${ends}`, async () => {
        const orderId = await captured();
        stripe.refundStatus = 'pending';
        const pending = (await refunded(orderId)).body;
        expect(pending).to.deep.include({ status: 'CAPTURED', refundedAmount: 0 });
        expect(pending['refunds'].map(({ status }: any) => status)).to.deep.equal(['PENDING']);
        const refund = stripe.refunds.at(-1)!;
        refund['status'] = ends;
        expect(await send(type, refund)).to.equal(204);
        const payment = await shown(orderId);
        expect(payment).to.deep.include({ status, refundedAmount: amount });
        expect(payment['refunds'].map((each: any) => [each.amount, each.status])).to.deep.equal([[10, shownAs]]);
      });

    for (const type of ['refund.failed', 'charge.refund.updated'])
      it(`that were done and have failed, by ${type}`, async () => {
        const orderId = await captured();
        expect((await refunded(orderId)).body).to.deep.include({ status: 'PARTIALLY_REFUNDED', refundedAmount: 10 });
        const refund = stripe.refunds.at(-1)!;
        refund['status'] = 'failed';
        for (let i = 0; i < 2; i++) expect(await send(type, refund)).to.equal(204);
        const payment = await shown(orderId);
        expect(payment).to.deep.include({ status: 'CAPTURED', refundedAmount: 0, failedRefundAmount: 10 });
        expect(payment['history'].map(({ type }: any) => type)).to.deep.equal([
          'authorized',
          'captured',
          'refunded',
          'refund_failed',
        ]);
        // a repeated refund replaces the failed one, once
        expect((await refunded(orderId)).body).to.deep.include({ status: 'PARTIALLY_REFUNDED', refundedAmount: 10 });
        expect(await shown(orderId)).to.not.have.property('failedRefundAmount');
        expect((await refundRest(orderId)).body).to.deep.include({ status: 'REFUNDED', refundedAmount: 29.99 });
      });

    it('that were made in the dashboard, and is asked for their charge', async () => {
      const orderId = await captured();
      const refund = {
        id: `re_dash_${orderId}`,
        object: 'refund',
        payment_intent: intentsOf(orderId)[0]!['id'],
        amount: 1000,
        metadata: {},
        status: 'succeeded',
        created: 1_700_000_009,
      };
      stripe.refunds.push(refund);
      expect(await send('refund.created', refund)).to.equal(204);
      expect(await shown(orderId)).to.deep.include({ status: 'PARTIALLY_REFUNDED', refundedAmount: 10 });
      expect(await send('refund.created', { ...refund, payment_intent: 'pi_of_nobody' })).to.equal(204);
      stripe.refuseAll = true;
      expect(await send('refund.created', refund), 'it comes again').to.equal(503);
      stripe.refuseAll = false;
    });

    it('or loses them: refunds of the dashboard and late failures are found, once', async () => {
      const [given, kept, foreign] = [await captured(), await captured(), 'pi_of_nobody'];
      expect((await refunded(kept)).body).to.deep.include({ refundedAmount: 10 });
      const created = Math.floor(Date.now() / 1000);
      Object.assign(stripe.refunds.at(-1)!, { status: 'failed', created });
      for (const intent of [intentsOf(given)[0]!['id'], foreign])
        stripe.refunds.push({
          id: `re_dash_${intent}`,
          object: 'refund',
          payment_intent: intent,
          amount: 500,
          metadata: {},
          status: 'succeeded',
          created,
        });
      // more than one page of a hundred
      for (let n = 0; n < 120; n++) stripe.refunds.push({ ...stripe.refunds.at(-1)!, id: `re_other_${n}` });
      expect(await stand.app.findRefunds()).to.equal(2);
      expect(await shown(given)).to.deep.include({ status: 'PARTIALLY_REFUNDED', refundedAmount: 5 });
      expect(await shown(kept)).to.deep.include({ status: 'CAPTURED', refundedAmount: 0, failedRefundAmount: 10 });
      const calls = stripe.calls.length;
      expect(await stand.app.findRefunds()).to.equal(0);
      expect(stripe.calls.slice(calls).filter((call) => call !== 'GET /v1/refunds')).to.deep.equal([]);
      stripe.refuseAll = true;
      expect(await stand.app.findRefunds(), 'the next call is an hour later').to.equal(0);
      stripe.refuseAll = false;
    });
  });

  it('is counted in metrics: the money that moves, declines and calls', async () => {
    const counted = async () => {
      const text = await (await fetch(`http://127.0.0.1:${stand.app.ports.http}/metrics`)).text();
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
    const [kept, voided] = [stand.order(), stand.order()];
    for (const orderId of [kept, voided]) await authorize(orderId);
    stripe.loseAnswerTo(/capture$/);
    await thrown(stand.commands.call('Capture', { orderId: kept }));
    await stand.commands.call('Capture', { orderId: kept });
    await stand.call('POST', `/api/payments/${paymentIdOf(kept)}/refund`, { amount: 10 }, { role: 'admin' });
    await stand.commands.call('Void', { orderId: voided });
    await thrown(authorize(stand.order(), await stand.method(card('4000000000009995'))));
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

  it('gets 400 for a signed webhook that is malformed, and 204 for one that does not concern us', async () => {
    const send = async (payload: string) => {
      const signature = new Stripe(KEY).webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET });
      const url = `http://127.0.0.1:${stand.app.ports.http}/provider/webhooks`;
      const headers = { 'stripe-signature': signature };
      return (await fetch(url, { method: 'POST', headers, body: payload })).status;
    };
    const event = (object: unknown) =>
      JSON.stringify({ id: 'evt_2', object: 'event', type: 'charge.updated', data: { object } });
    for (const each of ['null', '[]', '{', '{}', '{"id":"x","type":7}', '{"id":"x","type":"charge.updated"}'])
      expect(await send(each), each).to.equal(400);
    for (const object of [null, 'text', { metadata: 1 }, { metadata: { reference: { $gt: '' } } }])
      expect(await send(event(object)), JSON.stringify(object)).to.equal(400);
    for (const each of [event({}), event({ metadata: null }), event({ metadata: { reference: 'unknown', key: 'k' } })])
      expect(await send(each), each).to.equal(204);
    expect(await send('{"id":"x","type":"account.updated"}')).to.equal(204);
  });

  it('does not accept expired test cards', async () => {
    const body = { paymentMethod: 'credit_card', cardDetails: card('4242424242424242', '12/20') };
    expect((await stand.call('POST', '/api/payment-methods', body)).status).to.equal(422);
  });

  it('leaves no card number in a log or error', () => {
    expect(stand.log.join('')).not.to.match(/4242424242424242|4000000000009995/);
  });
});
