import { INTERNAL_HEADER, InternalTokens } from '@shop/common/auth/internal-tokens';
import { sign } from '@shop/payment-provider/signature';
import type { JsonObject } from '@shop/testkit/json';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { v7 } from 'uuid';
import { disputeModel } from '../../dist/data/dispute.model.js';
import { disputeRepository } from '../../dist/data/dispute.repository.js';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { SECRET } from '../support/peers.js';
import { card, startStand, thrown, WEBHOOK_SECRET, type Stand } from '../support/stand.js';

const ADMIN = { user: 'admin', role: 'admin' } as const;
const DISPUTED = card('4000000000000259');
const WITHIN = 60_000;

describe('disputes', () => {
  let stand: Stand;
  before(async () => {
    stand = await startStand();
  });
  after(() => stand.stop());

  const provider = async (path: string, body: object) => {
    const token = new InternalTokens('gateway', SECRET).issue('payment-provider', { sub: 'admin', role: 'admin' });
    const headers = { 'content-type': 'application/json', [INTERNAL_HEADER]: token };
    const url = `${stand.environments.app['PROVIDER_URL']}${path}`;
    return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  };
  const webhook = async (type: string, id: string) => {
    const body = Buffer.from(JSON.stringify({ id: 'evt', type, dispute: { id } }));
    const headers = {
      'content-type': 'application/json',
      'provider-signature': sign(WEBHOOK_SECRET, body, Date.now()),
    };
    const url = `http://127.0.0.1:${stand.environments.app['PORT']}/provider/webhooks`;
    return (await fetch(url, { method: 'POST', headers, body })).status;
  };
  /** Pays an order with a card whose owner disputes the charge; returns the order's id. */
  const paid = async (): Promise<string> => {
    const orderId = stand.order();
    const paymentMethodId = await stand.method(DISPUTED);
    const payment = { orderId, userId: 'u1', paymentMethodId, amountMinor: 2999, currency: 'USD' };
    await stand.commands.call('Authorize', payment);
    await stand.commands.call('Capture', { orderId });
    return orderId;
  };
  const disputesOf = async (orderId: string) =>
    (await stand.call('GET', `/api/disputes?orderId=${orderId}`, undefined, ADMIN)).body['items'] as JsonObject[];
  const becomes = (orderId: string, status: string) =>
    until<JsonObject>(
      `the dispute is ${status}`,
      async () => (await disputesOf(orderId)).find((dispute) => dispute['status'] === status),
      WITHIN,
    );
  const decide = async (orderId: string, status: 'WON' | 'LOST') => {
    const { providerRef } = await becomes(orderId, 'OPEN');
    expect((await provider(`/faults/disputes/${providerRef}`, { status })).status).to.equal(200);
  };
  const refund = async (orderId: string, body = {}) => {
    const answer = await stand.call('POST', `/api/payments/${paymentIdOf(orderId)}/refund`, body, ADMIN);
    return [answer.status, answer.body['code'] ?? answer.body['status'], answer.body['dispute']];
  };
  const shown = async (orderId: string) => (await stand.call('GET', `/api/payments/${paymentIdOf(orderId)}`)).body;

  it('of a payment for a change are found by the order', async () => {
    const [orderId, changeId] = [stand.order(), v7()];
    const common = { orderId, userId: 'u1', currency: 'USD' };
    const approved = await stand.method();
    await stand.commands.call('Authorize', { ...common, paymentMethodId: approved, amountMinor: 2999 });
    await stand.commands.call('Capture', { orderId });
    const paymentMethodId = await stand.method(DISPUTED);
    await stand.commands.call('AuthorizeChange', { ...common, changeId, paymentMethodId, amountMinor: 500 });
    await stand.commands.call('Capture', { orderId: changeId });
    expect(await becomes(orderId, 'OPEN')).to.include({ paymentId: paymentIdOf(changeId), orderId, amount: 5 });
    await decide(orderId, 'WON');
    await becomes(orderId, 'WON');
  });

  it('are listed for administrators, shown in their payment, and block refunds until the shop has won', async () => {
    const orderId = await paid();
    const dispute = await becomes(orderId, 'OPEN');
    expect(dispute).to.include({
      paymentId: paymentIdOf(orderId),
      orderId,
      amount: 29.99,
      currency: 'USD',
      reason: 'fraudulent',
    });
    expect(Date.parse(dispute['evidenceDueAt'])).to.be.above(Date.parse(dispute['openedAt']));
    const { id, status, amount, currency, openedAt } = dispute;
    expect((await shown(orderId))['disputes']).to.deep.equal([{ id, status, amount, currency, openedAt }]);
    expect((await stand.call('GET', '/api/payments/at-risk', undefined, ADMIN)).body['openDisputes']).to.equal(1);
    expect(await refund(orderId, { amount: 1 })).to.deep.equal([409, 'PAYMENT_DISPUTED', 'OPEN']);
    expect((await thrown(stand.commands.call('Refund', { orderId }))).code).to.equal('PAYMENT_DISPUTED');
    await decide(orderId, 'WON');
    const won = await becomes(orderId, 'WON');
    expect(won).to.include({ id }).and.not.to.have.property('evidenceDueAt');
    expect(await refund(orderId, { amount: 9.99 })).to.deep.equal([200, 'PARTIALLY_REFUNDED', undefined]);
    expect(await stand.commands.call('Refund', { orderId })).to.include({ refundedMinor: 2000 });
  });

  it('that are lost block refunds, and a cancellation ends without one', async () => {
    const orderId = await paid();
    await decide(orderId, 'LOST');
    await becomes(orderId, 'LOST');
    expect(await refund(orderId)).to.deep.equal([409, 'PAYMENT_DISPUTED', 'LOST']);
    expect(await stand.commands.call('Refund', { orderId })).to.include({ refundedMinor: 0 });
    const { movements } = await stand.books(paymentIdOf(orderId));
    expect(movements.map(({ type }: { type: string }) => type)).to.deep.equal(['authorized', 'captured']);
    expect((await shown(orderId))['disputes'][0]).to.include({ status: 'LOST' });
  });

  it('are found once without a webhook, and so is their decision', async () => {
    await stand.arm('provider', 'provider.webhook.before', 'drop-reply', { times: 100 });
    const orderId = await paid();
    expect(await disputesOf(orderId)).to.deep.equal([]);
    expect(await stand.app.findDisputes()).to.equal(1);
    expect(await stand.app.findDisputes()).to.equal(0);
    await decide(orderId, 'LOST');
    expect(await stand.app.findDisputes()).to.equal(1);
    expect((await disputesOf(orderId)).map(({ status }) => status)).to.deep.equal(['LOST']);
    await stand.disarm();
  });

  it('are recorded once with their current status, however often and late webhooks come', async () => {
    const orderId = await paid();
    await decide(orderId, 'LOST');
    const { providerRef } = await becomes(orderId, 'LOST');
    await stand.database.collection('disputes').deleteMany({ ref: providerRef });
    const sent = await Promise.all([1, 2, 3].map(() => webhook('dispute.changed', providerRef)));
    expect(sent).to.deep.equal([204, 204, 204]);
    expect((await disputesOf(orderId)).map(({ status }) => status)).to.deep.equal(['LOST']);
    expect(await webhook('dispute.changed', 'dp_that_nobody_made')).to.equal(204);
  });

  it('are never overwritten by an answer to an earlier request', async () => {
    const disputes = disputeRepository(disputeModel(stand.database));
    const dispute = {
      ref: 'dp_1',
      reference: 'p1',
      amountMinor: 1,
      currency: 'USD',
      reason: 'general',
      openedAt: new Date(0),
    };
    const at = (ms: number) => new Date(Date.now() + ms);
    const [early, late] = [at(-10), at(0)];
    expect(await disputes.record('p', { ...dispute, status: 'LOST' }, late)).to.deep.equal({ before: null });
    expect(await disputes.record('p', { ...dispute, status: 'OPEN', evidenceDueAt: late }, early)).to.equal(undefined);
    const [kept] = await disputes.ofPayments(['p1']);
    expect(kept).to.include({ status: 'LOST' }).and.not.to.have.property('evidenceDueAt');
    const rounds = [1, 2, 3, 4, 5].map((n) => disputes.record('p', { ...dispute, ref: 'dp_2', status: 'OPEN' }, at(n)));
    await Promise.all(rounds);
    expect((await disputes.ofPayments(['p1'])).map(({ ref }) => ref)).to.have.members(['dp_1', 'dp_2']);
  });

  it('are for administrators only, and unknown ones are answered with 404', async () => {
    expect((await stand.call('GET', '/api/disputes')).status).to.equal(403);
    expect((await stand.call('GET', '/api/disputes/nobody')).status).to.equal(403);
    const { status, body } = await stand.call('GET', '/api/disputes/nobody', undefined, ADMIN);
    expect([status, body['code']]).to.deep.equal([404, 'DISPUTE_NOT_FOUND']);
    expect((await stand.call('GET', '/api/disputes?status=NOTHING', undefined, ADMIN)).status).to.equal(422);
  });
});
