import { processNames, processOf } from '@shop/topology/processes';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { askedIn, exposedIn } from '../support/promql.js';
import { expressions } from '../support/observed.js';
import { startCollector, type Collector } from '../support/collector.js';
import { ADDRESS, startShop, type Person, type Shop } from '../support/shop.js';
import { webhookReceiver } from '../support/webhook-receiver.js';
import { until } from '@shop/testkit/until';
import { processOf as processOfParticipant } from '../../saga-orchestrator/src/clients/participants.js';
import { smoothly } from '../../saga-orchestrator/test/smoothly.js';
import { STEPS } from '../../saga-orchestrator/test/steps.js';

interface Span {
  readonly spanId: string;
  readonly parentId: string | null;
  readonly process: string;
  readonly name: string;
  readonly kind: string;
  readonly status: string;
  readonly attributes: Record<string, unknown>;
  readonly links: readonly { traceId: string; spanId: string }[];
}
interface Trace {
  readonly traceId: string;
  readonly name: string;
  readonly spans: readonly Span[];
  readonly linkedFrom: readonly { traceId: string; name: string }[];
}

const BROWSER = 'b7ad6b7169203331';
// not a test card; and a search for the quoted cvv finds no id or time by chance
const SECRET_CARD = { number: '6011000990139424', expiry: '12/40', cvv: '7391' };
const place = { items: [{ productId: 'product-1', quantity: 1 }], shippingAddress: ADDRESS };
const traceId = () => Array.from({ length: 32 }, () => Math.floor(Math.random() * 16).toString(16)).join('');
const called = (id: string) => ({ traceparent: `00-${id}-${BROWSER}-01`, prefer: 'wait=10' });

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
/** The calls of the saga of an order that is paid at once, with the process that answers each. */
const COMMANDS = smoothly('o', 0).sent.map(({ step, participant, method }) => ({
  step,
  call: `${capital(participant)}/${capital(method)}`,
  process: processOfParticipant({})[participant]!,
}));

const NONE = { count: 0, oldestMs: 0 };

/** The ancestors of a span, the nearest first. */
function ancestorsOf({ parentId }: Span, spans: readonly Span[]): Span[] {
  const parent = spans.find(({ spanId }) => spanId === parentId);
  return parent ? [parent, ...ancestorsOf(parent, spans)] : [];
}

describe('the traces of an order, over real processes', () => {
  let shop: Shop;
  let collector: Collector;
  let receiver: Awaited<ReturnType<typeof webhookReceiver>>;
  let ann: Person;
  let admin: Person;
  /** Texts that no span may contain. */
  const secrets = [SECRET_CARD.number, `"${SECRET_CARD.cvv}"`, 'password123', 'admin-password'];
  const answers: string[] = [];

  before(async () => {
    [collector, receiver] = await Promise.all([startCollector(), webhookReceiver()]);
    shop = await startShop({
      env: {
        PAYMENT_TIMEOUT_MS: '2500',
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        WEBHOOKS_ALLOW_PRIVATE: 'on',
      },
    });
    [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
    secrets.push(...[ann.token, admin.token].flatMap((token) => [token, token.split('.')[2]!]));
  });
  after(async () => {
    await shop?.stop();
    await Promise.all([collector?.stop(), receiver?.stop()]);
  });

  /** Waits until the trace satisfies `complete`, and returns it. */
  const trace = (id: string, complete: (trace: Trace) => boolean): Promise<Trace> =>
    until(`trace ${id} is complete`, async () => {
      const { status, body } = await admin.call<Trace>('GET', `/api/traces/${id}`);
      if (status !== 200) throw new Error(JSON.stringify(body));
      answers.push(JSON.stringify(body));
      return complete(body) ? body : Promise.reject(new Error(body.spans.map(({ name }) => name).join(', ')));
    });
  /** Whether the trace has spans of these names, and the parent of every span. */
  const has =
    (...names: string[]) =>
    ({ spans }: Trace) => {
      const known = new Set([...spans.map(({ spanId }) => spanId), BROWSER, null]);
      const whole = spans.every(({ parentId }) => known.has(parentId));
      return whole && names.every((name) => spans.some((span) => span.name === name));
    };
  const cardOf = async (number: string) =>
    (
      await ann.call('POST', '/api/payment-methods', {
        paymentMethod: 'credit_card',
        cardDetails: { ...SECRET_CARD, number },
      })
    ).body['id'] as string;

  it('connect the browser’s request with every process and database in one trace', async () => {
    const id = traceId();
    const body = { ...place, paymentMethodId: await cardOf(SECRET_CARD.number) };
    const { body: order, status } = await ann.call('POST', '/api/orders', body, called(id));
    expect([status, order['status']]).to.deep.equal([201, 'CONFIRMED']);
    // processes export their spans independently: that of a callee may arrive last
    const answered = ({ spans: all }: Trace, name: string) =>
      all.some((span) => span.kind === 'server' && span.name === name);
    const { spans } = await trace(
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
      collector.spans.find(({ process, traceId }) => process === 'payment-provider' && traceId === id),
    );
    expect(provider.parentSpanId).to.equal(authorize.spanId);
  });

  it('continue from the order to its mail and its webhook, and to the receiver', async () => {
    const events = ['order.confirmed'];
    const { body: webhook } = await admin.call('POST', '/api/webhooks', { url: receiver.url, events });
    const id = traceId();
    const body = { ...place, paymentMethodId: await cardOf(SECRET_CARD.number) };
    const { body: order } = await ann.call('POST', '/api/orders', body, called(id));
    const read = ['mails order.confirmed', 'webhooks order.confirmed'];
    const sent = ['mail order-confirmed', 'webhook order.confirmed'];
    const { spans } = await trace(id, has('Orders/Confirm', ...read, ...sent));
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
    const [call] = receiver.received;
    expect(receiver.about(order['id'])).to.deep.equal(events);
    expect(call!.headers['traceparent']).to.equal(`00-${id}-${named('webhook order.confirmed')[0]!.spanId}-01`);
    expect((await admin.call('DELETE', `/api/webhooks/${webhook['id']}`)).status).to.equal(204);
  });

  it('continue after a wait in a new trace that links back', async () => {
    const id = traceId();
    const { body: order } = await ann.call('POST', '/api/orders', place, called(id));
    expect(order['status']).to.equal('AWAITING_PAYMENT');
    await shop.awaitOutcome(ann, order['id'] as string, 'CANCELLED');
    const first = await trace(id, ({ linkedFrom }) => linkedFrom.length > 0);
    expect(first.spans.map(({ name }) => name)).not.to.include(`undo ${STEPS.reserve}`);
    const timer = first.spans.find(({ name }) => name === 'sagas add timer')!;
    const later = first.linkedFrom.find(({ name }) => name === 'sagas process timer')!;
    const second = await trace(later.traceId, has('sagas process timer', `undo ${STEPS.reserve}`, 'Orders/Cancel'));
    const run = second.spans.find(({ name }) => name === 'sagas process timer')!;
    expect([run.parentId, run.links]).to.deep.equal([null, [{ traceId: id, spanId: timer.spanId }]]);

    const { body } = await admin.call('GET', `/api/traces?sagaId=${order['id']}`);
    expect((body['items'] as Trace[]).map((each) => each.traceId)).to.deep.equal([later.traceId, id]);
  });

  it('continue after a payment in the trace of the payment', async () => {
    const { body: order } = await ann.call('POST', '/api/orders', place, { prefer: 'wait=10' });
    const id = traceId();
    const payment = { orderId: order['id'], amount: 29.99, paymentMethod: 'credit_card', cardDetails: SECRET_CARD };
    expect((await ann.call('POST', '/api/payments', payment, called(id))).status).to.equal(201);
    const { spans } = await trace(id, has('POST /api/payments', 'sagas process signal', `do ${STEPS.capture}`));
    const run = spans.find(({ name }) => name === 'sagas process signal')!;
    const wakeUp = spans.find(({ name }) => name === 'sagas add signal')!;
    expect(run.parentId).to.equal(wakeUp.spanId);
    expect(spans.map(({ name }) => name)).to.include('Payments/Authorize');
  });

  it('record a refusal as error.type, and do not count as failed', async () => {
    const id = traceId();
    const wrong = { ...place, items: [{ productId: 'product-1', quantity: 1, price: 1 }] };
    expect((await ann.call('POST', '/api/orders', wrong, called(id))).status).to.equal(409);
    const both = (each: Trace) => each.spans.filter(({ kind }) => kind === 'server').length === 2;
    const { spans } = await trace(id, both);
    const server = spans.find(({ process, kind }) => process === 'order-service' && kind === 'server')!;
    expect([server.status, server.attributes['error.type']]).to.deep.equal(['ok', 'PRICE_CHANGED']);
    const { body } = await admin.call('GET', '/api/traces?failed=true&limit=100');
    expect((body['items'] as Trace[]).map((each) => each.traceId)).not.to.include(id);
  });

  it('are for administrators only, and an unknown trace is not found', async () => {
    expect((await ann.call('GET', '/api/traces')).status).to.equal(403);
    expect((await shop.call('GET', '/api/traces')).status).to.equal(401);
    expect((await admin.call('GET', `/api/traces/${traceId()}`)).body['code']).to.equal('TRACE_NOT_FOUND');
    expect((await admin.call('GET', '/api/traces/x')).status).to.equal(422);
  });

  it('are not recorded when the caller does not sample them', async () => {
    const id = traceId();
    const { headers } = await ann.call('GET', '/api/products', undefined, { traceparent: `00-${id}-${BROWSER}-00` });
    expect(headers.get('traceparent')).to.equal(`00-${id}-${BROWSER}-00`);
    const after = traceId();
    await ann.call('GET', '/api/products', undefined, called(after));
    await trace(after, has('GET /api/products', 'find products'));
    expect((await admin.call('GET', `/api/traces/${id}`)).status).to.equal(404);
  });

  it('contain no card number, cvv, password or token, wherever these are sent', async () => {
    const { number } = SECRET_CARD;
    await ann.call('POST', '/api/payments', {
      orderId: number,
      amount: 1,
      paymentMethod: 'credit_card',
      cardDetails: SECRET_CARD,
    });
    await ann.call('GET', `/api/orders/${number}?token=${ann.token}`);
    await ann.call('GET', `/api/orders/${number}`);
    await ann.call('POST', '/api/orders', { ...place, note: number, items: [{ productId: number, quantity: 1 }] });
    await ann.call('POST', '/api/users/login', { email: ann.email, password: 'password123' });
    const id = traceId();
    await ann.call('GET', `/api/payments/${number}`, undefined, called(id));
    await trace(id, has('GET /api/payments/:id'));

    const redis = new Redis(Number(new URL(shop.url).port) + 79, '127.0.0.1');
    const stream = JSON.stringify(await redis.xrange('{shop}:traces', '-', '+'));
    redis.disconnect();
    expect(stream).to.include(`do ${STEPS.authorize}`);
    expect(collector.raw.join('')).to.include(`do ${STEPS.authorize}`);
    const sinks = { redis: stream, collector: collector.raw.join('\n'), answers: answers.join('\n') };
    for (const [sink, text] of Object.entries(sinks))
      for (const secret of [...secrets, '123 Main St', ann.email])
        expect(text.includes(secret), `${secret} in ${sink}`).to.equal(false);
    expect(sinks.collector).not.to.match(/eyJ[\w-]{10,}\./);
  });

  it('are complemented by GET /api/system, which shows every process, the queue, the sagas and the money at risk', async () => {
    expect((await ann.call('GET', '/api/system')).status).to.equal(403);
    const held = await ann.call('POST', '/api/orders', place, { prefer: 'wait=10' });
    // the saga waits a moment before its timer job exists
    const body = await until('the order that waits has its timer', async () => {
      const answer = await admin.call('GET', '/api/system');
      expect(answer.status).to.equal(200);
      return answer.body['queue'].delayed > 0 ? answer.body : undefined;
    });
    const names = processNames.filter((name) => !processOf(name).simulated);
    expect(body['processes'].map((each: { process: string }) => each.process)).to.deep.equal(names);
    for (const each of body['processes']) {
      expect(each, each.process).to.include({ ready: true });
      expect(each.rssBytes, each.process).to.be.greaterThan(10_000_000);
      expect(each.eventLoopLagMs, each.process).to.be.within(0, 60_000);
    }
    const orders = body['processes'].find((each: { process: string }) => each.process === 'order-service');
    expect(orders.breakers.map(({ upstream }: { upstream: string }) => upstream.split(' ')[0])).to.include(
      'saga-orchestrator',
    );
    expect(orders.breakers[0].state).to.equal('closed');
    expect(body['queue']).to.have.keys('wait', 'active', 'delayed', 'failed');
    expect(body['intake']).to.deep.equal({ orders: NONE, payments: NONE });
    const { byState, oldestWaitingMs, finishedPerMinute, latencyMs } = body['sagas'];
    expect(held.body['status']).to.equal('AWAITING_PAYMENT');
    expect(byState.WAITING).to.be.at.least(1);
    expect(oldestWaitingMs).to.be.within(0, 60_000);
    const sum = (what: string) =>
      finishedPerMinute.reduce((all: number, each: Record<string, number>) => all + each[what]!, 0);
    expect([finishedPerMinute.length, sum('compensated'), sum('completed')]).to.deep.equal([
      60,
      byState.COMPENSATED,
      byState.COMPLETED,
    ]);
    expect(latencyMs.count).to.equal(sum('compensated') + sum('completed'));
    expect(latencyMs.p99).to.be.at.least(latencyMs.p50);
    expect(body['moneyAtRisk']).to.be.an('array');
  });

  it('are complemented by metrics, which include all that the alerts and the dashboard read', async () => {
    // this card fails twice before it works, so that there are retries to count
    const body = { ...place, paymentMethodId: await cardOf('4000000000000119') };
    expect((await ann.call('POST', '/api/orders', body, { prefer: 'wait=20' })).body['status']).to.equal('CONFIRMED');
    // the metrics of the audit exist only once it has run
    await admin.call('POST', '/api/invariants/runs');
    await until('an audit has run', async () => {
      const { body: runs } = await admin.call('GET', '/api/invariants/runs');
      return (runs['items'] as Record<string, any>[]).some(({ last }) => last !== undefined);
    });
    const exposed = new Map<string, Set<string>>();
    const processes = Object.entries(shop.stack.urls).filter(([, url]) => url.startsWith('http'));
    expect(processes).to.have.length(7);
    for (const [process, url] of processes) {
      const text = await (await fetch(`${url}/metrics`)).text();
      expect(text, process).to.match(/^http_server_duration_seconds_count\{.*route="[^"]+"/m);
      for (const [name, labels] of exposedIn(text))
        exposed.set(name, new Set([...(exposed.get(name) ?? []), ...labels]));
    }
    const ofPrometheus = ['instance', 'job', 'le'];
    for (const { where, expr } of expressions)
      for (const { metric, labels } of askedIn(expr).filter((each) => each.metric !== 'up')) {
        expect([...exposed.keys()], where).to.include(metric);
        expect([...ofPrometheus, ...exposed.get(metric)!], `${metric} of ${where}`).to.include.members([...labels]);
      }
  });

  it('reach the collector as well as Redis, the last ones when a process stops', async () => {
    const id = traceId();
    await ann.call('GET', '/api/products', undefined, called(id));
    await shop.stop();
    const sent = collector.spans.filter((span) => span.traceId === id);
    expect(sent.map(({ process, name }) => `${process} ${name}`)).to.include.members([
      'gateway GET /api/products',
      'gateway GET order-service',
      'order-service GET /api/products',
      'order-service find products',
    ]);
    expect(collector.spans.some(({ links }) => links?.some((link) => link.spanId))).to.equal(true);
  });
});
