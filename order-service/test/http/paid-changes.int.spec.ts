import { conflict, notFound, Problem, unavailable } from '@shop/common/errors';
import type { SagaReply } from '@shop/protos/generated/shop/v1/SagaReply';
import type { JsonObject } from '@shop/testkit/json';
import { expect } from 'chai';
import { ADDRESS, startService, type Person, type Service } from '../support/service.js';

const pens = (quantity: number, more: object = {}) => ({ productId: 'pen', quantity, ...more });

describe('a change of a paid order over REST', () => {
  let service: Service;
  let ann: Person;
  let place: Service['scripts']['sagas']['Start'];
  /** The point up to which the saga of a change runs. */
  let end: 'held' | 'applied' | 'withdrawn';
  /** The sagas that the orchestrator was asked to start. */
  let started: JsonObject[];

  before(async () => {
    service = await startService();
    ann = service.as('ann');
    place = service.scripts.sagas.Start;
    await service.product('pen', 250, 10_000);
    await service.product('lamp', 8_999, 5);
    service.scripts.payments.GetMethod = async ({ paymentMethodId }) => {
      if (paymentMethodId === 'card') return { id: 'card' };
      throw notFound('PAYMENT_METHOD_NOT_FOUND', 'None.');
    };
  });
  after(() => service.stop());
  beforeEach(() => {
    end = 'applied';
    started = [];
    service.scripts.sagas.Start = async (request, call) => {
      const { sagaId: changeId, typed } = request;
      if (!typed) return (await place(request, call)) as SagaReply;
      const input = JSON.parse(typed.json) as JsonObject;
      started.push({ changeId, type: typed.type, ...input });
      const { orderId, revision, lines, totalMinor } = input as never;
      const { orders } = service;
      const saga = { id: changeId, state: 'RUNNING' };
      try {
        await orders.call('HoldChange', { changeId, orderId, revision, lines, totalMinor });
        if (end === 'withdrawn') await orders.call('WithdrawChange', { changeId, orderId, reason: 'PAYMENT_DECLINED' });
        if (end !== 'applied') return { reached: true, created: true, saga };
        await orders.call('ApplyChange', { changeId, orderId });
        await orders.call('MoveChanged', { changeId, orderId });
      } catch {
        // refused: the saga ends
      }
      return { reached: true, created: true, saga };
    };
  });

  /** Creates a confirmed order of this many pens; returns its id. */
  async function confirmed(quantity = 2): Promise<string> {
    const { body } = await ann('POST', '/api/orders', { items: [pens(quantity)], shippingAddress: ADDRESS });
    await service.orders.call('Confirm', { orderId: body.id });
    return body.id as string;
  }
  const change = (id: string, items: object[], more: object = {}, headers: Record<string, string> = {}) =>
    ann('POST', `/api/orders/${id}/changes`, { items, ...more }, headers);
  const read = async (id: string) => (await ann('GET', `/api/orders/${id}`)).body;
  const said = ({ status, body }: Awaited<ReturnType<Person>>) => [status, body.code ?? body.change?.status];

  it('has the prices of the order, is started with the difference, and is shown', async () => {
    const id = await confirmed();
    await service.admin('PATCH', '/api/products/pen', { price: 3 });
    const asked = await change(id, [pens(3), { productId: 'lamp', quantity: 1 }], {
      paymentMethodId: 'card',
      totalAmount: 97.49,
    });
    await service.admin('PATCH', '/api/products/pen', { price: 2.5 });
    expect(said(asked)).to.deep.equal([202, 'APPLIED']);
    expect(asked.headers.get('location')).to.equal(`/api/orders/${id}`);
    expect(started).to.have.length(1);
    expect(started[0]).to.deep.include({
      type: 'change-order',
      orderId: id,
      userId: 'ann',
      totalMinor: 9_749,
      differenceMinor: 9_249,
      currency: 'USD',
      paymentMethodId: 'card',
    });
    expect(await read(id)).to.deep.include({ status: 'CONFIRMED', totalAmount: 97.49 });
    expect((await read(id)).change).to.deep.equal({
      id: started[0]!['changeId'],
      status: 'APPLIED',
      totalAmount: 97.49,
    });
    const { paidChanges } = await service.orders.call('Get', { orderId: id });
    expect(paidChanges).to.deep.equal([{ id: started[0]!['changeId'], differenceMinor: 9_249 }]);
  });

  it('needs no payment method when it costs less, and is one change for one key', async () => {
    const id = await confirmed(4);
    const key = { 'idempotency-key': 'less' };
    expect(said(await change(id, [pens(1)], {}, key))).to.deep.equal([202, 'APPLIED']);
    expect(said(await change(id, [pens(1)], {}, key))).to.deep.equal([202, 'APPLIED']);
    expect(started.map(({ differenceMinor }) => differenceMinor as number)).to.deep.equal([-750]);
    expect(started[0]).not.to.have.property('paymentMethodId');
  });

  it('is shown as running until its saga has ended, with the reason of a refusal', async () => {
    const id = await confirmed(3);
    end = 'held';
    expect(said(await change(id, [pens(1)]))).to.deep.equal([202, 'RUNNING']);
    expect(said(await change(id, [pens(2)]))).to.deep.equal([409, 'ORDER_NOT_CHANGEABLE']);
    const other = await confirmed();
    end = 'withdrawn';
    const { body } = await change(other, [pens(3)], { paymentMethodId: 'card' });
    expect(body.change).to.deep.include({ status: 'REFUSED', reason: 'PAYMENT_DECLINED' });
    expect(body.totalAmount).to.equal(5);
  });

  it('is refused and starts nothing if it is invalid', async () => {
    const id = await confirmed();
    const wrong: [string, object[], object, unknown[]][] = [
      ['nothing changes', [pens(1), pens(1)], {}, [422, 'VALIDATION_FAILED']],
      ['it costs more and nothing pays that', [pens(3)], {}, [422, 'VALIDATION_FAILED']],
      ['the total is another', [pens(3)], { paymentMethodId: 'card', totalAmount: 7 }, [422, 'AMOUNT_MISMATCH']],
      ['the total is no amount', [pens(1)], { totalAmount: 2.505 }, [422, 'VALIDATION_FAILED']],
      ['a price is another', [pens(1, { price: 2 })], {}, [409, 'PRICE_CHANGED']],
      ['a product is unknown', [{ productId: 'ink', quantity: 1 }], {}, [404, 'PRODUCT_NOT_FOUND']],
      ['the card is unknown', [pens(3)], { paymentMethodId: 'other' }, [404, 'PAYMENT_METHOD_NOT_FOUND']],
      ['nothing is left', [], {}, [422, 'VALIDATION_FAILED']],
    ];
    for (const [what, items, more, answer] of wrong)
      expect(said(await change(id, items, more)), what).to.deep.equal(answer);
    expect(started).to.deep.equal([]);
    const lamps = [pens(2), { productId: 'lamp', quantity: 100 }];
    expect(said(await change(id, lamps, { paymentMethodId: 'card' }))).to.deep.equal([409, 'OUT_OF_STOCK']);
  });

  it('is refused and starts nothing if its refund could never be made, or that cannot be checked', async () => {
    const id = await confirmed(4);
    const { payments } = service.scripts;
    const check = payments.CheckRefundChange;
    const checked: unknown[] = [];
    for (const error of [new Problem(422, 'AMOUNT_NOT_IN_STEPS', { detail: 'No.' }), unavailable('away')]) {
      payments.CheckRefundChange = async ({ orderId, amountMinor }) => {
        checked.push([orderId, amountMinor]);
        throw error;
      };
      expect(said(await change(id, [pens(1)]))).to.deep.equal([error.status, error.code]);
    }
    expect(new Set(checked.map(String))).to.deep.equal(new Set([`${id},750`]));
    expect(started).to.deep.equal([]);
    expect(await read(id))
      .to.include({ totalAmount: 10 })
      .and.not.to.have.property('change');
    expect(said(await change(id, [pens(5)], { paymentMethodId: 'card' }))).to.deep.equal([202, 'APPLIED']);
    payments.CheckRefundChange = check;
    expect(said(await change(id, [pens(1)]))).to.deep.equal([202, 'APPLIED']);
  });

  it('has its payment shown beside the payment of the order', async () => {
    const id = await confirmed();
    const of = { currency: 'USD', status: 'CAPTURED' };
    const asked: boolean[] = [];
    service.scripts.payments.Inspect = async ({ withChanges }) => {
      asked.push(withChanges);
      const changes = withChanges ? [{ ...of, id: 'p2', changeId: 'c', amountMinor: 250, refundedMinor: 50 }] : [];
      return { ...of, id: 'p1', amountMinor: 500, changes };
    };
    expect(await read(id)).not.to.have.property('changePayments');
    expect(said(await change(id, [pens(3)], { paymentMethodId: 'card' }))).to.deep.equal([202, 'APPLIED']);
    const { payment, changePayments } = await read(id);
    expect(asked).to.deep.equal([false, true]);
    expect(payment).to.deep.include({ id: 'p1', amount: 5 });
    expect(changePayments).to.deep.equal([
      { changeId: 'c', id: 'p2', status: 'CAPTURED', amount: 2.5, refundedAmount: 0.5, currency: 'USD' },
    ]);
  });

  it('is only for the owner of a confirmed order that has not been confirmed for shipping', async () => {
    const id = await confirmed();
    for (const other of [service.as('bob'), service.admin])
      expect(said(await other('POST', `/api/orders/${id}/changes`, { items: [pens(1)] }))).to.deep.equal([
        404,
        'ORDER_NOT_FOUND',
      ]);
    const { body: unpaid } = await ann('POST', '/api/orders', { items: [pens(1)], shippingAddress: ADDRESS });
    expect(said(await change(unpaid.id, [pens(2)]))).to.deep.equal([409, 'ORDER_NOT_CHANGEABLE']);
    expect(said(await ann('POST', `/api/orders/${id}/shipping`))).to.deep.equal([403, 'FORBIDDEN']);
    const shipped = await service.admin('POST', `/api/orders/${id}/shipping`);
    expect(shipped.status).to.equal(200);
    const again = await service.admin('POST', `/api/orders/${id}/shipping`);
    expect(again.body.shippingConfirmedAt).to.equal(shipped.body.shippingConfirmedAt);
    expect(said(await change(id, [pens(1)]))).to.deep.equal([409, 'ORDER_NOT_CHANGEABLE']);
    expect(said(await service.admin('POST', `/api/orders/${unpaid.id}/shipping`))).to.deep.equal([
      409,
      'ORDER_NOT_CONFIRMED',
    ]);
    expect(started).to.deep.equal([]);
  });

  it('is refused while the orchestrator is unreachable or does not know such sagas', async () => {
    const id = await confirmed();
    for (const error of [unavailable('away'), conflict('VALIDATION_FAILED' as never, 'no such saga')]) {
      service.scripts.sagas.Start = async () => {
        throw error;
      };
      expect(said(await change(id, [pens(1)]))).to.deep.equal([503, 'SERVICE_UNAVAILABLE']);
    }
    expect((await read(id)).change).to.equal(undefined);
  });
});
