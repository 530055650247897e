import type { JsonObject } from '@shop/testkit/json';
import { processNames, processOf } from '@shop/topology/processes';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { documented, expressions, isForeign, labelsOf } from '../support/observed.js';
import { askedIn, exposedIn } from '../support/promql.js';
import { place, type TracedShop } from '../support/traces.js';

const NONE = { count: 0, oldestMs: 0 };

/** What an operator reads besides traces. */
export function systemSuite(at: TracedShop): void {
  it('are complemented by GET /api/system, which shows every process, the queue, the sagas and the money at risk', async () => {
    expect((await at.ann.call('GET', '/api/system')).status).to.equal(403);
    const held = await at.ann.call('POST', '/api/orders', place, { prefer: 'wait=10' });
    // the saga waits a moment before its timer job exists
    const body = await until('the order that waits has its timer', async () => {
      const answer = await at.admin.call('GET', '/api/system');
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
    const body = { ...place, paymentMethodId: await at.cardOf('4000000000000119') };
    expect((await at.ann.call('POST', '/api/orders', body, { prefer: 'wait=20' })).body['status']).to.equal(
      'CONFIRMED',
    );
    // the metrics of the audit exist only once it has run
    await at.admin.call('POST', '/api/invariants/runs');
    await until('an audit has run', async () => {
      const { body: runs } = await at.admin.call('GET', '/api/invariants/runs');
      return (runs['items'] as JsonObject[]).some(({ last }) => last !== undefined);
    });
    const exposed = new Map<string, Set<string>>();
    const processes = Object.entries(at.shop.stack.urls).filter(([, url]) => url.startsWith('http'));
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
    // docs/observability.md describes them all; one without a value yet shows no labels
    const ours = [...exposed].filter(([metric]) => !isForeign(metric));
    const shownLabels = (labels: ReadonlySet<string>) =>
      [...labels].filter((label) => !['service', 'le'].includes(label));
    const wrong = ours.filter(
      ([metric, labels]) =>
        labels.size > 0 && shownLabels(labels).sort().join() !== labelsOf(metric)?.toSorted().join(),
    );
    expect(wrong.map(([metric, labels]) => [metric, ...labels])).to.deep.equal([]);
    const shown = new Set(ours.map(([metric]) => metric));
    expect(
      [...documented.keys()].filter((metric) => !shown.has(metric) && !shown.has(`${metric}_count`)),
    ).to.deep.equal([]);
  });
}
