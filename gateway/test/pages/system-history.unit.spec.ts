import { silentLogger } from '@shop/common/logging/logger';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { keepHistory } from '../../dist/pages/system-history.js';

const system = (n: number) => ({
  at: new Date(n * 1000).toISOString(),
  processes: [{ process: 'gateway', replica: 'this one', breakers: [], rssBytes: 1, checks: { redis: 'ok' } }],
  queue: { wait: n, active: 0, delayed: 0, failed: 0 },
  intake: { orders: null, payments: null },
  sagas:
    n % 2
      ? { byState: {}, oldestWaitingMs: null, overdueMs: 0, latencyMs: { count: 0, p50: null, p99: null }, unknown: [] }
      : null,
  moneyAtRisk: null,
});

describe('the history of the system', () => {
  it('keeps the last sixty samples, and of each what the health page draws', async () => {
    let n = 0;
    const history = keepHistory(() => Promise.resolve(system(n++)), silentLogger(), 1);
    await until('more samples have come than are kept', () => n > 70);
    await history.close();
    const samples = history.samples();
    expect(samples).to.have.length(60);
    expect(samples.map(({ queue }) => (queue as { wait: number }).wait)).to.deep.equal(
      Array.from({ length: 60 }, (_, k) => n - 60 + k),
    );
    const known = samples.find(({ sagas }) => sagas !== null)!;
    expect(known).to.have.keys('at', 'processes', 'queue', 'sagas', 'moneyAtRisk');
    expect(known['sagas']).to.have.keys('byState', 'oldestWaitingMs', 'overdueMs', 'latencyMs');
    expect(known['processes']).to.deep.equal([{ process: 'gateway', replica: 'this one', breakers: [] }]);
  });

  it('continues after a sample that failed', async () => {
    let n = 0;
    const now = () => (n++ === 0 ? Promise.reject(new Error('nothing can be asked')) : Promise.resolve(system(n)));
    const history = keepHistory(now, silentLogger(), 1);
    await until('the next sample is there', () => history.samples().length > 0);
    await history.close();
  });
});

describe('the samples of the health page', () => {
  interface Sample {
    at: string;
    seconds: number;
  }
  const path = new URL('../../pages/console/samples.js', import.meta.url).href;
  let keep: (samples: Sample[], system: { at: string }) => Sample[];
  let precede: (history: { at: string }[], samples: Sample[]) => Sample[];
  before(async () => {
    ({ keep, precede } = (await import(path)) as { keep: typeof keep; precede: typeof precede });
  });
  const at = (seconds: number) => ({ at: new Date(seconds * 1000).toISOString() });

  it('begin with the history of the gateway, without duplicates of later samples', () => {
    const seen = keep(keep([], at(4000)), at(4002));
    const all = precede([at(300), at(3600), at(3960), at(4001)], seen);
    expect(all.map(({ seconds }) => seconds)).to.deep.equal([3600, 3960, 4000, 4002]);
  });

  it('are forgotten after an hour, and added once', () => {
    const samples = keep(keep(keep([], at(0)), at(3599)), at(3601));
    expect(samples.map(({ seconds }) => seconds)).to.deep.equal([3599, 3601]);
    expect(keep(samples, at(3601))).to.equal(samples);
  });
});
