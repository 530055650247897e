import { expect } from 'chai';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { APPROVED, startStand, thrown, type Stand } from '../support/stand.js';

describe('refunds', () => {
  let stand: Stand;
  before(async () => {
    stand = await startStand({ WEBHOOK_URL: 'http://127.0.0.1:9/nobody' });
  });
  after(() => stand.stop());

  /** Captures a payment of 29.99; returns the order's id and its own. */
  async function paid(): Promise<{ orderId: string; id: string }> {
    const orderId = stand.order();
    const body = { orderId, amount: 29.99, paymentMethod: 'credit_card', cardDetails: APPROVED };
    expect((await stand.call('POST', '/api/payments', body)).status).to.equal(201);
    return { orderId, id: paymentIdOf(orderId) };
  }
  const refund = (id: string, body: object = {}, key?: string) =>
    stand.call('POST', `/api/payments/${id}/refund`, body, { role: 'admin', user: 'admin', ...(key ? { key } : {}) });
  const refunded = async (id: string) =>
    (await stand.books(id)).movements
      .filter(({ type }: { type: string }) => type === 'refunded')
      .reduce((sum: number, { amountMinor }: { amountMinor: number }) => sum + amountMinor, 0);

  it('give back parts, then the rest, and never more than was captured', async () => {
    const { id } = await paid();
    expect((await refund(id, { amount: 10 })).body).to.deep.include({
      status: 'PARTIALLY_REFUNDED',
      refundedAmount: 10,
      amount: 29.99,
    });
    const large = await refund(id, { amount: 20 });
    expect([large.status, large.body['code'], large.body['refundable']]).to.deep.equal([
      409,
      'REFUND_TOO_LARGE',
      19.99,
    ]);
    expect((await refund(id)).body).to.deep.include({ status: 'REFUNDED', refundedAmount: 29.99 });
    for (const body of [{}, { amount: 1 }])
      expect((await refund(id, body)).body['code']).to.equal('PAYMENT_NOT_REFUNDABLE');
    expect(await refunded(id)).to.equal(2999);
  });

  it('are only for administrators, known payments and valid amounts', async () => {
    const { id } = await paid();
    const mine = await stand.call('POST', `/api/payments/${id}/refund`, {});
    expect([mine.status, mine.body['code']]).to.deep.equal([403, 'FORBIDDEN']);
    expect((await refund('unknown')).body['code']).to.equal('PAYMENT_NOT_FOUND');
    for (const amount of [0, -1, 1.001, '1', null])
      expect((await refund(id, { amount })).body['code'], String(amount)).to.equal('VALIDATION_FAILED');
  });

  it('are at most a hundred parts, and the last one must be the whole rest', async () => {
    const { id } = await paid();
    const refunds = Array.from({ length: 99 }, (_, i) => ({
      key: `k${i}`,
      at: new Date(),
      amountMinor: 1,
      state: 'done',
    }));
    await stand.database.collection('payments').updateOne({ _id: id } as object, { $set: { refunds } });
    const part = await refund(id, { amount: 1 });
    expect([part.status, part.body['code']]).to.deep.equal([409, 'PAYMENT_NOT_REFUNDABLE']);
    expect(part.body['detail']).to.match(/at most 100 parts: leave the amount out/);
    expect((await refund(id)).body).to.deep.include({ status: 'REFUNDED' });
  });

  it('are done once for one key, even when the first answer was lost', async () => {
    const { id } = await paid();
    await stand.arm('provider', 'provider.refund.after', 'drop-reply');
    expect((await refund(id, { amount: 5 }, 'r1')).status).to.equal(503);
    expect((await refund(id, { amount: 5 }, 'r1')).body).to.deep.include({ refundedAmount: 5 });
    expect((await refund(id, { amount: 5 }, 'r1')).headers.get('idempotent-replayed')).to.equal('true');
    expect(await refunded(id)).to.equal(500);
    expect((await refund(id, { amount: 5 }, 'r2')).body).to.deep.include({ refundedAmount: 10 });
  });

  it('are refused for a key under which the provider has refused one since, when nobody was told', async () => {
    const { id } = await paid();
    await stand.arm('provider', 'provider.refund.before', 'drop-reply');
    expect((await refund(id, { amount: 5 }, 'refused since')).status).to.equal(503);
    await stand.arm('provider', 'provider.refund.before', 'error');
    await stand.app.reconcile();
    const again = await refund(id, { amount: 5 }, 'refused since');
    expect([again.status, again.body['code'], await refunded(id)]).to.deep.equal([409, 'PROVIDER_REFUSED', 0]);
  });

  it('are done once for a call without a key that the gateway retries', async () => {
    const { id } = await paid();
    const attempt = (n: number) =>
      stand.call('POST', `/api/payments/${id}/refund`, { amount: 5 }, { role: 'admin', gatewayCall: `call-1 ${n}` });
    for (const n of [1, 2]) expect((await attempt(n)).body, String(n)).to.deep.include({ refundedAmount: 5 });
    expect(await refunded(id)).to.equal(500);
  });

  it('never exceed what was captured, even when sent at once', async () => {
    const { id } = await paid();
    const answers = await Promise.all(Array.from({ length: 8 }, () => refund(id, { amount: 10 })));
    expect(answers.filter(({ status }) => status === 200)).to.have.length(2);
    expect(await refunded(id)).to.equal(2000);
  });

  it('in doubt are completed by the reconciler, once', async () => {
    for (const point of ['provider.refund.before', 'provider.refund.after']) {
      const { id } = await paid();
      await stand.arm('provider', point, 'drop-reply');
      expect((await refund(id, { amount: 7 })).status).to.equal(503);
      await stand.app.reconcile();
      await stand.app.reconcile();
      expect(await refunded(id), point).to.equal(700);
      expect((await stand.call('GET', `/api/payments/${id}`)).body).to.deep.include({ refundedAmount: 7 });
    }
  });

  it('of the cancel saga refund what remains, once', async () => {
    const { id, orderId } = await paid();
    await refund(id, { amount: 9.99 });
    for (let i = 0; i < 2; i++)
      expect(await stand.commands.call('Refund', { orderId })).to.deep.equal({ refundedMinor: 2000 });
    expect(await refunded(id)).to.equal(2999);
    const all = await paid();
    await refund(all.id);
    expect(await stand.commands.call('Refund', { orderId: all.orderId })).to.deep.equal({ refundedMinor: 0 });
  });

  it('of the cancel saga that the provider refuses are not reported as done, and a repeated call refunds them', async () => {
    const { id, orderId } = await paid();
    await stand.arm('provider', 'provider.refund.before', 'error', { times: 2 });
    for (let refusal = 0; refusal < 2; refusal++) {
      expect((await thrown(stand.commands.call('Refund', { orderId }))).definite).to.equal(true);
      expect(await refunded(id)).to.equal(0);
    }
    for (let i = 0; i < 2; i++)
      expect(await stand.commands.call('Refund', { orderId })).to.deep.equal({ refundedMinor: 2999 });
    expect(await refunded(id)).to.equal(2999);
  });

  it('of the cancel saga first finish an administrator’s refund in doubt', async () => {
    const { id, orderId } = await paid();
    await stand.arm('provider', 'provider.refund.after', 'drop-reply');
    expect((await refund(id, { amount: 9.99 })).status).to.equal(503);
    await stand.arm('provider', 'provider.refund.after', 'drop-reply');
    for (let done = false; !done;)
      done = await stand.commands.call('Refund', { orderId }).then(
        () => true,
        () => false,
      );
    expect(await refunded(id)).to.equal(2999);
    expect((await stand.call('GET', `/api/payments/${id}`)).body['status']).to.equal('REFUNDED');
  });

  describe('of the cancel saga void what was not captured', () => {
    const NEVER_CAPTURED = { number: '4000000000000036', expiry: '12/40', cvv: '987' };
    const authorized = async (details?: typeof NEVER_CAPTURED) => {
      const orderId = stand.order();
      const paymentMethodId = await stand.method(details);
      const request = { orderId, userId: 'u1', paymentMethodId, amountMinor: 2999, currency: 'USD' };
      await stand.commands.call('Authorize', request);
      return orderId;
    };
    const status = async (orderId: string) => (await stand.commands.call('Inspect', { orderId })).status;
    const giveBack = (orderId: string) => stand.commands.call('Refund', { orderId });
    const types = async (orderId: string) =>
      ((await stand.books(paymentIdOf(orderId)))?.movements ?? []).map(({ type }: { type: string }) => type);

    it('when its capture was refused definitely', async () => {
      const orderId = await authorized(NEVER_CAPTURED);
      for (let i = 0; i < 2; i++)
        expect((await thrown(stand.commands.call('Capture', { orderId }))).code).to.equal('CAPTURE_REFUSED');
      for (let i = 0; i < 2; i++) expect(await giveBack(orderId)).to.deep.equal({ refundedMinor: 0 });
      expect([await status(orderId), await types(orderId)]).to.deep.equal(['VOIDED', ['authorized', 'voided']]);
      expect((await thrown(stand.commands.call('Capture', { orderId }))).definite).to.equal(true);
    });

    it('when no capture was sent yet, and refuse a late one', async () => {
      const orderId = await authorized();
      expect(await giveBack(orderId)).to.deep.equal({ refundedMinor: 0 });
      expect((await thrown(stand.commands.call('Capture', { orderId }))).code).to.equal('PAYMENT_VOIDED');
      expect(await types(orderId)).to.deep.equal(['authorized', 'voided']);
    });

    it('when the answer to the void is lost', async () => {
      const orderId = await authorized(NEVER_CAPTURED);
      await thrown(stand.commands.call('Capture', { orderId }));
      await stand.arm('provider', 'provider.void.after', 'drop-reply');
      const twice = await giveBack(orderId).catch(() => giveBack(orderId));
      expect([twice, await status(orderId)]).to.deep.equal([{ refundedMinor: 0 }, 'VOIDED']);
    });

    it('and refund what a capture in doubt has taken', async () => {
      const orderId = await authorized();
      await stand.arm('provider', 'provider.capture.after', 'drop-reply');
      await stand.commands.call('Capture', { orderId }).catch(() => undefined);
      expect(await giveBack(orderId)).to.deep.equal({ refundedMinor: 2999 });
      expect(await types(orderId)).to.deep.equal(['authorized', 'captured', 'refunded']);
    });

    it('and either refund or void, never both, when capture and refund come at the same moment', async () => {
      for (let round = 0; round < 8; round++) {
        const orderId = await authorized();
        const capturing = stand.commands.call('Capture', { orderId }).catch(() => undefined);
        const { refundedMinor } = await giveBack(orderId).catch(() => giveBack(orderId));
        await capturing;
        const ended = await types(orderId);
        expect(ended).to.deep.equal(
          refundedMinor > 0 ? ['authorized', 'captured', 'refunded'] : ['authorized', 'voided'],
        );
      }
    });

    it('and do nothing for an order without a payment, and refuse a late one', async () => {
      const orderId = stand.order();
      expect(await giveBack(orderId)).to.deep.equal({ refundedMinor: 0 });
      const paymentMethodId = await stand.method();
      const request = { orderId, userId: 'u1', paymentMethodId, amountMinor: 2999, currency: 'USD' };
      expect((await thrown(stand.commands.call('Authorize', request))).code).to.equal('PAYMENT_VOIDED');
    });
  });

  it('are refused for a payment that was never captured', async () => {
    const orderId = stand.order();
    const request = {
      orderId,
      userId: 'u1',
      paymentMethodId: await stand.method(),
      amountMinor: 2999,
      currency: 'USD',
    };
    await stand.commands.call('Authorize', request);
    expect((await refund(paymentIdOf(orderId))).body['code']).to.equal('PAYMENT_NOT_REFUNDABLE');
  });
});
