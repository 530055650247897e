import { smoothly } from '@shop/testkit/sagas/smoothly';
import { STEPS } from '@shop/testkit/sagas/steps';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { processOf as processOfParticipant } from '../../saga-orchestrator/dist/clients/participants.js';
import {
  ancestorsOf,
  BROWSER,
  called,
  has,
  place,
  SECRET_CARD,
  traceId,
  withTracedShop,
  type Span,
  type Trace,
} from '../support/traces.js';
import { systemSuite } from './traces-system.suite.js';

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
/** The calls of the saga of an order that is paid at once, with the process that answers each. */
const COMMANDS = smoothly('o', 0).sent.map(({ step, participant, method }) => ({
  step,
  call: `${capital(participant)}/${capital(method)}`,
  process: processOfParticipant({})[participant]!,
}));

describe('the traces of an order, over real processes', () => {
  const at = withTracedShop();

  it('connect the browser’s request with every process and database in one trace', async () => {
    const id = traceId();
    const body = { ...place, paymentMethodId: await at.cardOf(SECRET_CARD.number) };
    const { body: order, status } = await at.ann.call('POST', '/api/orders', body, called(id));
    expect([status, order['status']]).to.deep.equal([201, 'CONFIRMED']);
    // processes export their spans independently: that of a callee may arrive last
    const answered = ({ spans: all }: Trace, name: string) =>
      all.some((span) => span.kind === 'server' && span.name === name);
    const { spans } = await at.trace(
      id,
      (all) =>
        has('POST /api/orders', 'Sagas/Start', 'sagas process start')(all) &&
        COMMANDS.every(({ call }) => answered(all, call)),
    );
    const of = (process: string, kind: string, name: string): Span => {
      const found = spans.find((span) => span.process === process && span.kind === kind && span.name === name);
      return found ?? expect.fail(`no ${kind} span ${name} of ${process} among ${spans.map((s) => s.name).join(', ')}`);
    };
    const gateway = of('gateway', 'server', 'POST /api/orders');
    expect(gateway.parentId).to.equal(BROWSER);
    expect(gateway.attributes).to.include({ 'http.route': '/api/orders', 'http.response.status_code': 201 });

    const edges: [child: Span, parent: Span][] = [
      [of('gateway', 'client', 'POST order-service'), gateway],
      [of('order-service', 'server', 'POST /api/orders'), of('gateway', 'client', 'POST order-service')],
      [of('order-service', 'client', 'Sagas/Start'), of('order-service', 'server', 'POST /api/orders')],
      [of('saga-orchestrator', 'server', 'Sagas/Start'), of('order-service', 'client', 'Sagas/Start')],
      [of('saga-orchestrator', 'internal', 'journal insert'), of('saga-orchestrator', 'server', 'Sagas/Start')],
      [of('saga-orchestrator', 'client', 'insert sagas'), of('saga-orchestrator', 'internal', 'journal insert')],
      [of('saga-orchestrator', 'producer', 'sagas add start'), of('saga-orchestrator', 'server', 'Sagas/Start')],
      [
        of('saga-orchestrator', 'consumer', 'sagas process start'),
        of('saga-orchestrator', 'producer', 'sagas add start'),
      ],
    ];
    const run = of('saga-orchestrator', 'consumer', 'sagas process start');
    expect(COMMANDS).to.have.length.above(2);
    for (const { step, call, process } of COMMANDS)
      edges.push(
        [of('saga-orchestrator', 'internal', `do ${step}`), run],
        [of('saga-orchestrator', 'client', call), of('saga-orchestrator', 'internal', `do ${step}`)],
        [of(process, 'server', call), of('saga-orchestrator', 'client', call)],
      );
    const authorize = of('payment-service', 'client', 'payment provider authorize');
    edges.push(
      [of('order-service', 'client', 'insert orders'), of('order-service', 'server', 'Orders/Create')],
      [of('order-service', 'client', 'update products'), of('order-service', 'server', 'Stock/Reserve')],
      [of('order-service', 'client', 'publish'), of('order-service', 'server', 'Orders/Create')],
      [of('payment-service', 'client', 'insert payments'), of('payment-service', 'server', 'Payments/Authorize')],
      [authorize, of('payment-service', 'server', 'Payments/Authorize')],
    );
    for (const [child, parent] of edges)
      expect(child.parentId, `${child.process} ${child.name} in ${parent.process} ${parent.name}`).to.equal(
        parent.spanId,
      );

    expect(of('saga-orchestrator', 'internal', `do ${STEPS.reserve}`).attributes).to.include({
      'shop.saga.id': order['id'],
      'shop.order.id': order['id'],
      'saga.step': STEPS.reserve,
      'saga.outcome': 'done',
    });
    const byId = new Set(spans.map(({ spanId }) => spanId));
    expect(byId.size, 'span ids are unique').to.equal(spans.length);

    const provider = await until('the provider’s span is at the collector', () =>
      at.collector.spans.find(({ process, traceId }) => process === 'payment-provider' && traceId === id),
    );
    expect(provider.parentSpanId).to.equal(authorize.spanId);
  });

  it('continue from the order to its mail and its webhook, and to the receiver', async () => {
    const events = ['order.confirmed'];
    const { body: webhook } = await at.admin.call('POST', '/api/webhooks', { url: at.receiver.url, events });
    const id = traceId();
    const body = { ...place, paymentMethodId: await at.cardOf(SECRET_CARD.number) };
    const { body: order } = await at.ann.call('POST', '/api/orders', body, called(id));
    const read = ['mails order.confirmed', 'webhooks order.confirmed'];
    const sent = ['mail order-confirmed', 'webhook order.confirmed'];
    const { spans } = await at.trace(id, has('Orders/Confirm', ...read, ...sent));
    const named = (name: string) => spans.filter((span) => span.name === name);
    const confirmed = spans.find(({ process, name }) => process === 'order-service' && name === 'Orders/Confirm')!;
    for (const [index, name] of sent.entries()) {
      const [span, ...more] = named(name);
      expect(more, name).to.have.length(0);
      expect([span!.process, span!.status]).to.deep.equal(['notification-service', 'ok']);
      // from the delivery over the event that was read to the command that published it
      const above = ancestorsOf(span!, spans).map((each) => each.spanId);
      if (name.startsWith('mail ')) expect(above, name).to.include(named(read[index]!)[0]!.spanId);
      expect(above, name).to.include(confirmed.spanId);
    }
    const [call] = at.receiver.received;
    expect(at.receiver.about(order['id'])).to.deep.equal(events);
    expect(call!.headers['traceparent']).to.equal(`00-${id}-${named('webhook order.confirmed')[0]!.spanId}-01`);
    expect((await at.admin.call('DELETE', `/api/webhooks/${webhook['id']}`)).status).to.equal(204);
  });

  it('continue after a wait in a new trace that links back', async () => {
    const id = traceId();
    const { body: order } = await at.ann.call('POST', '/api/orders', place, called(id));
    expect(order['status']).to.equal('AWAITING_PAYMENT');
    await at.shop.awaitOutcome(at.ann, order['id'] as string, 'CANCELLED');
    const first = await at.trace(id, ({ linkedFrom }) => linkedFrom.length > 0);
    expect(first.spans.map(({ name }) => name)).not.to.include(`undo ${STEPS.reserve}`);
    const timer = first.spans.find(({ name }) => name === 'sagas add timer')!;
    const later = first.linkedFrom.find(({ name }) => name === 'sagas process timer')!;
    const second = await at.trace(later.traceId, has('sagas process timer', `undo ${STEPS.reserve}`, 'Orders/Cancel'));
    const run = second.spans.find(({ name }) => name === 'sagas process timer')!;
    expect([run.parentId, run.links]).to.deep.equal([null, [{ traceId: id, spanId: timer.spanId }]]);

    const { body } = await at.admin.call('GET', `/api/traces?sagaId=${order['id']}`);
    expect((body['items'] as Trace[]).map((each) => each.traceId)).to.deep.equal([later.traceId, id]);
  });

  it('continue after a payment in the trace of the payment', async () => {
    const { body: order } = await at.ann.call('POST', '/api/orders', place, { prefer: 'wait=10' });
    const id = traceId();
    const payment = { orderId: order['id'], amount: 29.99, paymentMethod: 'credit_card', cardDetails: SECRET_CARD };
    expect((await at.ann.call('POST', '/api/payments', payment, called(id))).status).to.equal(201);
    const { spans } = await at.trace(id, has('POST /api/payments', 'sagas process signal', `do ${STEPS.capture}`));
    const run = spans.find(({ name }) => name === 'sagas process signal')!;
    const wakeUp = spans.find(({ name }) => name === 'sagas add signal')!;
    expect(run.parentId).to.equal(wakeUp.spanId);
    expect(spans.map(({ name }) => name)).to.include('Payments/Authorize');
  });

  it('record a refusal as error.type, and do not count as failed', async () => {
    const id = traceId();
    const wrong = { ...place, items: [{ productId: 'product-1', quantity: 1, price: 1 }] };
    expect((await at.ann.call('POST', '/api/orders', wrong, called(id))).status).to.equal(409);
    const both = (each: Trace) => each.spans.filter(({ kind }) => kind === 'server').length === 2;
    const { spans } = await at.trace(id, both);
    const server = spans.find(({ process, kind }) => process === 'order-service' && kind === 'server')!;
    expect([server.status, server.attributes['error.type']]).to.deep.equal(['ok', 'PRICE_CHANGED']);
    const { body } = await at.admin.call('GET', '/api/traces?failed=true&limit=100');
    expect((body['items'] as Trace[]).map((each) => each.traceId)).not.to.include(id);
  });

  it('are for administrators only, and an unknown trace is not found', async () => {
    expect((await at.ann.call('GET', '/api/traces')).status).to.equal(403);
    expect((await at.shop.call('GET', '/api/traces')).status).to.equal(401);
    expect((await at.admin.call('GET', `/api/traces/${traceId()}`)).body['code']).to.equal('TRACE_NOT_FOUND');
    expect((await at.admin.call('GET', '/api/traces/x')).status).to.equal(422);
  });

  it('are not recorded when the caller does not sample them', async () => {
    const id = traceId();
    const { headers } = await at.ann.call('GET', '/api/products', undefined, { traceparent: `00-${id}-${BROWSER}-00` });
    expect(headers.get('traceparent')).to.equal(`00-${id}-${BROWSER}-00`);
    const after = traceId();
    await at.ann.call('GET', '/api/products', undefined, called(after));
    await at.trace(after, has('GET /api/products', 'find products'));
    expect((await at.admin.call('GET', `/api/traces/${id}`)).status).to.equal(404);
  });

  it('contain no card number, cvv, password or token, wherever these are sent', async () => {
    const { number } = SECRET_CARD;
    await at.ann.call('POST', '/api/payments', {
      orderId: number,
      amount: 1,
      paymentMethod: 'credit_card',
      cardDetails: SECRET_CARD,
    });
    await at.ann.call('GET', `/api/orders/${number}?token=${at.ann.token}`);
    await at.ann.call('GET', `/api/orders/${number}`);
    await at.ann.call('POST', '/api/orders', { ...place, note: number, items: [{ productId: number, quantity: 1 }] });
    await at.ann.call('POST', '/api/users/login', { email: at.ann.email, password: 'password123' });
    const id = traceId();
    await at.ann.call('GET', `/api/payments/${number}`, undefined, called(id));
    await at.trace(id, has('GET /api/payments/:id'));

    const redis = new Redis(Number(new URL(at.shop.url).port) + 79, '127.0.0.1');
    const stream = JSON.stringify(await redis.xrange('{shop}:traces', '-', '+'));
    redis.disconnect();
    expect(stream).to.include(`do ${STEPS.authorize}`);
    expect(at.collector.raw.join('')).to.include(`do ${STEPS.authorize}`);
    const sinks = { redis: stream, collector: at.collector.raw.join('\n'), answers: at.answers.join('\n') };
    for (const [sink, text] of Object.entries(sinks))
      for (const secret of [...at.secrets, '123 Main St', at.ann.email])
        expect(text.includes(secret), `${secret} in ${sink}`).to.equal(false);
    expect(sinks.collector).not.to.match(/eyJ[\w-]{10,}\./);
  });

  systemSuite(at);

  it('reach the collector as well as Redis, the last ones when a process stops', async () => {
    const id = traceId();
    await at.ann.call('GET', '/api/products', undefined, called(id));
    await at.shop.stop();
    const sent = at.collector.spans.filter((span) => span.traceId === id);
    expect(sent.map(({ process, name }) => `${process} ${name}`)).to.include.members([
      'gateway GET /api/products',
      'gateway GET order-service',
      'order-service GET /api/products',
      'order-service find products',
    ]);
    expect(at.collector.spans.some(({ links }) => links?.some((link) => link.spanId))).to.equal(true);
  });
});
