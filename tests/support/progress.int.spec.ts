import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { expect } from 'chai';
import mongoose, { type Connection } from 'mongoose';
import { SAGAS_QUEUE } from '@shop/protos/channels';
import { NoProgress, whileProgressing } from './progress.js';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';

const LIMIT_MS = 1000;
const failed = { type: 'failed', step: 'a-step', error: 'nobody is there', at: 1 };

describe('whileProgressing', () => {
  let redis: TestRedis;
  let store: TestStore;
  let sagas: Connection;
  let dataDir: string;
  const processes = [{ name: 'gateway', replica: 0, pid: undefined }];
  const watched = () => ({ dataDir, stack: { urls: { redis: redis.url }, processes }, database: store.uri });
  const grow = (entry: object) =>
    sagas.collection('sagas').updateOne({ _id: 'order-1' } as never, { $push: { journal: entry } } as never);

  before(async () => {
    [redis, store, dataDir] = await Promise.all([
      startRedis(),
      startStore(),
      mkdtemp(join(tmpdir(), 'shop-progress-')),
    ]);
    sagas = await mongoose.createConnection(store.uri('sagas')).asPromise();
    await mkdir(join(dataDir, 'logs'));
    await writeFile(join(dataDir, 'logs', 'order-service.log'), '{"message":"cannot reserve","orderId":"order-1"}\n');
    const queue = new Queue(SAGAS_QUEUE.name, { connection: { url: redis.url }, prefix: SAGAS_QUEUE.prefix });
    await queue.add('sweep', { sagaId: 'order-1' });
    await queue.close();
  });
  beforeEach(async () => {
    await sagas.collection('sagas').deleteMany({});
    const saga = { _id: 'order-1', type: 'place-order', state: 'RUNNING', nextActionAt: 5, journal: [failed] };
    await sagas.collection('sagas').insertOne(saga as never);
  });
  after(async () => {
    await sagas?.destroy();
    await Promise.all([redis?.stop(), store?.stop()]);
    await rm(dataDir, { recursive: true, force: true });
  });

  /** Repeats `act` for twice the limit without progress. */
  const during = (act: () => Promise<unknown>) => async () => {
    for (const end = Date.now() + 2 * LIMIT_MS; Date.now() < end; await pause(100)) await act();
    return 'over';
  };

  it('fails soon after the limit when a saga only repeats failed attempts, and shows its journal, jobs and logs', async () => {
    const began = Date.now();
    const work = whileProgressing(
      watched(),
      during(() => grow(failed)),
      { limitMs: LIMIT_MS },
    );
    const error = await work.then(() => undefined, (reason: unknown) => reason as Error); // prettier-ignore
    expect(error).to.be.instanceOf(NoProgress);
    expect(Date.now() - began).to.be.below(2 * LIMIT_MS);
    expect(error!.message).to.match(/no progress for 1 s; 1 sagas have not ended/);
    expect(error!.message).to.match(/saga order-1 \(place-order\) is RUNNING/);
    expect(error!.message).to.match(/failed a-step nobody is there/);
    expect(error!.message).to.match(/Jobs:\n {2}1 sweep waiting/);
    expect(error!.message).to.match(/Processes: gateway 0: not running/);
    expect(error!.message).to.match(/order-service\.log: .*cannot reserve/);
  });

  it('continues while steps complete, however long it takes', async () => {
    const work = during(() => grow({ type: 'done', step: 'a-step', at: 2 }));
    expect(await whileProgressing(watched(), work, { limitMs: LIMIT_MS })).to.equal('over');
  });

  it('continues while the additional sign of progress changes', async () => {
    let answered = 0;
    const work = during(async () => (answered += 1));
    expect(await whileProgressing(watched(), work, { limitMs: LIMIT_MS, also: () => answered })).to.equal('over');
  });
});
