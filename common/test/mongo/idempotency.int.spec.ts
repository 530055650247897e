import { expect } from 'chai';
import mongoose, { type Connection } from 'mongoose';
import sinon from 'sinon';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import { conflict, Problem, unavailable } from '../../dist/errors.js';
import { KEY_LIFE } from '../../dist/http/idempotency-key.js';
import { IdempotencyStore } from '../../dist/mongo/idempotency.js';
import { silentLogger } from '../../dist/logging/logger.js';
import { connectMongo, ensureIndexes } from '../../dist/mongo/connection.js';

const [OLD, NEW] = ['an-old-secret-of-thirty-two-characters', 'a-new-secret-of-thirty-two-characters'];
const call = (key: string, body: unknown = { quantity: 1 }) => ({
  scope: 'ann',
  key,
  method: 'POST',
  path: '/api/orders',
  body,
});
const done = { status: 201, body: { id: 'o1' } };

describe('an Idempotency-Key', () => {
  let store: TestStore;
  let mongo: Connection;
  let keys: IdempotencyStore;
  before(async () => {
    store = await startStore();
    mongo = await connectMongo(store.uri('keys'), { logger: silentLogger() });
    keys = new IdempotencyStore(mongo, OLD);
    await ensureIndexes(mongo);
  });
  after(async () => {
    await mongo?.close();
    await store?.stop();
  });

  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'answered',
      (error: unknown) => (error as Problem).code,
    );

  it('replays the first answer, and refuses a different request', async () => {
    expect(await keys.once(call('a'), async () => done)).to.deep.equal(done);
    const again = await keys.once(call('a'), () => Promise.reject(new Error('it ran twice')));
    expect(again).to.deep.include({ status: 201, headers: { 'idempotent-replayed': 'true' } });
    expect(await codeOf(keys.once(call('a', { quantity: 2 }), async () => done))).to.equal('IDEMPOTENCY_KEY_REUSED');
  });

  it('is taken over at once when the gateway repeats the same call, and by no other call during the lease', async () => {
    let end: (answer: typeof done) => void = () => undefined;
    const first = keys.once({ ...call('taken'), holder: 'call-1' }, () => new Promise((resolve) => (end = resolve)));
    expect(await codeOf(keys.once({ ...call('taken'), holder: 'call-2' }, async () => done))).to.equal(
      'IDEMPOTENCY_IN_PROGRESS',
    );
    let begun: boolean | undefined;
    const again = await keys.once(
      { ...call('taken'), holder: 'call-1' },
      async (_, before) => ((begun = before), done),
    );
    expect([begun, again]).to.deep.equal([true, done]);
    end(done);
    expect(await first).to.deep.equal(done);
  });

  it('keeps the leases of all running calls from expiring', async () => {
    const ends: ((answer: typeof done) => void)[] = [];
    const wait = () => new Promise<typeof done>((resolve) => ends.push(resolve));
    const running = ['slow-1', 'slow-2'].map((key) => keys.once({ ...call(key), holder: key }, wait));
    const leases = async () => {
      const found = await mongo
        .collection('idempotency')
        .find({ holder: /^slow-/ })
        .toArray();
      return found.map(({ leaseUntil }) => Number(leaseUntil));
    };
    await until('both run', () => ends.length === 2);
    const first = Math.max(...(await leases()));
    await until('both leases are extended', async () => Math.min(...(await leases())) > first);
    ends.forEach((end) => end(done));
    expect(await Promise.all(running)).to.deep.equal([done, done]);
  });

  it('renews leases while calls run, and stops as soon as the last one has failed', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { prototype } = mongoose.mongo.Collection;
    const renewals = sinon.spy(prototype, 'bulkWrite');
    let fail: (error: Error) => void = () => undefined;
    let endLease: () => void = () => undefined;
    const leaseEnded = new Promise<void>((resolve) => (endLease = resolve));
    const ending = sinon.stub(prototype, 'updateOne').callsFake(() => leaseEnded as never);
    try {
      const failing = codeOf(keys.once(call('failing'), () => new Promise((_, reject) => (fail = reject))));
      await until('it runs', () => clock.countTimers() === 1);
      await clock.tickAsync(2_000);
      expect(renewals.args.map(([operations]) => operations.length)).to.deep.equal([1]);
      fail(unavailable('Later.'));
      await until('its lease is being ended', () => ending.called);
      await clock.tickAsync(10_000);
      expect(renewals.callCount, 'renewals after it has failed').to.equal(1);
      endLease();
      expect(await failing).to.equal('SERVICE_UNAVAILABLE');
    } finally {
      sinon.restore();
      clock.restore();
    }
  });

  it('keeps a refusal, but no temporary failure: the same call may run again at once, a different one may not', async () => {
    const refusal = await keys.once(call('b'), () => Promise.reject(conflict('OUT_OF_STOCK', 'No.')));
    expect(refusal.status).to.equal(409);
    const seen: string[] = [];
    const failing = (key: string) => (seen.push(key), Promise.reject(unavailable('Later.')));
    expect(await codeOf(keys.once(call('c'), failing))).to.equal('SERVICE_UNAVAILABLE');
    expect(await codeOf(keys.once(call('c', { quantity: 2 }), async () => done))).to.equal('IDEMPOTENCY_KEY_REUSED');
    const retried = await keys.once(call('c'), async (key) => (seen.push(key), done));
    expect(retried, 'run, not replayed').to.deep.equal(done);
    expect(seen[1], 'what it began is found by the same key').to.equal(seen[0]);
  });

  it('keeps nothing of a failed validation', async () => {
    const bad = () => Promise.reject(new Problem(422, 'VALIDATION_FAILED'));
    expect(await codeOf(keys.once(call('d'), bad))).to.equal('VALIDATION_FAILED');
    expect(await codeOf(keys.once(call('d', { quantity: 2 }), async () => done))).to.equal('answered');
  });

  it('is a new key after KEY_LIFE, even before the store has removed it', async () => {
    const seen: string[] = [];
    const work = async (key: string) => (seen.push(key), done);
    await keys.once(call('e'), work);
    const clock = sinon.useFakeTimers({ now: Date.now() + KEY_LIFE, toFake: ['Date'] });
    try {
      expect(await keys.once(call('e', { quantity: 2 }), work), 'run, not replayed').to.deep.equal(done);
    } finally {
      clock.restore();
    }
    expect(seen[1], 'ids made from it are others').to.not.equal(seen[0]);
  });

  it('is recognised while the secret of its fingerprint is rotated', async () => {
    await keys.once(call('f'), async () => done);
    const between = new IdempotencyStore(mongo.useDb(mongo.name), `${NEW},${OLD}`);
    const again = await between.once(call('f'), () => Promise.reject(new Error('it ran twice')));
    expect(again.headers?.['idempotent-replayed']).to.equal('true');
    expect(await codeOf(between.once(call('f', { quantity: 2 }), async () => done))).to.equal('IDEMPOTENCY_KEY_REUSED');
  });
});
