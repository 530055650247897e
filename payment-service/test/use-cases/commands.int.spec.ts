import type { PaymentAudit__Output as PaymentAudit } from '@shop/protos/generated/shop/v1/PaymentAudit';
import type { AnyJson } from '@shop/testkit/json';
import { expect } from 'chai';
import { until } from '@shop/testkit/until';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { card, startStand, thrown, type Stand } from '../support/stand.js';

describe('the saga’s commands', () => {
  let stand: Stand;
  let paymentMethodId: string;
  before(async () => {
    stand = await startStand({ WEBHOOK_URL: 'http://127.0.0.1:9/nobody' });
    paymentMethodId = await stand.method();
  });
  after(() => stand.stop());
  afterEach(() => stand.disarm());

  const authorize = (orderId: string, method = paymentMethodId) =>
    stand.commands.call('Authorize', {
      orderId,
      userId: 'u1',
      paymentMethodId: method,
      amountMinor: 2999,
      currency: 'USD',
    });
  const inspect = (orderId: string) => stand.commands.call('Inspect', { orderId });
  const types = async (orderId: string) =>
    ((await stand.books(paymentIdOf(orderId)))?.movements ?? []).map(({ type }: { type: string }) => type);
  const coded = async (work: Promise<unknown>) => {
    const { status, code } = await thrown(work);
    return [status, code];
  };

  it('answer a duplicate with the first reply and move no more money', async () => {
    const orderId = stand.order();
    const paymentId = paymentIdOf(orderId);
    for (const reply of await Promise.all([authorize(orderId), authorize(orderId), authorize(orderId)]))
      expect(reply).to.deep.equal({ paymentId, customerMustAct: false });
    const captures = await Promise.all([1, 2, 3].map(() => stand.commands.call('Capture', { orderId })));
    for (const reply of captures) expect(reply).to.deep.equal({ paymentId });
    expect(await types(orderId)).to.deep.equal(['authorized', 'captured']);
    expect(await inspect(orderId)).to.deep.include({ status: 'CAPTURED', amountMinor: 2999, refundedMinor: 0 });
  });

  it('answer a decline definitely, every time, with its code', async () => {
    const orderId = stand.order();
    const declined = await stand.method(card('4000000000009995'));
    for (let i = 0; i < 2; i++) {
      const problem = await thrown(authorize(orderId, declined));
      expect([problem.definite, problem.code, problem.extra]).to.deep.equal([
        true,
        'PAYMENT_DECLINED',
        { declineCode: 'insufficient_funds' },
      ]);
    }
    await stand.commands.call('Void', { orderId });
    expect((await inspect(orderId)).status).to.equal('DECLINED');
  });

  it('refuse an unknown payment method, and one of another user', async () => {
    const theirs = await stand.method(undefined, 'u2');
    for (const method of ['none', theirs])
      expect(await coded(authorize(stand.order(), method))).to.deep.equal([404, 'PAYMENT_METHOD_NOT_FOUND']);
    expect(await stand.commands.call('GetMethod', { paymentMethodId, userId: 'u1' })).to.deep.include({
      brand: 'visa',
      last4: '4242',
    });
    expect(await coded(stand.commands.call('GetMethod', { paymentMethodId, userId: 'u2' }))).to.deep.equal([
      404,
      'PAYMENT_METHOD_NOT_FOUND',
    ]);
  });

  it('refuse what was refused once: an attempt that still had the card when it was removed charges nothing', async () => {
    const orderId = stand.order();
    expect(await coded(authorize(orderId, 'removed'))).to.deep.equal([404, 'PAYMENT_METHOD_NOT_FOUND']);
    expect(await coded(authorize(orderId))).to.deep.equal([404, 'PAYMENT_METHOD_NOT_FOUND']);
    expect(await types(orderId)).to.deep.equal([]);
    expect((await inspect(orderId)).status).to.equal('FAILED');
  });

  const payments = () => stand.database.collection<{ _id: string; nextCheckAt: Date | null }>('payments');
  const inDoubt = async (orderId: string) =>
    (await payments().findOne({ _id: paymentIdOf(orderId) }))!.nextCheckAt !== null;

  it('void a payment that failed, and leave it in no doubt', async () => {
    const orderId = stand.order();
    await coded(authorize(orderId, 'removed'));
    await stand.commands.call('Void', { orderId });
    expect([(await inspect(orderId)).status, await inDoubt(orderId)]).to.deep.equal(['FAILED', false]);
  });

  it('free what the provider holds for a payment that counts as failed', async () => {
    const orderId = stand.order();
    const _id = paymentIdOf(orderId);
    await authorize(orderId);
    const reply = { refused: 'PROVIDER_REFUSED' };
    const failed = { status: 'FAILED', ledger: [], 'marks.authorize': { state: 'done', reply } };
    await payments().updateOne({ _id }, { $set: failed, $inc: { revision: 1 } });
    await stand.commands.call('Void', { orderId });
    expect([await types(orderId), await inDoubt(orderId)]).to.deep.equal([['authorized', 'voided'], false]);
  });

  it('end the doubt about a failed payment that an earlier release has voided', async () => {
    const orderId = stand.order();
    const _id = paymentIdOf(orderId);
    await coded(authorize(orderId, 'removed'));
    const asked = { 'calls.void': { key: `${_id}:void`, at: new Date() }, nextCheckAt: new Date(0) };
    await payments().updateOne({ _id }, { $set: asked, $inc: { revision: 1 } });
    await stand.app.reconcile();
    expect(await inDoubt(orderId)).to.equal(false);
  });

  it('leave a tombstone for an undo before its do, and refuse the late do', async () => {
    const orderId = stand.order();
    await stand.commands.call('Void', { orderId });
    await stand.commands.call('Void', { orderId });
    expect(await coded(authorize(orderId))).to.deep.equal([409, 'PAYMENT_VOIDED']);
    expect(await types(orderId)).to.deep.equal([]);
    expect(await coded(inspect(orderId))).to.deep.equal([404, 'PAYMENT_NOT_FOUND']);
    const id = paymentIdOf(orderId);
    expect((await stand.call('GET', `/api/payments/${id}`, undefined, { role: 'admin' })).status).to.equal(404);
  });

  it('void what was authorised, and refuse to authorise or capture it again', async () => {
    const orderId = stand.order();
    await authorize(orderId);
    await stand.commands.call('Void', { orderId });
    await stand.commands.call('Void', { orderId });
    expect(await types(orderId)).to.deep.equal(['authorized', 'voided']);
    expect((await inspect(orderId)).status).to.equal('VOIDED');
    expect(await coded(authorize(orderId))).to.deep.equal([409, 'PAYMENT_VOIDED']);
    expect(await coded(stand.commands.call('Capture', { orderId }))).to.deep.equal([409, 'PAYMENT_VOIDED']);
  });

  for (const side of ['before', 'after'] as const)
    it(`let the void win over an authorise that hangs at the provider ${side} it takes effect`, async () => {
      const orderId = stand.order();
      await stand.arm('provider', `provider.authorize.${side}`, 'delay', { delayMs: 400 });
      const late = coded(authorize(orderId));
      await until('the provider has the call', async () => (await stand.armed('provider')) === 0);
      await stand.commands.call('Void', { orderId });
      expect(await late).to.deep.equal([409, 'PAYMENT_VOIDED']);
      const moved = await types(orderId);
      expect(moved.filter((type: string) => type === 'authorized')).to.have.length(
        moved.filter((type: string) => type === 'voided').length,
      );
      expect((await stand.books(paymentIdOf(orderId))).voided).to.equal(true);
      expect((await inspect(orderId)).status).to.equal('VOIDED');
    });

  it('refuse to void a captured payment', async () => {
    const orderId = stand.order();
    await authorize(orderId);
    await stand.commands.call('Capture', { orderId });
    expect(await coded(stand.commands.call('Void', { orderId }))).to.deep.equal([409, 'PAYMENT_CAPTURED']);
    expect((await inspect(orderId)).status).to.equal('CAPTURED');
  });

  it('leave the outcome in doubt when the provider hangs, and charge once when sent again', async () => {
    for (const point of ['provider.authorize.before', 'provider.authorize.after']) {
      const orderId = stand.order();
      await stand.arm('provider', point, 'hang', { delayMs: 2_500 });
      const problem = await thrown(authorize(orderId));
      expect([problem.status, problem.definite], point).to.deep.equal([504, false]);
      await authorize(orderId);
      expect(await types(orderId), point).to.deep.equal(['authorized']);
    }
  });

  it('charge once when the reply of the provider or of payment-service is lost', async () => {
    for (const [where, point] of [
      ['provider', 'provider.authorize.after'],
      ['app', 'payment.provider-call.after'],
      ['app', 'payment.authorize.after'],
      ['app', 'payment.db-write.before'],
    ] as const) {
      const orderId = stand.order();
      await stand.arm(
        where,
        point,
        where === 'provider' || point.startsWith('payment.auth') ? 'drop-reply' : 'unavailable',
        // the client retries for a while when the connection is lost
        { times: point === 'payment.authorize.after' ? 6 : 1 },
      );
      expect((await thrown(authorize(orderId))).definite, point).to.equal(false);
      await authorize(orderId);
      await stand.commands.call('Capture', { orderId });
      expect(await types(orderId), point).to.deep.equal(['authorized', 'captured']);
    }
  });

  it('resolve a call in doubt by Inspect and by the reconciler', async () => {
    for (const ask of [
      (orderId: string) => inspect(orderId),
      async (orderId: string) => {
        await stand.app.reconcile();
        return stand.commands.call('Inspect', { orderId });
      },
    ]) {
      const orderId = stand.order();
      await stand.arm('provider', 'provider.authorize.after', 'drop-reply');
      await thrown(authorize(orderId));
      const id = paymentIdOf(orderId);
      expect((await stand.call('GET', `/api/payments/${id}`)).body['status']).to.equal('PENDING');
      expect((await ask(orderId)).status).to.equal('AUTHORIZED');
      // the saga retries it, unaware of that
      expect(await authorize(orderId)).to.deep.equal({ paymentId: id, customerMustAct: false });
    }
  });

  it('resolve a call in doubt by verify, for its owner only', async () => {
    const orderId = stand.order();
    await stand.arm('provider', 'provider.authorize.after', 'drop-reply');
    await thrown(authorize(orderId));
    const { status, body } = await stand.call('POST', `/api/payments/${paymentIdOf(orderId)}/verify`);
    expect([status, body['status'], body['history'].length]).to.deep.equal([200, 'AUTHORIZED', 1]);
    const other = await stand.call('POST', `/api/payments/${paymentIdOf(orderId)}/verify`, undefined, { user: 'u2' });
    expect(other.status).to.equal(404);
  });

  it('continue with the provider’s charges after a restart of the provider', async () => {
    const orderId = stand.order();
    await authorize(orderId);
    await stand.restartProvider();
    await stand.commands.call('Capture', { orderId });
    expect(await types(orderId)).to.deep.equal(['authorized', 'captured']);
  });

  it('refuse requests that are incomplete', async () => {
    for (const request of [{}, { orderId: 'a'.repeat(200) }, { orderId: '{"$gt":""}' }])
      expect(await coded(stand.commands.call('Void', request))).to.deep.equal([422, 'VALIDATION_FAILED']);
    expect(await coded(stand.commands.call('Capture', { orderId: 'unknown' }))).to.deep.equal([
      404,
      'PAYMENT_NOT_FOUND',
    ]);
  });

  it('audit every payment beside the provider’s books', async () => {
    const orderId = stand.order();
    await authorize(orderId);
    await stand.commands.call('Capture', { orderId });
    const seen = new Map<string, AnyJson>();
    for await (const each of stand.commands.stream('Audit', {})) seen.set(each.payment!.orderId, each);
    expect(seen.get(orderId)).to.deep.include({
      ledgerAuthorizedMinor: 2999,
      ledgerCapturedMinor: 2999,
      ledgerRefundedMinor: 0,
      captures: 1,
      providerAuthorizedMinor: 2999,
      providerCapturedMinor: 2999,
      providerKnown: true,
      tombstone: false,
    });
    for (const { payment, ...sums } of seen.values()) {
      expect(sums.ledgerAuthorizedMinor, payment.status).to.equal(sums.providerAuthorizedMinor);
      expect(sums.ledgerCapturedMinor, payment.status).to.equal(sums.providerCapturedMinor);
    }
    expect([...seen.values()].some(({ tombstone }) => tombstone)).to.equal(true);
    // enough for all calls: when one call for many books fails, the payments are asked for one by one
    await stand.arm('app', 'payment.provider-books.before', 'unavailable', { times: 1_000 });
    const known = [];
    for await (const { payment, tombstone, providerKnown } of stand.commands.stream('Audit', {}))
      // nothing is to be known of those that failed
      if (!tombstone && payment!.status !== 'FAILED') known.push(providerKnown);
    expect(known).to.not.include(true);
    await stand.disarm();
    await until('the books are known again', async () => {
      for await (const each of stand.commands.stream('Audit', {}))
        if (!each.tombstone && !each.providerKnown) return false;
      return true;
    });
  });

  it('audit without books: only the orders that have payments, from an id on', async () => {
    const placed = [stand.order(), stand.order(), stand.order()];
    for (const orderId of placed) await authorize(orderId);
    const audited = async (after: string) => {
      const seen: PaymentAudit[] = [];
      for await (const each of stand.commands.stream('Audit', { withoutBooks: true, after })) seen.push(each);
      return seen;
    };
    const all = await audited('');
    const ids = all.map(({ payment }) => payment!.id);
    expect(all.map(({ payment }) => payment!.orderId)).to.include.members(placed);
    expect(ids).to.deep.equal([...ids].sort());
    expect(all[0]).to.deep.include({ ledgerAuthorizedMinor: 0, providerKnown: false });
    expect(all[0]!.payment).to.deep.include({ userId: '', currency: '' });
    expect((await audited(ids[1]!)).map(({ payment }) => payment!.id)).to.deep.equal(ids.slice(2));
  });
});
