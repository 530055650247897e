import { placeOrder } from '../src/sagas/place-order.js';
import { randomUUID } from 'node:crypto';
import { INTERNAL_HEADER, InternalTokens } from '@shop/common/auth/internal-tokens';
import { conflict, unavailable } from '@shop/common/errors';
import { silentLogger } from '@shop/common/logging/logger';
import { expect } from 'chai';
import mongoose, { type Connection } from 'mongoose';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import type { Service } from '@shop/common/service/start-service';
import { startApp } from '../src/app.js';
import { bulkModel } from 'saga-engine/mongo/bulk.model';
import { BulkRepository } from 'saga-engine/mongo/bulk.repository';
import { mongoJournal } from 'saga-engine/mongo/journal';
import { sagaModel } from 'saga-engine/mongo/saga.model';
import { SagaRepository } from 'saga-engine/mongo/sagas.repository';
import { sagaCalls } from 'saga-engine/core/saga-calls';
import type { EnginePorts } from 'saga-engine/core/ports';
import { bulkSchema, pausesSchema } from '../src/http/operations.schema.js';
import { sagaSchema } from '../src/http/sagas.schema.js';
import { placeOrderLabels } from '../src/sagas/place-order.labels.js';
import { bulkUseCases } from 'saga-engine/operations/bulk';
import { carryOnBulk } from 'saga-engine/operations/bulk-worker';
import { configFor, sagasCaller, SECRET, startRequest, startScripted, type Scripted } from './scripted.js';
import { stuckSaga } from './stuck.js';
import { CANCEL_STEPS, STEPS } from './steps.js';

/** BULK=5000 tests the number of a large incident. */
const MANY = Number(process.env['BULK'] ?? 120);
const KILLED = process.env['BULK'] ? MANY : 50;
/** At most 50 a second are started; a loaded machine may take five times as long. */
const BULK_MS = 240_000 + 100 * MANY;

describe('operators', function () {
  this.timeout(2 * BULK_MS);
  let redis: TestRedis;
  let store: TestStore;
  let peers: Scripted;
  let apps: Service[];
  let mongo: Connection;

  const call = async (
    method: string,
    path: string,
    body?: object,
    more: Record<string, string> = {},
    app = apps[0]!,
  ) => {
    const token = new InternalTokens('gateway', SECRET).issue('saga-orchestrator', { sub: 'root', role: 'admin' });
    const headers = { ...more, [INTERNAL_HEADER]: token, ...(body ? { 'content-type': 'application/json' } : {}) };
    const options = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
    const answer = await fetch(`http://127.0.0.1:${app.ports.http}${path}`, options);
    const text = await answer.text();
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test says what it expects to be there
    return { status: answer.status, body: (text ? JSON.parse(text) : {}) as Record<string, any> };
  };
  const saga = async (id: string) => (await call('GET', `/api/sagas/${id}`)).body;
  const stepOf = (of: Record<string, any>, name: string) =>
    (of['steps'] as Record<string, any>[]).find((step) => step['name'] === name)!;
  const isIn = (id: string, state: string) =>
    until(`${id} is ${state}`, async () => (await saga(id))['state'] === state);
  const start = async (id = randomUUID()) => {
    const caller = sagasCaller(apps[0]!.ports.grpc);
    await caller.call('Start', startRequest(id, { until: 'ACCEPTED' }), { deadlineMs: 20_000 });
    caller.close();
    return id;
  };
  /** Stores `count` sagas that are stuck at the capture and need attention. */
  const stuck = async (count: number, prefix: string) => {
    const sagas = Array.from({ length: count }, (_, n) => stuckSaga(`${prefix}-${String(n).padStart(5, '0')}`));
    await mongo
      .collection('sagas')
      .insertMany(sagas.map(({ id, ...rest }) => ({ _id: id, token: '', ...rest })) as never);
    return sagas.map(({ id }) => id);
  };

  before(async () => {
    [redis, store, peers] = await Promise.all([startRedis(), startStore(), startScripted()]);
    const config = configFor(peers, { redisUrl: redis.url, mongoUri: store.uri('sagas') });
    apps = [await startApp(config, silentLogger()), await startApp(config, silentLogger())];
    mongo = await mongoose.createConnection(store.uri('sagas')).asPromise();
  });
  after(async () => {
    await mongo?.close();
    await Promise.all((apps ?? []).map((app) => app.close()));
    await peers?.close();
    await Promise.all([redis?.stop(), store?.stop()]);
  });

  it('force an outcome with a reason, and with a confirmation where it might break conservation, which the saga records', async () => {
    const [id = ''] = await stuck(1, 'force');
    const body = { step: STEPS.capture, outcome: 'done', reason: 'captured at the bank' };
    expect((await call('POST', `/api/sagas/${id}/force`, { ...body, reason: ' ' })).status).to.equal(422);
    expect((await call('POST', `/api/sagas/${id}/force`, { ...body, step: 'nonsense' })).status).to.equal(422);
    expect((await call('POST', `/api/sagas/none/force`, body)).status).to.equal(404);
    const unsure = await call('POST', `/api/sagas/${id}/force`, body);
    expect([unsure.status, unsure.body['code']]).to.deep.equal([409, 'WOULD_BREAK_CONSERVATION']);
    const key = { 'idempotency-key': 'force-1' };
    const forced = await call('POST', `/api/sagas/${id}/force`, { ...body, confirm: true }, key);
    expect([forced.status, forced.body['state']]).to.deep.equal([202, 'COMPLETED']);
    expect(sagaSchema.validate(forced.body, { convert: false }).error).to.equal(undefined);
    expect(forced.body['audit'][0]).to.deep.include({ by: 'root', action: 'force', step: STEPS.capture });
    const replayed = await call('POST', `/api/sagas/${id}/force`, { ...body, confirm: true }, key);
    expect([replayed.status, replayed.body['audit'].length]).to.deep.equal([202, 1]);
    const late = await call('POST', `/api/sagas/${id}/force`, { ...body, confirm: true });
    expect([late.status, late.body['code']]).to.deep.equal([409, 'SAGA_FINISHED']);
    expect(peers.sent.get(id)).to.equal(undefined);
    expect(JSON.stringify((await call('GET', `/api/sagas/${id}/export`)).body)).to.not.include('at the bank');
  });

  it('force and restart either a step or its undo, for one saga and in bulk', async () => {
    const id = randomUUID();
    peers.script.set(`${id} reserve`, () => Promise.reject(conflict('OUT_OF_STOCK', 'none left')));
    peers.script.set(`${id} cancel`, () => Promise.reject(unavailable('not now')));
    await start(id);
    await until(
      'the undo of the first step fails',
      async () => stepOf(await saga(id), STEPS.create).undo?.attempts > 0,
    );
    const path = `/api/sagas/${id}`;
    const force = { step: STEPS.create, outcome: 'done', reason: 'cancelled by hand', confirm: true };
    for (const wrong of [{ phase: 'do' }, { phase: 'undo', reply: {} }, { phase: '' }])
      expect((await call('POST', `${path}/force`, { ...force, ...wrong })).status, JSON.stringify(wrong)).to.equal(422);
    for (const [action, body] of Object.entries({ force, restart: { step: STEPS.create, reason: 'r' } })) {
      const other = await call('POST', `${path}/${action}`, { ...body, phase: 'step' });
      expect([other.status, other.body['code']], action).to.deep.equal([409, 'STEP_NOT_OPEN']);
      expect(other.body['detail'], action).to.include('compensate');
    }
    const filter = { type: placeOrder.name, step: STEPS.create };
    const bulk = { action: 'force', outcome: 'done', confirm: true, reason: 'cancelled by hand' };
    const matched = async (more: object) =>
      (await call('POST', '/api/sagas/bulk', { ...bulk, filter: { ...filter, ...more }, dryRun: true })).body[
        'matched'
      ];
    expect([await matched({ phase: 'step' }), await matched({ phase: 'undo' }), await matched({})]).to.deep.equal([
      0, 1, 1,
    ]);
    for (const more of [{ phase: 'undo' }, { outcome: 'refused' }, { action: 'retry' }]) {
      const replying = await call('POST', '/api/sagas/bulk', { ...bulk, reply: {}, ...more, filter, dryRun: true });
      expect([replying.status, replying.body['errors']?.[0].path], JSON.stringify(more)).to.deep.equal([422, 'reply']);
    }
    const unnamed = await call('POST', '/api/sagas/bulk', { ...bulk, step: STEPS.create, filter: { phase: 'undo' } });
    expect(unnamed.status).to.equal(422);
    const done = async (wish: object) => {
      const { body } = await call('POST', '/api/sagas/bulk', { ...bulk, ...wish });
      return until('it is done', async () => {
        const now = (await call('GET', `/api/sagas/bulk/${body['id']}`)).body;
        return now['state'] === 'DONE' ? now : undefined;
      });
    };
    const wrong = await done({ filter, phase: 'step' });
    expect([wrong['done'], wrong['failed'], wrong['examples'][0].error]).to.satisfy(
      ([ok, failed, error]: [number, number, string]) => ok === 0 && failed === 1 && error.startsWith('STEP_NOT_OPEN'),
    );
    const right = await done({ filter: { ...filter, phase: 'undo' } });
    expect(right).to.deep.include({ step: STEPS.create, phase: 'undo', outcome: 'done', done: 1, failed: 0 });
    expect(bulkSchema.validate(right, { convert: false }).error).to.equal(undefined);
    await isIn(id, 'COMPENSATED');
    const { audit } = await saga(id);
    expect(audit[0]).to.deep.include({ action: 'force', step: STEPS.create, phase: 'undo', outcome: 'done' });
  });

  it('restart from a step with fresh attempts and the same command', async () => {
    const [id = ''] = await stuck(1, 'restart');
    const early = await call('POST', `/api/sagas/${id}/restart`, { step: STEPS.reserve, reason: 'r' });
    expect([early.status, early.body['code']]).to.deep.equal([409, 'STEP_NOT_OPEN']);
    expect((await call('POST', `/api/sagas/${id}/restart`, { step: STEPS.capture, reason: 'r' })).status).to.equal(202);
    await isIn(id, 'COMPLETED');
    expect(peers.sent.get(id)).to.deep.equal(['capture']);
  });

  it(`restart in bulk: a dry run, then ${MANY} stuck sagas, each once, beside live orders`, async () => {
    const ids = await stuck(MANY, 'bulk');
    const fitting = {
      state: 'NEEDS_ATTENTION',
      type: placeOrder.name,
      version: placeOrder.version,
      step: STEPS.capture,
    };
    const filter = { ...fitting, reason: 'SERVICE_UNAVAILABLE', after: new Date(0).toISOString() };
    const wish = { action: 'restart', filter, reason: 'the bank is back' };
    const asked = Date.now();
    const dry = await call('POST', '/api/sagas/bulk', { ...wish, dryRun: true });
    const dryRunMs = Date.now() - asked;
    expect([dry.status, dry.body]).to.deep.equal([200, { matched: MANY }]);
    for (const other of [
      { reason: 'OTHER' },
      { version: placeOrder.version + 1 },
      { step: STEPS.reserve },
      { before: filter.after },
    ]) {
      const none = await call('POST', '/api/sagas/bulk', { ...wish, filter: { ...filter, ...other }, dryRun: true });
      expect(none.body, JSON.stringify(other)).to.deep.equal({ matched: 0 });
    }
    const quiet = Date.now();
    await isIn(await start(), 'COMPLETED');
    const began = Date.now();
    const key = { 'idempotency-key': 'bulk-1' };
    const { status, body } = await call('POST', '/api/sagas/bulk', wish, key);
    expect([status, body['matched']]).to.deep.equal([202, MANY]);
    expect((await call('POST', '/api/sagas/bulk', wish, key)).body).to.deep.equal(body);
    const live: number[] = [];
    const done = await until(
      'it is done',
      async () => {
        const asked = Date.now();
        await isIn(await start(), 'COMPLETED');
        live.push(Date.now() - asked);
        const now = (await call('GET', `/api/sagas/bulk/${body['id']}`)).body;
        return now['state'] === 'DONE' ? now : undefined;
      },
      BULK_MS,
    );
    expect(bulkSchema.validate(done, { convert: false }).error).to.equal(undefined);
    expect(done).to.deep.include({ matched: MANY, done: MANY, failed: 0 });
    await until('all have ended', async () => (await dryCount()) === 0, BULK_MS);
    for (const id of ids) expect(peers.sent.get(id), id).to.deep.equal(['capture']);
    const sorted = live.toSorted((a, b) => a - b);
    console.log(
      `      ${MANY} sagas in ${((Date.now() - began) / 1000).toFixed(1)} s; dry run ${dryRunMs} ms; a live order meanwhile: ` +
        `before it ${began - quiet} ms, median ${sorted[sorted.length >> 1]} ms, longest ${sorted.at(-1)} ms (${sorted.length} orders)`,
    );
    async function dryCount() {
      return (
        await call('POST', '/api/sagas/bulk', { action: 'retry', filter: {}, all: true, reason: 'r', dryRun: true })
      ).body['matched'] as number;
    }
  });

  it('must say explicitly that a bulk operation is for every saga', async () => {
    const wish = { action: 'compensate', reason: 'r', filter: {} };
    for (const more of [{}, { all: false }, { dryRun: true }]) {
      const { status, body } = await call('POST', '/api/sagas/bulk', { ...wish, ...more });
      expect([status, body['errors'][0].path], JSON.stringify(more)).to.deep.equal([422, 'filter']);
      expect(body['errors'][0].message).to.match(/every saga that has not ended.*all: true/);
    }
    const both = await call('POST', '/api/sagas/bulk', { ...wish, filter: { state: 'WAITING' }, all: true });
    expect([both.status, both.body['errors'][0].path]).to.deep.equal([422, 'all']);
    const counted = await call('POST', '/api/sagas/bulk', { ...wish, all: true, dryRun: true });
    expect([counted.status, typeof counted.body['matched']]).to.deep.equal([200, 'number']);
  });

  it('see how many sagas a bulk operation could not change, with examples', async () => {
    const count = 12;
    await stuck(count, 'unsure');
    const wish = { action: 'force', outcome: 'done', filter: { step: STEPS.capture }, reason: 'r' };
    expect((await call('POST', '/api/sagas/bulk', { ...wish, filter: {}, all: true })).status).to.equal(422);
    const { body } = await call('POST', '/api/sagas/bulk', wish);
    const done = await until('it is done', async () => {
      const now = (await call('GET', `/api/sagas/bulk/${body['id']}`)).body;
      return now['state'] === 'DONE' ? now : undefined;
    });
    // the operation is one document and keeps ten of them
    expect([done['done'], done['failed'], done['examples'].length]).to.deep.equal([0, count, 10]);
    expect(done['examples'][0].error).to.match(/^WOULD_BREAK_CONSERVATION/);
    const resolving = await call('POST', '/api/sagas/bulk', { ...wish, action: 'resolve' });
    for (const n of [0, 1, 2]) await isIn(`unsure-0000${n}`, 'RESOLVED');
    await until(
      'it is done',
      async () => (await call('GET', `/api/sagas/bulk/${resolving.body['id']}`)).body['state'] === 'DONE',
    );
    expect((await call('GET', '/api/sagas/bulk/none')).body['code']).to.equal('BULK_NOT_FOUND');
  });

  for (const side of ['before', 'after'] as const)
    it(`have a bulk operation that was killed ${side} the changes of a batch continued by another process, each saga once`, async () => {
      const ids = await stuck(KILLED, `killed-${side}`);
      const other = await mongoose.createConnection(store.uri('sagas')).asPromise();
      try {
        const model = sagaModel(other);
        const [operations, sagas] = [new BulkRepository(bulkModel(other)), new SagaRepository(model)];
        const journal = mongoJournal(model);
        const registry = (await import('../src/sagas/definitions.js')).sagas;
        const calls = sagaCalls(asleep({ journal, registry }));
        const id = `bulk-${side}`;
        const filter = { state: 'NEEDS_ATTENTION' as const };
        const running = await bulkUseCases(operations, sagas, registry).begin(
          { action: 'restart', step: STEPS.capture, reason: 'r' },
          filter,
          'root',
          id,
        );
        // a run that ends in the second batch, unless one of the apps has taken the operation first
        let batches = 0;
        const around = async <R>(_thing: unknown, work: () => Promise<R>): Promise<R> => {
          if (++batches === 2 && side === 'before') throw new Error('killed');
          const result = await work();
          if (batches === 2) throw new Error('killed');
          return result;
        };
        await carryOnBulk({ operations, sagas, registry, calls, around, logger: silentLogger() }, () => false).catch(
          () => undefined,
        );
        const counts = await until(
          'it is done',
          async () => {
            const now = (await call('GET', `/api/sagas/bulk/${id}`)).body;
            return now['state'] === 'DONE' ? now : undefined;
          },
          BULK_MS,
        );
        expect(counts).to.deep.include({ matched: running.matched, done: running.matched, failed: 0 });
        for (const each of ids) {
          const stored = await journal.load(each);
          expect(stored!.journal.filter((entry) => 'bulk' in entry && entry.bulk === id)).to.have.length(1);
        }
      } finally {
        await other.close();
      }
    });

  it('find in bulk, by the reason, sagas that were refused and whose participant is unreachable since', async () => {
    const [id, other] = [randomUUID(), randomUUID()];
    const refuse = () => Promise.reject(conflict('CAPTURE_REFUSED', 'it has lapsed'));
    const away = () => Promise.reject(unavailable('not now'));
    peers.script.set(`${id} capture`, refuse);
    peers.script.set(`${other} capture`, away);
    await Promise.all([start(id), start(other)]);
    const error = async (of: string) => stepOf(await saga(of), STEPS.capture).error as string | undefined;
    await until('it is refused', async () => /CAPTURE_REFUSED/.test((await error(id)) ?? ''));
    peers.script.set(`${id} capture`, away);
    for (const each of [id, other]) {
      await call('POST', `/api/sagas/${each}/retry`, { reason: 'try' });
      await until('its participant is unreachable', async () => /not now/.test((await error(each)) ?? ''));
    }
    const filter = { step: STEPS.capture, reason: 'CAPTURE_REFUSED' };
    const wish = { action: 'force', outcome: 'done', confirm: true, reason: 'captured at the bank', filter };
    expect((await call('POST', '/api/sagas/bulk', { ...wish, dryRun: true })).body).to.deep.equal({ matched: 1 });
    const { body } = await call('POST', '/api/sagas/bulk', wish);
    const done = async () => {
      const now = (await call('GET', `/api/sagas/bulk/${body['id']}`)).body;
      return now['state'] === 'DONE' ? now : undefined;
    };
    expect(await until('it is done', done)).to.deep.include({ matched: 1, done: 1, failed: 0, unmatched: 0 });
    await isIn(id, 'COMPLETED');
    peers.script.delete(`${other} capture`);
    await call('POST', `/api/sagas/${other}/retry`, { reason: 'is back' });
    await isIn(other, 'COMPLETED');
  });

  it('pause a participant: no orchestrator calls it, no attempt is counted, and its sagas continue at once after that', async () => {
    const begun = await call('POST', '/api/sagas/pauses', { participant: 'payment-service', reason: 'bank is down' });
    expect([begun.status, begun.body['participant']]).to.deep.equal([201, 'payment-service']);
    expect(begun.body['label']).to.deep.equal({ en: 'payment-service', ko: 'payment-service' });
    const there = async () =>
      ((await call('GET', '/api/sagas/pauses', undefined, {}, apps[1])).body['items'] as object[]).length === 1;
    await until('the other orchestrator knows', there);
    await until('the pause applies in the other orchestrator', async () => {
      const probe = await start();
      await until('it rests or has ended', async () => {
        const now = await saga(probe);
        return now['state'] === 'COMPLETED' || now['waiting']?.pause === begun.body['id'];
      });
      return (await saga(probe))['state'] === 'RUNNING';
    });
    const ids = await Promise.all(Array.from({ length: 6 }, () => start()));
    for (const id of ids) await until('it rests', async () => (await saga(id))['waiting']?.pause === begun.body['id']);
    const resting = await saga(ids[0]!);
    expect([resting['state'], resting['waiting'].step, stepOf(resting, STEPS.authorize).attempts]).to.deep.equal([
      'RUNNING',
      STEPS.authorize,
      0,
    ]);
    for (const id of ids) expect(peers.sent.get(id)).to.deep.equal(['create', 'reserve']);
    const list = await call('GET', '/api/sagas/pauses');
    expect(pausesSchema.validate(list.body, { convert: false }).error).to.equal(undefined);
    const ended = Date.now();
    expect((await call('DELETE', `/api/sagas/pauses/${begun.body['id']}`)).status).to.equal(204);
    for (const id of ids) await isIn(id, 'COMPLETED');
    expect(Date.now() - ended).to.be.below(10_000);
    await until(
      'it is forgotten',
      async () => (await call('DELETE', `/api/sagas/pauses/${begun.body['id']}`)).status === 404,
    );
  });

  it('pause a type or a step, by an existing name only', async () => {
    expect((await call('POST', '/api/sagas/pauses', { reason: 'r' })).status).to.equal(422);
    // a step of another type would pause nothing, and nobody would notice
    const otherType = { type: placeOrder.name, step: CANCEL_STEPS.refund };
    for (const wrong of [{ type: 'nonsense' }, { step: STEPS.pay }, { participant: 'bank' }, otherType])
      expect((await call('POST', '/api/sagas/pauses', { ...wrong, reason: 'r' })).status).to.equal(422);
    const key = { 'idempotency-key': 'pause-1' };
    const wish = { type: placeOrder.name, step: STEPS.reserve, reason: 'r' };
    const { body } = await call('POST', '/api/sagas/pauses', wish, key);
    const { saga: type, steps } = placeOrderLabels;
    const name = steps[STEPS.reserve]!.name;
    expect(body['label']).to.deep.equal({
      en: `${type.en} / ${STEPS.reserve} (${name.en})`,
      ko: `${type.ko} / ${STEPS.reserve} (${name.ko})`,
    });
    expect((await call('POST', '/api/sagas/pauses', wish, key)).body).to.deep.equal(body);
    expect((await call('GET', '/api/sagas/pauses')).body['items']).to.have.length(1);
    await call('DELETE', `/api/sagas/pauses/${body['id']}`);
    const id = await start();
    await isIn(id, 'COMPLETED');
  });

  it('begin equal pauses once, even at the same time in two orchestrators', async () => {
    const wish = { type: placeOrder.name, step: STEPS.confirm, reason: 'first' };
    const begin = (more: object = {}, app = apps[0]) =>
      call('POST', '/api/sagas/pauses', { ...wish, ...more }, {}, app);
    const active = async () => (await call('GET', '/api/sagas/pauses')).body['items'] as { id: string }[];
    const first = await begin();
    const second = await begin({ reason: 'second' }, apps[1]);
    expect([second.status, second.body]).to.deep.equal([201, first.body]);
    const wider = await begin({ step: undefined });
    expect(wider.body['id']).not.to.equal(first.body['id']);
    for (const id of [first.body['id'], wider.body['id']]) await call('DELETE', `/api/sagas/pauses/${id}`);
    const again = await begin();
    expect(again.body['id']).not.to.equal(first.body['id']);
    await call('DELETE', `/api/sagas/pauses/${again.body['id']}`);

    await Promise.all([0, 1, 2, 3].map((n) => begin({}, apps[n % 2])));
    await until('one of those that began at once is left', async () => (await active()).length === 1);
    await call('DELETE', `/api/sagas/pauses/${(await active())[0]!.id}`);
    expect(await active()).to.deep.equal([]);
    await isIn(await start(), 'COMPLETED');
  });

  it('see attempts counted while a participant is unavailable without a pause', async () => {
    const id = randomUUID();
    peers.script.set(`${id} capture`, () => Promise.reject(unavailable('not now')));
    await start(id);
    await until('it has tried twice', async () => stepOf(await saga(id), STEPS.capture).attempts >= 2);
    peers.script.delete(`${id} capture`);
    await isIn(id, 'COMPLETED');
  });
});

/** The ports of a process that can change sagas and wakes none. */
const asleep = (some: Pick<EnginePorts, 'journal' | 'registry'>): EnginePorts => ({
  ...some,
  queue: { wake: () => Promise.resolve() },
  participants: { dispatch: () => Promise.reject(new Error('not part of this test')) },
  publisher: { publish: () => undefined },
  now: Date.now,
  random: Math.random,
  leaseMs: 1_000,
  report: () => undefined,
});
