import type { JsonObject } from '@shop/testkit/json';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { v7 } from 'uuid';
import { keyOfChange } from '../../dist/domain/failed-refund.js';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { APPROVED, card, startStand, thrown, type Stand } from '../support/stand.js';

const ADMIN = { role: 'admin', user: 'admin' } as const;

describe('the difference of a change of a paid order', () => {
  let stand: Stand;
  before(async () => {
    stand = await startStand({ WEBHOOK_URL: 'http://127.0.0.1:9/nobody' });
  });
  after(() => stand.stop());

  const common = async (details = APPROVED) => ({
    userId: 'u1',
    paymentMethodId: await stand.method(details),
    currency: 'USD',
  });
  /** Pays an order of 29.99; returns its id. */
  async function paid(): Promise<string> {
    const orderId = stand.order();
    await stand.commands.call('Authorize', { orderId, ...(await common()), amountMinor: 2999 });
    await stand.commands.call('Capture', { orderId });
    return orderId;
  }
  const authorize = async (orderId: string, changeId: string, amountMinor = 1000, details = APPROVED) =>
    stand.commands.call('AuthorizeChange', { changeId, orderId, ...(await common(details)), amountMinor });
  /** Takes the money for a change that raises the price by 10.00, or by `amountMinor`; returns its id. */
  async function captured(orderId: string, amountMinor?: number, details = APPROVED): Promise<string> {
    const changeId = v7();
    await authorize(orderId, changeId, amountMinor, details);
    await stand.commands.call('Capture', { orderId: changeId });
    return changeId;
  }
  /** As `captured`, and the change is applied. */
  async function pricier(orderId: string, amountMinor = 1000, details = APPROVED): Promise<string> {
    const id = await captured(orderId, amountMinor, details);
    (stand.peers.orders.get(orderId)!.paidChanges ??= []).push({ id, differenceMinor: amountMinor });
    return id;
  }
  const cheaper = async (orderId: string, amountMinor: number, changeId = v7()): Promise<number> =>
    (await stand.commands.call('RefundChange', { changeId, orderId, amountMinor })).refundedMinor;
  const moved = async (paidId: string) =>
    ((await stand.books(paymentIdOf(paidId)))?.movements ?? []).map(
      ({ type, amountMinor }: { type: string; amountMinor: number }) => `${type} ${amountMinor}`,
    );
  const paymentsOf = async (orderId: string) =>
    (await stand.call('GET', `/api/payments?orderId=${orderId}`)).body['items'] as JsonObject[];

  it('is a payment of its own, charged once, and listed with that of the order', async () => {
    const [orderId, changeId] = [await paid(), v7()];
    for (const again of [1, 2])
      expect((await authorize(orderId, changeId)).paymentId, `${again}`).to.equal(paymentIdOf(changeId));
    for (const _again of [1, 2]) await stand.commands.call('Capture', { orderId: changeId });
    expect(await moved(changeId)).to.deep.equal(['authorized 1000', 'captured 1000']);
    const listed = await paymentsOf(orderId);
    expect(listed.map((payment) => [payment['orderId'], payment['changeId'], payment['amount']])).to.deep.equal([
      [orderId, changeId, 10],
      [orderId, undefined, 29.99],
    ]);
    for (const withChanges of [false, true]) {
      const { id, changeId: none, changes } = await stand.commands.call('Inspect', { orderId, withChanges });
      expect([id, none]).to.deep.equal([paymentIdOf(orderId), '']);
      expect(changes.map((each) => [each.id, each.changeId, each.amountMinor])).to.deep.equal(
        withChanges ? [[paymentIdOf(changeId), changeId, 1000]] : [],
      );
    }
  });

  it('is declined like any other, even for a card that its customer would have to approve', async () => {
    const orderId = await paid();
    for (const number of ['4000000000009995', '4000002500003155']) {
      const refused = await thrown(authorize(orderId, v7(), 1000, card(number)));
      expect(refused.code, number).to.equal('PAYMENT_DECLINED');
    }
  });

  it('is voided or refunded by the undo of the change, alone, and cannot be charged after it', async () => {
    const orderId = await paid();
    const [held, taken, never] = [v7(), await captured(orderId), v7()];
    await authorize(orderId, held);
    for (const changeId of [held, taken, never, held, taken])
      await stand.commands.call('Refund', { orderId: changeId });
    expect(await moved(held)).to.deep.equal(['authorized 1000', 'voided 1000']);
    expect(await moved(taken)).to.deep.equal(['authorized 1000', 'captured 1000', 'refunded 1000']);
    for (const changeId of [held, never])
      expect((await thrown(authorize(orderId, changeId))).code).to.equal('PAYMENT_VOIDED');
    expect(await moved(orderId)).to.deep.equal(['authorized 2999', 'captured 2999']);
  });

  it('is refunded once, however often it is sent, from the newest payment first', async () => {
    const orderId = await paid();
    const [first, second] = [await pricier(orderId), await pricier(orderId, 500)];
    const changeId = v7();
    for (const again of [1, 2]) expect(await cheaper(orderId, 2000, changeId), `${again}`).to.equal(2000);
    expect(await Promise.all([cheaper(orderId, 100, changeId), cheaper(orderId, 100, changeId)])).to.deep.equal([
      2000, 2000,
    ]);
    expect((await moved(second)).at(-1)).to.equal('refunded 500');
    expect((await moved(first)).at(-1)).to.equal('refunded 1000');
    expect((await moved(orderId)).at(-1)).to.equal('refunded 500');
  });

  it('is refunded once when two calls come at once, and when answers are lost', async () => {
    const orderId = await paid();
    const changeId = v7();
    await stand.arm('provider', 'provider.refund.after', 'drop-reply');
    await thrown(cheaper(orderId, 700, changeId));
    const both = await Promise.allSettled([cheaper(orderId, 700, changeId), cheaper(orderId, 700, changeId)]);
    expect(both.some(({ status }) => status === 'fulfilled')).to.equal(true);
    expect(await cheaper(orderId, 700, changeId)).to.equal(700);
    expect(await moved(orderId)).to.deep.equal(['authorized 2999', 'captured 2999', 'refunded 700']);
  });

  it('is never refunded beyond what is left after a refund by an administrator', async () => {
    const orderId = await paid();
    const id = paymentIdOf(orderId);
    await stand.call('POST', `/api/payments/${id}/refund`, { amount: 25 }, ADMIN);
    expect(await cheaper(orderId, 1000)).to.equal(499);
    expect(await cheaper(orderId, 1000)).to.equal(0);
    expect((await thrown(cheaper(v7(), 1000))).code).to.equal('PAYMENT_NOT_FOUND');
  });

  for (const when of ['before it is planned', 'after it was planned'] as const)
    it(`waits while a refund by an administrator, begun ${when}, is undecided: it may leave nothing, or all`, async () => {
      const [orderId, changeId] = [await paid(), v7()];
      const _id = paymentIdOf(orderId);
      const payments = stand.database.collection<{ _id: string; refunds: unknown[]; marks: object }>('payments');
      const theirs = { key: 'refund:theirs', at: new Date(), amountMinor: 2500, state: 'asked' };
      const plan = [{ paymentId: _id, amountMinor: 700, key: keyOfChange(_id, changeId) }];
      const mark = { [`marks.refund-change-${paymentIdOf(changeId)}`]: { state: 'done', reply: plan } };
      await payments.updateOne(
        { _id },
        {
          $push: { refunds: theirs },
          ...(when === 'after it was planned' ? { $set: mark } : {}),
          $inc: { revision: 1 },
        },
      );
      expect((await thrown(cheaper(orderId, 700, changeId))).status).to.equal(503);
      await payments.updateOne(
        { _id },
        { $set: { refunds: [{ ...theirs, state: 'refused' }] }, $inc: { revision: 1 } },
      );
      expect(await cheaper(orderId, 700, changeId)).to.equal(700);
      expect(await moved(orderId)).to.deep.equal(['authorized 2999', 'captured 2999', 'refunded 700']);
    });

  it('is refunded only after the payment of the order was captured', async () => {
    const orderId = stand.order();
    await stand.commands.call('Authorize', { orderId, ...(await common()), amountMinor: 2999 });
    const changeId = v7();
    expect((await thrown(cheaper(orderId, 700, changeId))).status).to.equal(503);
    await stand.commands.call('Capture', { orderId });
    expect(await cheaper(orderId, 700, changeId)).to.equal(700);
    expect(await moved(orderId)).to.deep.equal(['authorized 2999', 'captured 2999', 'refunded 700']);
  });

  it('is refunded for each change, even if the planned refund of one comes after that of another', async () => {
    const orderId = await paid();
    await pricier(orderId, 500);
    const [first, second] = [v7(), v7()];
    expect(await cheaper(orderId, 500, first)).to.equal(500);
    // the state after a crash between the plan and the refund
    const payments = stand.database.collection<{ _id: string; ledger: { type: string }[] }>('payments');
    const [{ id: _id } = { id: '' }] = (await paymentsOf(orderId)) as { id: string }[];
    const ledger = (await payments.findOne({ _id }))!.ledger.filter(({ type }) => type !== 'refunded');
    await payments.updateOne({ _id }, { $set: { ledger, refunds: [], status: 'CAPTURED' }, $inc: { revision: 1 } });
    expect(await cheaper(orderId, 500, second)).to.equal(500);
    expect((await moved(orderId)).at(-1)).to.equal('refunded 500');
  });

  it('is refunded from the other payments while one is disputed, and waits for that one if they are too small', async () => {
    const orderId = await paid();
    await pricier(orderId, 500, card('4000000000000259'));
    await until('the dispute is known', async () => (await stand.app.findDisputes()) > 0);
    expect(await cheaper(orderId, 2000)).to.equal(2000);
    expect((await moved(orderId)).at(-1)).to.equal('refunded 2000');
    expect((await thrown(cheaper(orderId, 1000))).code).to.equal('PAYMENT_DISPUTED');
    expect(await cheaper(orderId, 999)).to.equal(999);
  });

  it('is not refunded from the payment of a change that is not applied yet, and may be undone', async () => {
    const orderId = await paid();
    const undone = await captured(orderId, 500);
    expect(await cheaper(orderId, 700)).to.equal(700);
    expect((await moved(orderId)).at(-1)).to.equal('refunded 700');
    expect(await stand.commands.call('Refund', { orderId: undone })).to.deep.equal({ refundedMinor: 500 });
  });

  it('is not refunded from an amount that the undo of another change has to refund', async () => {
    const orderId = await paid();
    const undone = await captured(orderId, 500);
    await stand.arm('provider', 'provider.refund.before', 'error');
    await thrown(stand.commands.call('Refund', { orderId: undone }));
    expect(await cheaper(orderId, 500)).to.equal(500);
    expect((await moved(orderId)).at(-1)).to.equal('refunded 500');
    await stand.commands.call('Refund', { orderId: undone });
    expect((await moved(undone)).at(-1)).to.equal('refunded 500');
  });

  it('can be refunded again after the provider refused, and is not listed as a failed refund', async () => {
    const orderId = await paid();
    const changeId = v7();
    await stand.arm('provider', 'provider.refund.before', 'error');
    await thrown(cheaper(orderId, 700, changeId));
    expect((await paymentsOf(orderId))[0]).not.to.have.property('failedRefundAmount');
    expect(await cheaper(orderId, 700, changeId)).to.equal(700);
    expect((await moved(orderId)).at(-1)).to.equal('refunded 700');
  });

  for (const command of ['Refund', 'RefundOrder'] as const)
    it(`is refunded with its order by ${command}, in full and once`, async () => {
      const orderId = await paid();
      const changes = [await pricier(orderId), await pricier(orderId)];
      await authorize(orderId, v7());
      await cheaper(orderId, 300);
      for (const again of [1, 2]) {
        const { refundedMinor } = await stand.commands.call(command, { orderId });
        expect(refundedMinor, `${again}`).to.equal(4699);
      }
      const statuses = (await paymentsOf(orderId)).map(({ status }) => status as string);
      expect(statuses.toSorted()).to.deep.equal(['REFUNDED', 'REFUNDED', 'REFUNDED', 'VOIDED']);
      for (const changeId of changes) expect((await moved(changeId)).join()).to.match(/refunded/);
    });

  it('is audited with its order, beside the provider’s books', async () => {
    const orderId = await paid();
    const changeId = await pricier(orderId);
    for (const orderIds of [[orderId], []]) {
      const found = [];
      for await (const audited of stand.commands.stream('Audit', { orderIds })) found.push(audited);
      const own = found.filter((each) => each.payment?.orderId === orderId);
      expect(own).to.have.length(1);
      expect(own[0]!.changes).to.have.length(1);
      expect(own[0]!.changes[0]).to.deep.include({
        ledgerCapturedMinor: 1000,
        providerCapturedMinor: 1000,
        captures: 1,
      });
      expect(own[0]!.changes[0]!.payment?.changeId).to.equal(changeId);
    }
  });

  it('is matched with its order again if its payment was lost', async () => {
    const orderId = await paid();
    const changeId = await pricier(orderId);
    const order = stand.peers.orders.get(orderId)!;
    Object.assign(order, { status: 'CONFIRMED', totalMinor: 3999 });
    await stand.database.collection('payments').deleteMany({ orderId });
    await stand.app.findCharges();
    const { items } = (await stand.call('GET', `/api/unknown-charges?orderId=${orderId}`, undefined, ADMIN)).body as {
      items: { id: string; amount: number }[];
    };
    expect(items.map(({ amount }) => amount)).to.have.members([10, 29.99]);
    const { body: ofUnknownOrder } = await stand.call('GET', `/api/unknown-charges?orderId=${v7()}`, undefined, ADMIN);
    expect(ofUnknownOrder['items']).to.deep.equal([]);
    for (const { id } of items) {
      const body = { reason: 'restored', orderId };
      const answer = await stand.call('POST', `/api/unknown-charges/${id}/match`, body, ADMIN);
      expect(answer.status, JSON.stringify(answer.body)).to.equal(202);
    }
    await until('both payments exist', async () => {
      const statuses = (await paymentsOf(orderId)).map(({ status }) => status as string);
      return statuses.join() === 'CAPTURED,CAPTURED' || undefined;
    });
    expect((await paymentsOf(orderId)).map((each) => [each['changeId'], each['amount']])).to.have.deep.members([
      [changeId, 10],
      [undefined, 29.99],
    ]);
  });
});
