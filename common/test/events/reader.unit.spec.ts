import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { memoryCursors } from '@shop/testkit/events/memory-cursors';
import { MemorySource } from '@shop/testkit/events/memory-source';
import { startReader, type Reader, type ReaderOptions } from '../../dist/events/reader.js';
import { Faults } from '../../dist/faults.js';
import { silentLogger } from '../../dist/logging/logger.js';
import { createMetrics } from '../../dist/metrics.js';
import { currentContext } from '../../dist/tracing/context.js';
import { anEvent } from '@shop/testkit/events/an-event';

describe('a reader of events', () => {
  let source: MemorySource;
  let cursors: ReturnType<typeof memoryCursors>;
  let handled: string[];
  let reader: Reader;
  const metrics = createMetrics('test');
  const start = (options: Partial<ReaderOptions> = {}) =>
    (reader = startReader({
      name: 'mails',
      source,
      cursors,
      handle: async ({ id }) => void handled.push(id),
      logger: silentLogger(),
      metrics,
      faults: new Faults(false),
      faultPrefix: 'test',
      ...options,
    }));
  const handles = async (...ids: string[]) => {
    await until(`${ids.length} events`, () => handled.length >= ids.length);
    expect(handled).to.deep.equal(ids);
  };
  beforeEach(() => {
    source = new MemorySource('log');
    cursors = memoryCursors();
    handled = [];
  });
  afterEach(() => reader.close());

  it('handles old and new events in order, and resumes where it stopped', async () => {
    source.append(anEvent('1'), anEvent('2'));
    start();
    source.append(anEvent('3'));
    await handles('1', '2', '3');
    await reader.close();
    source.append(anEvent('4'));
    start();
    await handles('1', '2', '3', '4');
  });

  it('retries an event that fails before it handles the next one', async () => {
    source.append(anEvent('1'), anEvent('2'));
    let failures = 3;
    start({
      handle: async ({ id }) => {
        if (id === '1' && failures-- > 0) throw new Error('not now');
        handled.push(id);
      },
    });
    await handles('1', '2');
    expect(failures).to.equal(-1);
  });

  it('continues at the start of the log when unread events have expired, and counts the gap', async () => {
    source.append(anEvent('1'));
    start();
    await handles('1');
    await reader.close();
    source.append(anEvent('2'), anEvent('3'));
    source.forget(2);
    start();
    await handles('1', '3');
    expect(await metrics.registry.metrics()).to.match(/event_reader_gaps_total\{[^}]*\} 1/);
  });

  it('begins after the newest event if configured so, and replays from a given time', async () => {
    source.append(anEvent('1'));
    start({ begin: 'newest' });
    await until('it has begun', async () => (await cursors.find('mails:log')) === 1);
    source.append(anEvent('2'));
    await handles('2');
    await reader.replay(new Date(0));
    await handles('2', '1', '2');
  });

  describe('of some types', () => {
    let needed: readonly string[] | undefined;
    const of = (type: string, id: string) => ({ ...anEvent(id), type });
    const has = (position: number) =>
      until(`position ${position}`, async () => (await cursors.find('mails:log')) === position);
    const begin = (types: readonly string[] | undefined) => {
      needed = types;
      start({ types: async () => needed });
    };

    it('is sent no others, and its position passes them', async () => {
      begin(['paid']);
      source.append(of('made', '1'), of('paid', '2'), of('made', '3'));
      await has(3);
      await reader.close();
      source.append(of('paid', '4'), of('made', '5'));
      begin(['paid']);
      await has(5);
      expect(handled).to.deep.equal(['2', '4']);
    });

    it('handles those of a type from when it needs it, even if none was needed before', async () => {
      begin([]);
      source.append(of('made', '1'));
      await has(1);
      needed = ['made'];
      source.append(of('made', '2'), of('paid', '3'));
      await has(3);
      needed = ['paid', 'made'];
      source.append(of('paid', '4'), of('made', '5'));
      await has(5);
      needed = undefined;
      source.append(of('sent', '6'));
      await has(6);
      expect(handled).to.deep.equal(['2', '4', '5', '6']);
    });
  });

  it('handles each event in its own trace, with its subject in the context', async () => {
    const seen: unknown[] = [];
    source.append({ ...anEvent('1'), traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' });
    start({ handle: async () => void seen.push(currentContext()) });
    await until('the event', () => seen.length === 1);
    expect(seen[0]).to.include({ traceId: '0af7651916cd43dd8448eb211c80319c', orderId: 'order-1' });
  });

  it('reports its lag in events', async () => {
    source.append(anEvent('1'), anEvent('2'));
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    start({ handle: async ({ id }) => (await gate, void handled.push(id)) });
    const lag = async () =>
      /event_reader_lag\{reader="mails",source="log"[^}]*\} (\d+)/.exec(await metrics.registry.metrics())?.[1];
    expect(await lag()).to.equal('2');
    open();
    await until('no lag', async () => (await lag()) === '0');
  });
});
