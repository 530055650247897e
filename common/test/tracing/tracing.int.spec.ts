import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { annotate, currentContext, newContext, traceparentOf, withContext } from '../../dist/tracing/context.js';
import { conflict, unavailable } from '../../dist/errors.js';
import { otlpSink } from '../../dist/tracing/otlp.js';
import { traceStore } from '../../dist/tracing/store.js';
import { inSpan, recordSpans, type Attributes, type SpanData, type SpanSink } from '../../dist/tracing/tracing.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';
const fromCaller = (flags = '01') => newContext(undefined, `00-${TRACE}-${CALLER}-${flags}`);
const nothing = async () => undefined;

describe('tracing', () => {
  let spans: SpanData[];
  let stop: (ms?: number) => Promise<void>;
  const sink: SpanSink = { take: async (batch) => void spans.push(...batch), close: nothing };
  const record = (share = 1, to: SpanSink = sink) => {
    spans = [];
    stop = recordSpans([to], share);
  };
  const named = (name: string) => spans.find((span) => span.name === name)!;
  afterEach(async () => {
    await stop(10);
    recordSpans([], 1);
  });

  it('makes what is done within a span its child, and the caller’s span its parent', async () => {
    record();
    let sent = '';
    await withContext(fromCaller(), () =>
      inSpan('outer', { kind: 'server' }, () =>
        inSpan('inner', { kind: 'client' }, async () => void (sent = traceparentOf(currentContext()!))),
      ),
    );
    await stop();
    const [outer, inner] = [named('outer'), named('inner')];
    expect([outer.traceId, outer.parentId, inner.parentId]).to.deep.equal([TRACE, CALLER, outer.spanId]);
    expect(sent).to.equal(`00-${TRACE}-${inner.spanId}-01`);
    expect(inner.start).to.be.at.least(outer.start);
    expect(outer.start + outer.duration).to.be.at.least(inner.start + inner.duration);
  });

  it('begins a trace with the id that was already given out, once', async () => {
    record();
    const context = newContext();
    const promised = context.spanId;
    await withContext(context, async () => {
      await inSpan('first', {}, nothing);
      await inSpan('second', {}, nothing);
    });
    await stop();
    expect(named('first')).to.include({ spanId: promised });
    expect(named('first')).not.to.have.property('parentId');
    expect(named('second')).to.include({ parentId: promised });
  });

  it('samples a share of its own traces, and follows the caller’s decision for others', async () => {
    record(0.25);
    const contexts = Array.from({ length: 400 }, () => newContext());
    const share = contexts.filter(({ sampled }) => sampled).length / contexts.length;
    expect(share).to.be.within(0.12, 0.4);
    for (const context of [...contexts, fromCaller('00'), fromCaller('01')])
      await withContext(context, () => inSpan('work', {}, nothing));
    await stop();
    expect(spans).to.have.length(contexts.filter(({ sampled }) => sampled).length + 1);
    const unsampled = contexts.find(({ sampled }) => !sampled)!;
    expect(traceparentOf(unsampled)).to.match(/-00$/);
  });

  it('marks failures but not refusals, and adds ids that became known during the span', async () => {
    record();
    const fail = (name: string, error: Error) =>
      withContext(fromCaller(), () =>
        inSpan(name, {}, async () => {
          await inSpan('within', {}, async () => annotate({ orderId: 'order-1' }));
          throw error;
        }).catch(() => undefined),
      );
    await fail('refused', conflict('OUT_OF_STOCK', 'none'));
    await fail('broken', unavailable('gone'));
    await fail('bug', new TypeError('x is not a function'));
    await stop();
    expect([named('refused'), named('broken'), named('bug')].map(({ failed }) => failed)).to.deep.equal([
      false,
      true,
      true,
    ]);
    expect(named('refused').attributes).to.deep.equal({ 'error.type': 'OUT_OF_STOCK', 'shop.order.id': 'order-1' });
    expect(named('bug').attributes).to.include({ 'error.type': 'TypeError' });
  });

  it('exports only attributes of its list, and no card number in an id', async () => {
    record();
    const context = { ...fromCaller(), orderId: '4242424242424242', sagaId: 'saga-1' };
    const attributes = { 'http.route': '/api/orders', 'http.request.body': 'cvv=123' } as Attributes;
    await withContext(context, () => inSpan('work', { attributes }, nothing));
    await stop();
    expect(named('work').attributes).to.deep.equal({
      'http.route': '/api/orders',
      'shop.order.id': '[redacted]',
      'shop.saga.id': 'saga-1',
    });
  });

  it('loses spans, and nothing else, when they cannot be sent', async () => {
    record(1, { take: () => Promise.reject(new Error('full')), close: () => Promise.reject(new Error('gone')) });
    await withContext(fromCaller(), () => inSpan('work', {}, nothing));
    await stop();
    record(1, traceStore('redis://127.0.0.1:1', 'test', 'test'));
    await withContext(fromCaller(), () => inSpan('work', {}, nothing));
    await stop();
  });

  it('does not let a hanging collector delay the end', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    record(1, otlpSink(`http://127.0.0.1:${port}`, 'test', 'test'));
    await withContext(fromCaller(), () => inSpan('work', {}, nothing));
    const began = Date.now();
    await stop(200);
    expect(Date.now() - began).to.be.within(150, 2_000);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
