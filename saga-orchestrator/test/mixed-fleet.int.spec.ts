import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { INTERNAL_HEADER, InternalTokens } from '@shop/common/auth/internal-tokens';
import { isElsewhere, type Problem } from '@shop/common/errors';
import { createLogger, silentLogger, type Logger } from '@shop/common/logging/logger';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import type { Service } from '@shop/common/service/start-service';
import { startApp } from '../src/app.js';
import type { Definition } from 'saga-engine/core/definition';
import { KNOWN_EVENTS } from 'saga-engine/core/event-kinds';
import { registry } from 'saga-engine/core/registry';
import { saga } from 'saga-engine/core/saga';
import { summarySchema } from '../src/http/saga-reports.schema.js';
import type { LeftToAnother } from 'saga-engine/bullmq/forgotten';
import { jobIdOf } from 'saga-engine/bullmq/sagas-queue';
import { SAGAS_QUEUE } from '@shop/protos/channels';
import { cancelOrder } from '../src/sagas/cancel-order.js';
import { orders, stock } from '../src/sagas/participants.js';
import { placeOrder } from '../src/sagas/place-order.js';
import { gate } from 'saga-engine/operations/gate';
import {
  configFor,
  sagasCaller,
  SECRET,
  startRequest,
  startScripted,
  type SagasCaller,
  type Scripted,
} from './scripted.js';

interface Shown {
  readonly type: string;
  readonly version: number;
  readonly count: number;
  readonly oldest: string;
}
interface Summary {
  readonly unknown: (Shown & { elsewhere: boolean })[];
  readonly unknownEvents: Shown[];
  readonly waitingVersions: {
    type: string;
    version: number;
    have: number;
    orchestrators: number;
    since: string | null;
  }[];
}

const OLD = placeOrder.version;
const NEXT = OLD + 1;
/** The next version has one more step before the order is confirmed. */
const check = saga<unknown>('check', { version: 1 })
  .step('check-fraud', { command: (s) => stock.restock({ orderId: s.id }), compensate: 'nothing' })
  .pivot('confirm', { command: (s) => orders.confirm({ orderId: s.id }) })
  .end().steps[0]!;
const secondVersion = (extra = check): Definition => ({
  ...(placeOrder as Definition),
  version: NEXT,
  steps: [...placeOrder.steps.slice(0, 2), extra, ...placeOrder.steps.slice(2)],
});
const old = registry([placeOrder, cancelOrder]);
const both = registry([placeOrder, secondVersion(), cancelOrder]);
const onlyNew = registry([secondVersion(), cancelOrder]);
/** The value of this gauge for the next version. */
const gauge = (name: string) => new RegExp(`${name}\\{type="place-order",version="${NEXT}"[^}]*\\} (\\d+)`);
const ORPHANED = /^saga_orphaned\{[^}]*\} (\d+)$/m;
const commands = {
  [OLD]: ['create', 'reserve', 'authorize', 'confirm', 'capture'],
  [NEXT]: ['create', 'reserve', 'restock', 'authorize', 'confirm', 'capture'],
};

/** Runs the gate as a process. */
const command = async (env: Record<string, string>): Promise<{ code: number; output: string }> => {
  const args = ['--import', 'tsx', fileURLToPath(new URL('../src/gate.ts', import.meta.url))];
  const gating = spawn(process.execPath, args, { env: { PATH: process.env['PATH'] ?? '', ...env } });
  let output = '';
  gating.stdout.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = (await once(gating, 'close')) as [number];
  return { code, output };
};

describe('orchestrators with other versions of a saga, on one database and one Redis', function () {
  this.timeout(120_000);
  let redis: TestRedis;
  let store: TestStore;
  let peers: Scripted;
  const apps = new Map<string, Service>();
  const warnings: string[] = [];

  const logger = (): Logger => {
    const made = createLogger('test', 'silent' as never);
    const warn = (message: string, about?: object) => void warnings.push(`${message} ${JSON.stringify(about ?? {})}`);
    return Object.assign(Object.create(made) as Logger, silentLogger(), { warn, error: warn });
  };
  const boot = async (name: string, known: typeof old) => {
    const config = configFor(peers, { redisUrl: redis.url, mongoUri: store.uri('sagas') });
    const app = await startApp(config, logger(), known);
    apps.set(name, app);
    return app;
  };
  const end = async (name: string) => {
    await apps.get(name)?.close();
    apps.delete(name);
  };
  /** Runs `work` with a caller that uses these orchestrators in turn. */
  const asking = async <T>(names: readonly string[], work: (sagas: SagasCaller) => Promise<T>): Promise<T> => {
    const sagas = sagasCaller(...names.map((name) => apps.get(name)!.ports.grpc));
    try {
      return await work(sagas);
    } finally {
      sagas.close();
    }
  };
  const start = (
    at: readonly string[],
    paid = true,
    reach: 'RESTED' | 'STARTED' | 'ACCEPTED' = paid ? 'RESTED' : 'STARTED',
  ) =>
    asking(at, async (sagas) => {
      const request = startRequest(randomUUID(), { paid, until: reach });
      const answer = await sagas.call('Start', { ...request, waitMs: 20_000 }, { deadlineMs: 30_000 });
      return answer.saga!;
    });
  const pay = (at: readonly string[], sagaId: string) =>
    asking(at, (sagas) =>
      sagas.call('Signal', {
        sagaId,
        paymentSubmitted: { paymentMethodId: 'pm', amountMinor: 100, currency: 'USD' },
        until: 'ACCEPTED',
        waitMs: 0,
      }),
    );
  const ends = (at: string, sagaId: string, state: string) =>
    until(
      `saga ${sagaId} is ${state}`,
      async () => {
        const found = await asking([at], (sagas) => sagas.call('Get', { sagaId }));
        return found.state === state ? found : undefined;
      },
      30_000,
    );
  const waits = (at: string, sagaId: string) => ends(at, sagaId, 'WAITING');
  /** The distinct commands that a saga has sent. A process that is blocked for a while makes another one repeat them. */
  const sent = (id: string) => [...new Set(peers.sent.get(id))];
  const metric = async (name: string, pattern: RegExp) => {
    const text = await (await fetch(`http://127.0.0.1:${apps.get(name)!.ports.http}/metrics`)).text();
    return Number(pattern.exec(text)?.[1] ?? 0);
  };

  /** The administrator's summary of all sagas at this orchestrator. */
  const summary = async (name: string) => {
    const token = new InternalTokens('gateway', SECRET).issue('saga-orchestrator', { sub: 'root', role: 'admin' });
    const url = `http://127.0.0.1:${apps.get(name)!.ports.http}/api/sagas/summary`;
    const answer = (await (await fetch(url, { headers: { [INTERNAL_HEADER]: token } })).json()) as Summary;
    expect(summarySchema.validate(answer, { convert: false }).error).to.equal(undefined);
    return answer;
  };

  /** Runs `work` on a collection of the orchestrators' database. */
  const stored = async <T>(name: string, work: (documents: mongoose.mongo.Collection) => Promise<T>): Promise<T> => {
    const mongo = await mongoose.createConnection(store.uri('sagas')).asPromise();
    try {
      return await work(mongo.collection(name) as unknown as mongoose.mongo.Collection);
    } finally {
      await mongo.close();
    }
  };

  before(async () => {
    [redis, store, peers] = await Promise.all([startRedis(), startStore(), startScripted()]);
  });
  after(async () => {
    for (const name of apps.keys()) await end(name);
    await peers?.close();
    await Promise.all([redis?.stop(), store?.stop()]);
  });

  const waiting: Record<string, string> = {};
  let confirmed = '';
  let weighed = '';

  it('begin new sagas with the former version while one of them lacks the new one, and both finish each saga', async () => {
    await boot('old', old);
    confirmed = (await start(['old'])).id;
    waiting['first'] = (await start(['old'], false)).id;
    await boot('new', both);
    const sagas = await Promise.all(Array.from({ length: 15 }, () => start(['old', 'new'], true, 'ACCEPTED')));
    expect(sagas.map(({ version }) => version)).to.deep.equal(sagas.map(() => OLD));
    for (const { id } of sagas) await ends('new', id, 'COMPLETED');
    for (const { id } of sagas) expect(sent(id)).to.deep.equal(commands[OLD]!);
    // both report that the new version waits, and for whom
    for (const name of ['old', 'new']) {
      const waitingVersions = await until(`${name} shows it`, async () => {
        const versions = (await summary(name)).waitingVersions;
        return versions.length > 0 ? versions : undefined;
      });
      expect(waitingVersions, name).to.have.length(1);
      expect(waitingVersions[0], name).to.include({ type: 'place-order', version: NEXT, have: 1, orchestrators: 2 });
      expect(Date.now() - Date.parse(waitingVersions[0]!.since!)).to.be.within(0, 120_000);
      expect(await metric(name, gauge(`saga_version_waiting`)), name).to.equal(1);
    }
  });

  it('begin them with the new version once the last one that lacks it is gone', async () => {
    await end('old');
    await until('a saga of the new version', async () => (await start(['new'])).version === NEXT || undefined, 20_000);
    const { id, version, state } = await start(['new']);
    expect([version, state, sent(id)]).to.deep.equal([NEXT, 'COMPLETED', commands[NEXT]!]);
    waiting['second'] = (await start(['new'], false)).id;
    await waits('new', waiting['second']);
    const { unknown, unknownEvents, waitingVersions } = await summary('new');
    expect([unknown, unknownEvents, waitingVersions]).to.deep.equal([[], [], []]);
    const shown = ['saga_version_waiting', 'saga_unknown', 'saga_unreadable'].map((name) => `^${name}{`);
    expect(await metric('new', new RegExp(`(?:${shown.join('|')}).* (\\d+)$`, 'm'))).to.equal(0);
  });

  it('permit a restart of the old release beside sagas of the new one, which it does not run but can show', async () => {
    await boot('old', old);
    await until(
      'the old version is used again',
      async () => (await start(['old', 'new'])).version === OLD || undefined,
      20_000,
    );
    const id = waiting['second']!;
    await asking(['old'], async (sagas) => {
      expect((await sagas.call('Get', { sagaId: id })).steps).to.have.length(placeOrder.steps.length + 1);
      expect((await sagas.call('List', { limit: 100 })).items!.map((each) => each.id)).to.include(id);
      expect(JSON.parse((await sagas.call('Export', { sagaId: id })).json!)).to.include({ id, version: NEXT });
      const again = await sagas.call('Start', { ...startRequest(id, { paid: false }), until: 'ACCEPTED' });
      expect([again.created, again.saga?.version]).to.deep.equal([false, NEXT]);
    });
    const refused = (await pay(['old'], id).catch((error: unknown) => error)) as Problem;
    expect([refused.status, isElsewhere(refused)]).to.deep.equal([503, true]);
    const cancelled = await asking(['old'], (sagas) =>
      sagas.call('Cancel', { orderId: id, by: 'u', reason: 'CUSTOMER_CANCELLED' }),
    ).catch((error: unknown) => error as Problem);
    expect((cancelled as Problem).status).to.equal(503);
    expect(await metric('old', gauge(`saga_unknown`))).to.be.greaterThan(0);
    expect(await metric('new', gauge(`saga_unknown`))).to.equal(0);
    // the other one runs them
    for (const name of ['old', 'new']) expect(await metric(name, ORPHANED), name).to.equal(0);
    const { unknown } = await summary('old');
    expect(unknown).to.have.length(1);
    expect(unknown[0]).to.include({ type: 'place-order', version: NEXT, elsewhere: true });
    expect(unknown[0]!.count).to.be.greaterThan(0);
    expect(Date.parse(unknown[0]!.oldest)).to.be.below(Date.now());
    expect((await summary('new')).unknown).to.deep.equal([]);
  });

  it('pass signals to the one that knows the saga, and continue it whichever gets the job first, under load', async () => {
    await Promise.all([
      ...Array.from({ length: 15 }, () => start(['old', 'new'], true, 'ACCEPTED')),
      pay(['old', 'new'], waiting['second']!),
      pay(['old', 'new'], waiting['first']!),
    ]);
    await ends('new', waiting['second']!, 'COMPLETED');
    await ends('old', waiting['first']!, 'COMPLETED');
    expect(sent(waiting['second']!)).to.deep.equal(commands[NEXT]!);
    expect(sent(waiting['first']!)).to.deep.equal(commands[OLD]!);
    expect(warnings.filter((line) => line.includes('A run of a saga failed'))).to.deep.equal([]);
  });

  it('skip sagas that none of them knows, and continue them when one that does is back', async () => {
    await end('old');
    await until(
      'the new version is used again',
      async () => (await start(['new'])).version === NEXT || undefined,
      20_000,
    );
    waiting['third'] = (await start(['new'], false)).id;
    await waits('new', waiting['third']);
    await pay(['new'], waiting['third']);
    const stuck = await Promise.all(Array.from({ length: 10 }, () => start(['new'], false)));
    await end('new');
    await boot('old', old);
    const at = Date.now();
    expect((await start(['old'])).state).to.equal('COMPLETED');
    expect(Date.now() - at).to.be.lessThan(10_000);
    const [left] = await until('no process has the new version', async () => {
      const { unknown } = await summary('old');
      return unknown[0]?.elsewhere === false ? unknown : undefined;
    });
    expect([left!.version, left!.count >= 10]).to.deep.equal([NEXT, true]);
    expect(await metric('old', ORPHANED)).to.equal(left!.count);
    const passage = await gate(store.uri('sagas'), old, silentLogger());
    expect(passage.passed).to.equal(false);
    expect(passage.lines.join('\n')).to.match(new RegExp(`place-order version ${NEXT} has 1\\d live sagas`));
    expect((await gate(store.uri('sagas'), old, silentLogger(), { rollback: true })).passed).to.equal(true);
    // as in a deployment, with the definitions of this release
    const { code, output } = await command({ MONGODB_URI: store.uri('sagas') });
    expect(code).to.equal(1);
    expect(output).to.match(new RegExp(`saga place-order version ${NEXT} has 1\\d live sagas`));
    expect((await command({ MONGODB_URI: '' })).code).to.equal(78);
    await boot('new', both);
    await Promise.all(stuck.map(({ id }) => pay(['old', 'new'], id)));
    for (const { id } of stuck) await ends('old', id, 'COMPLETED');
    for (const { id } of stuck) expect(sent(id)).to.deep.equal(commands[NEXT]!);
    await ends('new', waiting['third'], 'COMPLETED');
  });

  it('forget one that was killed, so that later ones do not wait for it', async () => {
    await end('old');
    const killed = {
      beat: 7,
      events: KNOWN_EVENTS,
      knows: [`place-order ${OLD}`, `cancel-order ${cancelOrder.version}`],
    };
    const writeDown = (peers: mongoose.mongo.Collection) =>
      peers.insertOne({ _id: 'killed' as never, beatAt: new Date(), ...killed });
    await stored('orchestrators', writeDown);
    await until('it is waited for', async () => (await start(['new'])).version === OLD);
    const count = () => stored('orchestrators', (peers) => peers.countDocuments({ _id: 'killed' as never }));
    await until('it is forgotten', async () => (await count()) === 0, 30_000);
    await boot('old', both);
    expect((await start(['old'])).version).to.equal(NEXT);
  });

  it('list and undo orders of the old version in a release that has only the new one', async () => {
    expect((await gate(store.uri('sagas'), onlyNew, silentLogger())).passed).to.equal(true);
    await end('old');
    await end('new');
    await boot('next', onlyNew);
    await asking(['next'], async (sagas) => {
      expect((await sagas.call('Get', { sagaId: confirmed })).steps!.map(({ status }) => status)).to.include('done');
      const { reached } = await sagas.call('Cancel', { orderId: confirmed, by: 'u', reason: 'CUSTOMER_CANCELLED' });
      expect(reached).to.equal(true);
      // nothing is left once the saga that undoes it is started
      const left = (await sagas.call('Preview', { sagaId: confirmed })).actions!.map(({ step }) => step);
      expect(left).to.deep.equal(left.length === 0 ? [] : ['follow-up']);
    });
    await until('it was undone', async () => sent(confirmed).includes('mark-cancelled') || undefined, 20_000);
    expect(sent(confirmed)).to.deep.equal([
      ...commands[OLD]!,
      'stop-changes',
      'refund-order',
      'restock',
      'mark-cancelled',
    ]);
  });

  it('report sagas whose journal has entries that only a newer release knows', async () => {
    const id = (await start(['next'], false)).id;
    await waits('next', id);
    const { type, version, createdAtMs } = await asking(['next'], (sagas) => sagas.call('Get', { sagaId: id }));
    const due = { nextActionAt: Date.now() };
    await stored('sagas', (sagas) =>
      sagas.updateOne({ _id: id } as never, { $push: { journal: { type: 'weighed', at: 1 } } as never, $set: due }),
    );
    const [shown] = await until(
      'it is shown',
      async () => {
        const { unknownEvents } = await summary('next');
        return unknownEvents.length > 0 ? unknownEvents : undefined;
      },
      20_000,
    );
    expect(shown).to.include({ type, version, count: 1 });
    expect(Date.parse(shown!.oldest)).to.equal(Number(createdAtMs));
    weighed = id;
    // the metric is cached for a minute
    const unreadable = gauge(`saga_unreadable`);
    await until('it is in the metrics', async () => (await metric('next', unreadable)) === 1, 80_000);
  });

  it('hand on such a saga within seconds once a release that reads it is up, however long it has rested', async () => {
    const jobs = new Redis(redis.url);
    const leftUntil = async () => {
      const left = await jobs.hget(`${SAGAS_QUEUE.prefix}:${SAGAS_QUEUE.name}:${jobIdOf(weighed)}`, 'left');
      return left ? (JSON.parse(left) as LeftToAnother).until : 0;
    };
    const long = await until(
      'it rests long',
      async () => ((await leftUntil()) > Date.now() + 6_000 ? leftUntil() : 0),
      40_000,
    );
    const newer = {
      beat: 1,
      events: [...KNOWN_EVENTS, 'weighed'],
      knows: [`place-order ${NEXT}`, `cancel-order ${cancelOrder.version}`],
    };
    await stored('orchestrators', (peers) => peers.insertOne({ _id: 'newer' as never, beatAt: new Date(), ...newer }));
    const at = Date.now();
    await until('it is tried again', async () => (await leftUntil()) !== long, 20_000);
    expect(Date.now() - at).to.be.lessThan(5_000);
    // so that the newer release takes it
    expect(await leftUntil()).to.be.lessThan(Date.now() + 1_000);
    await stored('orchestrators', (peers) => peers.deleteOne({ _id: 'newer' as never }));
    jobs.disconnect();
  });

  it('refuse to start with a definition that was changed under its version, and name the step', async () => {
    const other = saga<unknown>('check', { version: 1 })
      .step('check-fraud', { command: (s) => stock.release({ orderId: s.id }), compensate: 'nothing' })
      .pivot('confirm', { command: (s) => orders.confirm({ orderId: s.id }) })
      .end().steps[0]!;
    const changed = registry([secondVersion(other), cancelOrder]);
    const refused = (await boot('changed', changed).catch((error: unknown) => error)) as Error & { exitCode?: number };
    expect(refused.exitCode).to.equal(78);
    expect(refused.message)
      .to.include(`saga place-order version ${NEXT} (check-fraud)`)
      .and.to.include('the next version');
    expect((await gate(store.uri('sagas'), changed, silentLogger())).lines.join()).to.include('check-fraud');
  });
});
