import type { AnyJson } from '@shop/testkit/json';
import { expect } from 'chai';
import { until } from '@shop/testkit/until';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { sign, SIGNATURE_HEADER } from '@shop/payment-provider/signature';
import { isSigned } from '../../dist/providers/simulated-signature.js';
import { startStand, thrown, WEBHOOK_SECRET, type Stand } from '../support/stand.js';

describe('webhooks of the provider', () => {
  let stand: Stand;
  let paymentMethodId: string;
  before(async () => {
    stand = await startStand();
    paymentMethodId = await stand.method();
  });
  after(() => stand.stop());

  const send = (event: unknown, options = {}) => sendText(JSON.stringify(event), options);
  const sendText = async (text: string, { secret = WEBHOOK_SECRET, at = Date.now(), tamper = '' } = {}) => {
    const body = Buffer.from(text);
    const response = await fetch(`http://127.0.0.1:${stand.app.ports.http}/provider/webhooks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [SIGNATURE_HEADER]: sign(secret, body, at) },
      body: Buffer.concat([body, Buffer.from(tamper)]),
    });
    return response.status;
  };
  const authorize = (orderId: string) =>
    stand.commands.call('Authorize', { orderId, userId: 'u1', paymentMethodId, amountMinor: 2999, currency: 'USD' });
  const shown = async (orderId: string) => {
    const { status, history, refundedAmount } = (await stand.call('GET', `/api/payments/${paymentIdOf(orderId)}`)).body;
    return { status, history: history.map(({ type, amount }: AnyJson) => `${type} ${amount}`), refundedAmount };
  };

  it('finish a call whose answer was lost, without another call', async () => {
    const orderId = stand.order();
    await stand.arm('provider', 'provider.authorize.after', 'drop-reply');
    await thrown(authorize(orderId));
    await until('the webhook has arrived', async () => (await shown(orderId)).status === 'AUTHORIZED');
  });

  it('lead to the same state when they are repeated, reordered or lost', async () => {
    const life = async (orderId: string) => {
      const seen: unknown[] = [];
      const look = async () => seen.push(await stand.books(paymentIdOf(orderId)));
      await authorize(orderId);
      await look();
      await stand.commands.call('Capture', { orderId });
      await look();
      for (const amount of [5, 6]) {
        await stand.call('POST', `/api/payments/${paymentIdOf(orderId)}/refund`, { amount }, { role: 'admin' });
        await look();
      }
      return seen.map((charge, index) => ({ id: `evt_${index}`, type: 'charge.changed', charge }));
    };
    const final = {
      status: 'PARTIALLY_REFUNDED',
      history: ['authorized 29.99', 'captured 29.99', 'refunded 5', 'refunded 6'],
      refundedAmount: 11,
    };
    for (const order of [[], [0, 1, 2, 3], [3, 2, 1, 0], [2, 2, 0, 3, 3, 1]]) {
      const orderId = stand.order();
      const events = await life(orderId);
      for (const index of order) expect(await send(events[index])).to.equal(204);
      expect(await shown(orderId), order.join()).to.deep.equal(final);
    }
  });

  it('of an unknown payment change nothing', async () => {
    const charge = { id: 'ch_1', reference: 'unknown', amountMinor: 1, currency: 'USD', voided: true, movements: [] };
    expect(await send({ id: 'evt_1', type: 'charge.changed', charge })).to.equal(204);
    expect(await stand.database.collection('payments').countDocuments({ _id: 'unknown' as never })).to.equal(0);
  });

  it('of another charge with the same reference change nothing', async () => {
    const orderId = stand.order();
    await authorize(orderId);
    const _id = paymentIdOf(orderId);
    const charge = await stand.books(_id);
    const at = new Date().toISOString();
    const moved = { id: 'mv_other', type: 'captured', amountMinor: 2999, key: 'other', at };
    const other = { ...charge, id: 'ch_other', movements: [...charge.movements, moved] };
    const payments = stand.database.collection<{ _id: string; providerRef: string }>('payments');
    const { providerRef } = (await payments.findOne({ _id }))!;
    expect(await send({ id: 'evt_other', type: 'charge.changed', charge: other })).to.equal(204);
    expect((await shown(orderId)).status).to.equal('AUTHORIZED');
    expect((await payments.findOne({ _id }))!.providerRef).to.equal(providerRef);
  });

  it('that are unsigned, wrongly signed, modified or old are refused and change nothing', async () => {
    const orderId = stand.order();
    await authorize(orderId);
    const charge = await stand.books(paymentIdOf(orderId));
    const captured = { id: 'mv_x', type: 'captured', amountMinor: 2999, key: 'x', at: new Date().toISOString() };
    const event = {
      id: 'e',
      type: 'charge.changed',
      charge: { ...charge, movements: [...charge.movements, captured] },
    };
    expect(await send(event, { secret: 'another-secret-of-at-least-32-characters' })).to.equal(401);
    expect(await send(event, { at: Date.now() - 6 * 60_000 })).to.equal(401);
    expect(await send(event, { tamper: ' ' })).to.equal(401);
    const url = `http://127.0.0.1:${stand.app.ports.http}/provider/webhooks`;
    const bare = await fetch(url, { method: 'POST', body: JSON.stringify(event) });
    expect([bare.status, ((await bare.json()) as { code: string }).code]).to.deep.equal([401, 'BAD_SIGNATURE']);
    expect((await fetch(url)).status).to.equal(401);
    expect((await shown(orderId)).status).to.equal('AUTHORIZED');
  });

  it('that are signed and malformed are refused, and those of an unknown type are ignored', async () => {
    await stand.commands.call('Authorize', {
      orderId: stand.order(),
      userId: 'u1',
      paymentMethodId,
      amountMinor: 2999,
      currency: 'USD',
    });
    const payments = stand.database.collection('payments');
    // without the fields in which the relay records its events meanwhile
    const all = async () =>
      JSON.stringify(await payments.find({}, { projection: { told: 0, toldStatus: 0 } }).toArray());
    const before = await all();
    const right = { id: 'ch_X', reference: 'r', amountMinor: 1, currency: 'USD', voided: false, movements: [] };
    const movement = { id: 'mv_1', type: 'captured', amountMinor: 1, key: 'k', at: new Date().toISOString() };
    const event = (charge: unknown) => ({ id: 'evt_1', type: 'charge.changed', charge });
    const malformed = [
      null,
      [],
      'text',
      1,
      {},
      { charge: { id: 'ch_X', reference: { $gt: '' }, movements: [] } },
      { id: 'x', type: { $gt: '' } },
      { id: 'x', type: 'charge.changed' },
      event(null),
      ...Object.keys(right).map((name) => event({ ...right, [name]: { $gt: '' } })),
      ...Object.keys(right).map((name) => event({ ...right, [name]: null })),
      ...Object.keys(movement).map((name) => event({ ...right, movements: [{ ...movement, [name]: { $ne: 1 } }] })),
      event({ ...right, movements: [{ ...movement, at: 'yesterday' }] }),
      event({ ...right, movements: [{ ...movement, amountMinor: 0.5 }] }),
      event({ ...right, reference: ['r'] }),
    ];
    for (const each of malformed) expect(await send(each), JSON.stringify(each)).to.equal(400);
    for (const text of ['', '{', '{"id":', '\u0000']) expect(await sendText(text), text).to.equal(400);
    expect(await send({ id: 'x', type: 'account.updated' })).to.equal(204);
    expect(await send({ ...event(right), more: { $gt: '' } })).to.equal(204);
    expect(await all()).to.equal(before);
  });

  it('that contradict the ledger are refused, and change nothing', async () => {
    const orderId = stand.order();
    await authorize(orderId);
    const charge = await stand.books(paymentIdOf(orderId));
    const at = new Date().toISOString();
    const having = (type: string, amountMinor: number) => ({
      id: `evt_${type}`,
      type: 'charge.changed',
      charge: { ...charge, movements: [...charge.movements, { id: `mv_${type}`, type, amountMinor, key: type, at }] },
    });
    const before = await shown(orderId);
    for (const event of [having('captured', 3000), having('refunded', 1), having('authorized', 2999)])
      expect(await send(event), event.id).to.equal(409);
    expect(await shown(orderId)).to.deep.equal(before);
  });

  it('that contradict the ledger are not recorded by verify either, which answers the same', async () => {
    const orderId = stand.order();
    await authorize(orderId);
    await stand.commands.call('Capture', { orderId });
    const _id = paymentIdOf(orderId);
    const payments = stand.database.collection<{ _id: string; ledger: unknown[] }>('payments');
    const { ledger } = (await payments.findOne({ _id }))!;
    // voided here, captured at the provider
    await payments.updateOne({ _id }, { $set: { status: 'VOIDED', ledger: ledger.slice(0, 1) } });
    const before = await shown(orderId);
    const { status, body } = await stand.call('POST', `/api/payments/${_id}/verify`);
    expect([status, body['code']]).to.deep.equal([409, 'CONTRADICTS_LEDGER']);
    expect(body['detail']).to.include('A payment that is VOIDED cannot be captured');
    expect(await shown(orderId)).to.deep.equal(before);
    expect(stand.log.join('')).to.include('contradict the ledger of a payment');
  });

  it('that are too large are refused', async () => {
    expect(await send({ padding: 'x'.repeat(300_000) })).to.equal(413);
  });

  it('have a signature of time and body', () => {
    const body = Buffer.from('{}');
    expect(isSigned(WEBHOOK_SECRET, body, sign(WEBHOOK_SECRET, body, 1000), 2000)).to.equal(true);
    for (const header of ['', 't=1,v1=', 'v1=abc', `${sign(WEBHOOK_SECRET, body, 1000)}0`])
      expect(isSigned(WEBHOOK_SECRET, body, header, 2000), header).to.equal(false);
  });
});
