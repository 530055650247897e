import { expect } from 'chai';
import { startReplicaSet, type ReplicaSet } from '../replica-set/replica-set.js';
import { shake, type Shaking } from '../replica-set/shaking.js';
import { runChaos, type ChaosResult } from './chaos/run.js';
import { isClean } from './chaos/verdict.js';

const full = process.env['MATRIX'] === 'full';
const SEED = Number(process.env['SEED'] ?? 11);
const ORDERS = full ? 300 : 40;
const SECONDS = full ? 90 : 14;

describe(`chaos on a replica set: ${ORDERS} orders in ${SECONDS} s while its primary changes`, function () {
  this.timeout(full ? 900_000 : 180_000);
  let set: ReplicaSet;
  let shaking: Shaking | undefined;
  let result: ChaosResult;
  before(async () => {
    set = await startReplicaSet({ lagMs: 30 });
    result = await runChaos({
      seed: SEED,
      orders: ORDERS,
      durationMs: SECONDS * 1000,
      faultEveryMs: 3000,
      env: { MONGODB_URI: set.uri },
      onProgress({ share }) {
        shaking ??= shake(set, SEED);
        if (share === 1) void shaking.stop();
      },
    });
  });
  after(async () => {
    await shaking?.stop();
    await set?.close();
  });

  it('loses no order, doubles none, sells no piece twice, and ends each as its customer was told', () => {
    const { verdict } = result;
    expect(isClean(verdict), `${JSON.stringify(verdict, null, 2)}\n${shaking?.events.join('\n')}`).to.equal(true);
  });

  it('rolls back writes, and not only once', () => {
    expect(shaking!.events.length).to.be.above(5);
    expect(set.rolledBack, shaking!.events.join('\n')).to.be.above(0);
  });
});
