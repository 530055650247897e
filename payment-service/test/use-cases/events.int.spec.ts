import { eventsOf, type EventLogReader } from '@shop/testkit/events/log-reader';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { paymentSchema } from '../../dist/http/payments.schema.js';
import { SECRET } from '../support/peers.js';
import { APPROVED, card, startStand, type Stand } from '../support/stand.js';

describe('the events of payments', () => {
  let stand: Stand;
  let log: EventLogReader;
  before(async () => {
    stand = await startStand({ WEBHOOK_URL: 'http://127.0.0.1:9/nobody' });
    log = eventsOf('payment-service', stand.app.ports.grpc, SECRET);
  });
  after(async () => {
    log?.close();
    await stand?.stop();
  });

  const pay = async (number: string): Promise<string> => {
    const orderId = stand.order();
    const body = { orderId, amount: 29.99, paymentMethod: 'credit_card', cardDetails: card(number) };
    await stand.call('POST', '/api/payments', body);
    return orderId;
  };
  const refund = (orderId: string, body: object) =>
    stand.call('POST', `/api/payments/${paymentIdOf(orderId)}/refund`, body, { role: 'admin', user: 'admin' });
  const shown = (events: Awaited<ReturnType<EventLogReader['about']>>) =>
    events.map(({ type, data }) => {
      const { status, refundedAmount } = data as { status: string; refundedAmount: number };
      return [type, status, refundedAmount];
    });

  it('are in order, each with the payment as it was then, including every partial refund', async () => {
    const orderId = await pay(APPROVED.number);
    await log.about(orderId, 2);
    for (const amount of [10, 5]) expect((await refund(orderId, { amount })).status).to.equal(200);
    await log.about(orderId, 4);
    expect((await refund(orderId, { amount: 1 })).status).to.equal(200);
    await refund(orderId, {});
    const events = await log.about(orderId, 6);
    expect(shown(events)).to.deep.equal([
      ['payment.authorized', 'AUTHORIZED', 0],
      ['payment.captured', 'CAPTURED', 0],
      ['payment.refunded', 'PARTIALLY_REFUNDED', 10],
      ['payment.refunded', 'PARTIALLY_REFUNDED', 15],
      ['payment.refunded', 'PARTIALLY_REFUNDED', 16],
      ['payment.refunded', 'REFUNDED', 29.99],
    ]);
    for (const { data, source, dataschema } of events) {
      expect(paymentSchema.validate(data).error).to.equal(undefined);
      expect([source, dataschema]).to.deep.equal(['/payment-service', 'urn:shop:schema:payment:1']);
    }
    expect(JSON.stringify(events)).to.not.include(APPROVED.number);
    expect(JSON.stringify(events)).to.not.match(/token|tok_/i);
  });

  it('include a refund that failed after it was done, and the refund by hand', async () => {
    const orderId = await pay('4000000000005126');
    expect((await refund(orderId, { amount: 10 })).body).to.deep.include({ refundedAmount: 10 });
    const at = `/api/payments/${paymentIdOf(orderId)}`;
    const failed = async () =>
      (await stand.call('POST', `${at}/verify`, {}, { role: 'admin' })).body['failedRefundAmount'] === 10;
    await until('the refund has failed', failed);
    const body = { reason: 'by a bank transfer' };
    expect((await stand.call('POST', `${at}/refund-by-hand`, body, { role: 'admin' })).status).to.equal(200);
    const events = await log.about(orderId, 5);
    expect(shown(events).slice(2)).to.deep.equal([
      ['payment.refunded', 'PARTIALLY_REFUNDED', 10],
      ['payment.refund_failed', 'CAPTURED', 0],
      ['payment.refunded', 'PARTIALLY_REFUNDED', 10],
    ]);
    for (const { data } of events) expect(paymentSchema.validate(data).error).to.equal(undefined);
    expect(JSON.stringify(events)).to.not.include(body.reason);
  });

  it('include a decline, with its code', async () => {
    const orderId = await pay('4000000000000002');
    const events = await log.about(orderId, 1);
    expect(shown(events)).to.deep.equal([['payment.declined', 'DECLINED', 0]]);
    expect((events[0]!.data as { declineCode: string }).declineCode).to.be.a('string');
  });

  it('do not include the tombstone of a payment that never existed', async () => {
    const orderId = stand.order();
    await stand.commands.call('Void', { orderId });
    const other = await pay('4000000000000002');
    await log.about(other, 1);
    expect((await log.all()).filter(({ subject }) => subject === orderId)).to.deep.equal([]);
  });
});
