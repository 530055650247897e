import { randomUUID } from 'node:crypto';
import { INTERNAL_HEADER, InternalTokens } from '@shop/common/auth/internal-tokens';
import { createLogger, silentLogger, type Logger } from '@shop/common/logging/logger';
import type { Service } from '@shop/common/service/start-service';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import mongoose from 'mongoose';
import type { Definition } from 'saga-engine/core/definition';
import type { Registry } from 'saga-engine/core/registry';
import { saga } from 'saga-engine/core/saga';
import { startApp } from '../dist/app.js';
import { summarySchema } from '../dist/http/saga-reports.schema.js';
import { orders, stock } from '../dist/sagas/participants.js';
import { placeOrder } from '../dist/sagas/place-order.js';
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

export const OLD = placeOrder.version;
export const NEXT = OLD + 1;
/** The next version has one more step before the order is confirmed. */
const check = saga<unknown>('check', { version: 1 })
  .step('check-fraud', { command: (s) => stock.restock({ orderId: s.id }), compensate: 'nothing' })
  .pivot('confirm', { command: (s) => orders.confirm({ orderId: s.id }) })
  .end().steps[0]!;
/** The next version, with this step as the one that is new. */
export const secondVersion = (extra = check): Definition => ({
  ...(placeOrder as Definition),
  version: NEXT,
  steps: [...placeOrder.steps.slice(0, 2), extra, ...placeOrder.steps.slice(2)],
});
/** The value of this gauge for the next version. */
export const gauge = (name: string) => new RegExp(`${name}\\{type="place-order",version="${NEXT}"[^}]*\\} (\\d+)`);

/** Has a fleet of orchestrators, by name, on one database and one Redis during the tests of the enclosing `describe`. */
export function withFleet() {
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
  const boot = async (name: string, known: Registry) => {
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

  return {
    boot,
    end,
    asking,
    start,
    pay,
    ends,
    waits,
    sent,
    metric,
    summary,
    stored,
    warnings,
    get redis() {
      return redis;
    },
    get store() {
      return store;
    },
  };
}
