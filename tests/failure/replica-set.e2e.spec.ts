import { expect } from 'chai';
import { startReplicaSet, type ReplicaSet } from '@shop/testkit/replica-set/replica-set';
import { disrupt, type Disruption } from '@shop/testkit/replica-set/disruption';
import { runChaos, type ChaosResult } from './chaos/run.js';
import { isClean } from './chaos/verdict.js';

const full = process.env['MATRIX'] === 'full';
const SEED = Number(process.env['SEED'] ?? 11);
const ORDERS = full ? 300 : 40;
const SECONDS = full ? 90 : 14;

describe(`chaos on a replica set: ${ORDERS} orders in ${SECONDS} s while its primary changes`, function () {
  this.timeout(full ? 900_000 : 180_000);
  let set: ReplicaSet;
  let disruption: Disruption | undefined;
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
        disruption ??= disrupt(set, SEED);
        if (share === 1) void disruption.stop();
      },
    });
  });
  after(async () => {
    await disruption?.stop();
    await set?.close();
  });

  it('loses no order, duplicates none, oversells no stock, and ends each as its customer was told', () => {
    const { verdict } = result;
    expect(isClean(verdict), `${JSON.stringify(verdict, null, 2)}\n${disruption?.events.join('\n')}`).to.equal(true);
  });

  it('changes the primary several times, and rolls back writes', () => {
    expect(disruption!.events.length).to.be.above(5);
    expect(set.rolledBack, disruption!.events.join('\n')).to.be.above(0);
  });
});
