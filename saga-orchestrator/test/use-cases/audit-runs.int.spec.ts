import { randomUUID } from 'node:crypto';
import { createMetrics } from '@shop/common/metrics';
import { silentLogger } from '@shop/common/logging/logger';
import { days, hours, minutes } from '@shop/common/time';
import { expect } from 'chai';
import mongoose, { type Connection } from 'mongoose';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import { AuditRepository } from '../../dist/data/audit.repository.js';
import { auditRunModel } from '../../dist/data/audit-run.model.js';
import { AuditRunRepository } from '../../dist/data/audit-run.repository.js';
import { sagaModel, type SagaDocument } from 'saga-engine/mongo/saga.model';
import type { AuditParts } from '../../dist/use-cases/audit.js';
import { AUDIT_LEASE_MS, startAudits } from '../../dist/use-cases/audit-runs.js';

/** 27 November 2026, 12:00 UTC: nine hours after the nightly audit. */
const NOON = Date.UTC(2026, 10, 27, 12);

describe('audits on a schedule', () => {
  let store: TestStore;
  let mongo: Connection;
  let sagas: mongoose.Model<SagaDocument>;
  let runs: AuditRunRepository;
  let now: number;
  let asked: string[][];
  let hold: Promise<void> | undefined;
  const stops: (() => Promise<void>)[] = [];

  before(async () => {
    store = await startStore();
  });
  beforeEach(async () => {
    mongo = await mongoose.createConnection(store.uri(`audits-${randomUUID()}`)).asPromise();
    sagas = sagaModel(mongo);
    runs = new AuditRunRepository(auditRunModel(mongo), AUDIT_LEASE_MS);
    [now, asked, hold] = [NOON, [], undefined];
  });
  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
    await mongo.dropDatabase();
    await mongo.close();
  });
  after(() => store.stop());

  /** Services that know no order, and record the ids that they are asked for. */
  const clients = {
    orders: {
      async *stream(_: string, { orderIds }: { orderIds: string[] }) {
        if (orderIds.length === 0) await hold;
        asked.push([...orderIds].sort());
        yield* [];
      },
    },
    payments: { async *stream() {} },
    stock: { async *stream() {} },
  } as unknown as AuditParts['clients'];

  const start = () => {
    const metrics = createMetrics('test');
    const stop = startAudits({
      clients,
      sagas: new AuditRepository(sagas),
      kept: { forgets: false, cutoff: () => 0 },
      runs,
      logger: silentLogger(),
      metrics,
      now: () => now,
      lookMs: 20,
    });
    stops.push(stop);
    return { stop, metrics };
  };
  const run = async (kind: string) => (await runs.all()).find(({ _id }) => _id === kind)!;
  const finished = (kind: string) =>
    until(`${kind} has finished`, async () => {
      const { last } = await run(kind);
      return last && last.finishedAt >= now ? last : undefined;
    });
  const saga = (orderId: string, state: string, updatedAt: number) =>
    sagas.collection.insertOne({
      _id: orderId,
      type: 'place-order',
      correlationId: orderId,
      state,
      nextActionAt: state === 'NEEDS_ATTENTION' ? now : null,
      createdAt: updatedAt,
      updatedAt,
    } as never);

  it('check each minute what has ended since, what needs attention, and again what was at fault', async () => {
    await saga('before', 'RESOLVED', NOON - hours(1));
    await saga('stuck', 'NEEDS_ATTENTION', NOON - hours(2));
    start();
    await until('it is prepared', () => run('recent'));
    await saga('lost', 'COMPLETED', NOON + 1);
    now = NOON + minutes(2);
    expect((await finished('recent')).ok).to.equal(false);
    expect(asked.flat()).to.include.members(['lost', 'stuck']).and.not.include('before');
    asked = [];
    now += minutes(2);
    await finished('recent');
    expect(asked[0], 'the order at fault, and what needs somebody').to.deep.equal(['lost', 'stuck']);
    await sagas.collection.deleteOne({ _id: 'lost' } as never);
    now += minutes(2);
    expect((await finished('recent')).ok).to.equal(true);
  });

  it('check everything at three in the morning, and on request', async () => {
    start();
    await until('it is prepared', () => run('whole'));
    now = NOON + hours(14.9);
    await finished('recent');
    expect((await run('whole')).last).to.equal(null);
    now = NOON + hours(15);
    await finished('whole');
    now += hours(1);
    await runs.want();
    await finished('whole');
    now = NOON + days(1) + hours(14.9);
    await finished('recent');
    expect((await run('whole')).last!.finishedAt).to.be.lessThan(now);
  });

  it('run in one of many orchestrators, and are restarted by another when it dies', async () => {
    const first = start();
    await until('it is prepared', () => run('whole'));
    let letGo = () => {};
    hold = new Promise((resolve) => (letGo = resolve));
    await runs.want();
    await until('it runs', async () => (await run('whole')).leaseUntil > now);
    const owner = (await run('whole')).owner;
    expect(await runs.lease('whole', now, 0)).to.equal(undefined);
    expect(await runs.lease('whole', now + AUDIT_LEASE_MS - 1, now)).to.equal(undefined);
    // it hangs for longer than its lease: its later findings do not count
    const taken = (await runs.lease('whole', now + AUDIT_LEASE_MS + 1, 0))!;
    expect(taken.owner).not.to.equal(owner);
    letGo();
    await first.stop();
    expect((await run('whole')).owner).to.equal(taken.owner);
    expect((await run('whole')).last).to.equal(null);
  });

  it('check what has ended recently even while a long audit of everything runs', async () => {
    const { stop } = start();
    await until('it is prepared', () => run('whole'));
    let letGo = () => {};
    hold = new Promise((resolve) => (letGo = resolve));
    await runs.want();
    await until('it runs', async () => (await run('whole')).leaseUntil > now);
    now += minutes(2);
    await saga('lost', 'COMPLETED', now - minutes(1));
    expect((await finished('recent')).ok).to.equal(false);
    expect((await run('whole')).last).to.equal(null);
    letGo();
    await finished('whole');
    await stop();
  });

  it('report their age, and that of the oldest saga that needs attention', async () => {
    await saga('stuck', 'NEEDS_ATTENTION', NOON - hours(2));
    const { metrics } = start();
    await until('it is prepared', () => run('recent'));
    now = NOON + minutes(2);
    await finished('recent');
    now += minutes(3);
    const text = await metrics.registry.metrics();
    expect(text).to.match(/^audit_ok\{kind="recent".*\} 1$/m);
    expect(text).to.match(/^saga_oldest_unresolved_seconds\{?.*\}? 7500$/m);
  });
});
