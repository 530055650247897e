import { randomUUID } from 'node:crypto';
import { conflict, unavailable } from '@shop/common/errors';
import { silentLogger } from '@shop/common/logging/logger';
import { STEPS } from '@shop/testkit/sagas/steps';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import mongoose from 'mongoose';
import type { EnginePorts } from 'saga-engine/core/ports';
import { sagaCalls } from 'saga-engine/core/saga-calls';
import { bulkModel } from 'saga-engine/mongo/bulk.model';
import { BulkRepository } from 'saga-engine/mongo/bulk.repository';
import { mongoJournal } from 'saga-engine/mongo/journal';
import { sagaModel } from 'saga-engine/mongo/saga.model';
import { SagaRepository } from 'saga-engine/mongo/sagas.repository';
import { bulkUseCases } from 'saga-engine/operations/bulk';
import { carryOnBulk } from 'saga-engine/operations/bulk-worker';
import { bulkSchema } from '../dist/http/operations.schema.js';
import { sagas as registry } from '../dist/sagas/definitions.js';
import { placeOrder } from '../dist/sagas/place-order.js';
import { stepOf, withTwoOrchestrators } from './two-orchestrators.js';

/** BULK=5000 tests the number of a large incident. */
const MANY = Number(process.env['BULK'] ?? 120);
const KILLED = process.env['BULK'] ? MANY : 50;
/** At most 50 a second are started; a loaded machine may take five times as long. */
const BULK_MS = 240_000 + 100 * MANY;

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

describe('operators', function () {
  this.timeout(2 * BULK_MS);
  const at = withTwoOrchestrators();

  it(`restart in bulk: a dry run, then ${MANY} stuck sagas, each once, beside live orders`, async () => {
    const ids = await at.stuck(MANY, 'bulk');
    const fitting = {
      state: 'NEEDS_ATTENTION',
      type: placeOrder.name,
      version: placeOrder.version,
      step: STEPS.capture,
    };
    const filter = { ...fitting, reason: 'SERVICE_UNAVAILABLE', after: '1970-01-01T00:00:00+00' };
    const wish = { action: 'restart', filter, reason: 'the bank is back' };
    const asked = Date.now();
    const dry = await at.call('POST', '/api/sagas/bulk', { ...wish, dryRun: true });
    const dryRunMs = Date.now() - asked;
    expect([dry.status, dry.body]).to.deep.equal([200, { matched: MANY }]);
    for (const other of [
      { reason: 'OTHER' },
      { version: placeOrder.version + 1 },
      { step: STEPS.reserve },
      { before: filter.after },
    ]) {
      const none = await at.call('POST', '/api/sagas/bulk', { ...wish, filter: { ...filter, ...other }, dryRun: true });
      expect(none.body, JSON.stringify(other)).to.deep.equal({ matched: 0 });
    }
    const quiet = Date.now();
    await at.isIn(await at.start(), 'COMPLETED');
    const began = Date.now();
    const key = { 'idempotency-key': 'bulk-1' };
    const { status, body } = await at.call('POST', '/api/sagas/bulk', wish, key);
    expect([status, body['matched']]).to.deep.equal([202, MANY]);
    expect((await at.call('POST', '/api/sagas/bulk', wish, key)).body).to.deep.equal(body);
    const live: number[] = [];
    const done = await until(
      'it is done',
      async () => {
        const asked = Date.now();
        await at.isIn(await at.start(), 'COMPLETED');
        live.push(Date.now() - asked);
        const now = (await at.call('GET', `/api/sagas/bulk/${body['id']}`)).body;
        return now['state'] === 'DONE' ? now : undefined;
      },
      BULK_MS,
    );
    expect(bulkSchema.validate(done, { convert: false }).error).to.equal(undefined);
    expect(done).to.deep.include({ matched: MANY, done: MANY, failed: 0 });
    await until('all have ended', async () => (await dryCount()) === 0, BULK_MS);
    for (const id of ids) expect(at.peers.sent.get(id), id).to.deep.equal(['capture']);
    const sorted = live.toSorted((a, b) => a - b);
    console.log(
      `      ${MANY} sagas in ${((Date.now() - began) / 1000).toFixed(1)} s; dry run ${dryRunMs} ms; a live order meanwhile: ` +
        `before it ${began - quiet} ms, median ${sorted[sorted.length >> 1]} ms, longest ${sorted.at(-1)} ms (${sorted.length} orders)`,
    );
    async function dryCount() {
      return (
        await at.call('POST', '/api/sagas/bulk', { action: 'retry', filter: {}, all: true, reason: 'r', dryRun: true })
      ).body['matched'] as number;
    }
  });

  it('must say explicitly that a bulk operation is for every saga', async () => {
    const wish = { action: 'compensate', reason: 'r', filter: {} };
    for (const more of [{}, { all: false }, { dryRun: true }]) {
      const { status, body } = await at.call('POST', '/api/sagas/bulk', { ...wish, ...more });
      expect([status, body['errors'][0].path], JSON.stringify(more)).to.deep.equal([422, 'filter']);
      expect(body['errors'][0].message).to.match(/every saga that has not ended.*all: true/);
    }
    const both = await at.call('POST', '/api/sagas/bulk', { ...wish, filter: { state: 'WAITING' }, all: true });
    expect([both.status, both.body['errors'][0].path]).to.deep.equal([422, 'all']);
    const counted = await at.call('POST', '/api/sagas/bulk', { ...wish, all: true, dryRun: true });
    expect([counted.status, typeof counted.body['matched']]).to.deep.equal([200, 'number']);
  });

  it('see how many sagas a bulk operation could not change, with examples', async () => {
    const count = 12;
    await at.stuck(count, 'unsure');
    const wish = { action: 'force', outcome: 'done', filter: { step: STEPS.capture }, reason: 'r' };
    expect((await at.call('POST', '/api/sagas/bulk', { ...wish, filter: {}, all: true })).status).to.equal(422);
    const { body } = await at.call('POST', '/api/sagas/bulk', wish);
    const done = await at.bulkDone(body['id']);
    // the operation is one document and keeps ten of them
    expect([done['done'], done['failed'], done['examples'].length]).to.deep.equal([0, count, 10]);
    expect(done['examples'][0].error).to.match(/^WOULD_BREAK_CONSERVATION/);
    const resolving = await at.call('POST', '/api/sagas/bulk', { ...wish, action: 'resolve' });
    for (const n of [0, 1, 2]) await at.isIn(`unsure-0000${n}`, 'RESOLVED');
    expect(await at.bulkDone(resolving.body['id'])).to.deep.include({ done: count, failed: 0 });
    expect((await at.call('GET', '/api/sagas/bulk/none')).body['code']).to.equal('BULK_NOT_FOUND');
  });

  for (const side of ['before', 'after'] as const)
    it(`have a bulk operation that was killed ${side} the changes of a batch continued by another process, each saga once`, async () => {
      const ids = await at.stuck(KILLED, `killed-${side}`);
      const other = await mongoose.createConnection(at.store.uri('sagas')).asPromise();
      try {
        const model = sagaModel(other);
        const [operations, sagas] = [new BulkRepository(bulkModel(other)), new SagaRepository(model)];
        const journal = mongoJournal(model);
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
        const counts = await at.bulkDone(id, BULK_MS);
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
    at.peers.script.set(`${id} capture`, refuse);
    at.peers.script.set(`${other} capture`, away);
    await Promise.all([at.start(id), at.start(other)]);
    const error = async (of: string) => stepOf(await at.saga(of), STEPS.capture).error as string | undefined;
    await until('it is refused', async () => /CAPTURE_REFUSED/.test((await error(id)) ?? ''));
    at.peers.script.set(`${id} capture`, away);
    for (const each of [id, other]) {
      await at.call('POST', `/api/sagas/${each}/retry`, { reason: 'try' });
      await until('its participant is unreachable', async () => /not now/.test((await error(each)) ?? ''));
    }
    const filter = { step: STEPS.capture, reason: 'CAPTURE_REFUSED' };
    const wish = { action: 'force', outcome: 'done', confirm: true, reason: 'captured at the bank', filter };
    expect((await at.call('POST', '/api/sagas/bulk', { ...wish, dryRun: true })).body).to.deep.equal({ matched: 1 });
    const { body } = await at.call('POST', '/api/sagas/bulk', wish);
    expect(await at.bulkDone(body['id'])).to.deep.include({ matched: 1, done: 1, failed: 0, unmatched: 0 });
    await at.isIn(id, 'COMPLETED');
    at.peers.script.delete(`${other} capture`);
    await at.call('POST', `/api/sagas/${other}/retry`, { reason: 'is back' });
    await at.isIn(other, 'COMPLETED');
  });
});
