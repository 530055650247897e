import { silentLogger } from '@shop/common/logging/logger';
import { SAGAS_QUEUE } from '@shop/protos/channels';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import type { LeftToAnother } from 'saga-engine/bullmq/forgotten';
import { jobIdOf } from 'saga-engine/bullmq/sagas-queue';
import { KNOWN_EVENTS } from 'saga-engine/core/event-kinds';
import { registry } from 'saga-engine/core/registry';
import { saga } from 'saga-engine/core/saga';
import { gate } from 'saga-engine/operations/gate';
import { cancelOrder } from '../dist/sagas/cancel-order.js';
import { orders, stock } from '../dist/sagas/participants.js';
import { gauge, NEXT, secondVersion, withFleet } from './fleet.js';

describe('orchestrators with other versions of a saga, on one database and one Redis', function () {
  this.timeout(120_000);
  const fleet = withFleet();
  let weighed = '';
  before(() => fleet.boot('next', registry([secondVersion(), cancelOrder])));

  it('report sagas whose journal has entries that only a newer release knows', async () => {
    const id = (await fleet.start(['next'], false)).id;
    await fleet.waits('next', id);
    const { type, version, createdAtMs } = await fleet.asking(['next'], (sagas) => sagas.call('Get', { sagaId: id }));
    const due = { nextActionAt: Date.now() };
    await fleet.stored('sagas', (sagas) =>
      sagas.updateOne({ _id: id } as never, { $push: { journal: { type: 'weighed', at: 1 } } as never, $set: due }),
    );
    const [shown] = await until(
      'it is shown',
      async () => {
        const { unknownEvents } = await fleet.summary('next');
        return unknownEvents.length > 0 ? unknownEvents : undefined;
      },
      20_000,
    );
    expect(shown).to.include({ type, version, count: 1 });
    expect(Date.parse(shown!.oldest)).to.equal(Number(createdAtMs));
    weighed = id;
    // the metric is cached for a minute
    const unreadable = gauge(`saga_unreadable`);
    await until('it is in the metrics', async () => (await fleet.metric('next', unreadable)) === 1, 80_000);
  });

  it('hand on such a saga within seconds once a release that reads it is up, however long it has rested', async () => {
    const jobs = new Redis(fleet.redis.url);
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
    await fleet.stored('orchestrators', (peers) =>
      peers.insertOne({ _id: 'newer' as never, beatAt: new Date(), ...newer }),
    );
    const at = Date.now();
    await until('it is tried again', async () => (await leftUntil()) !== long, 20_000);
    expect(Date.now() - at).to.be.lessThan(5_000);
    // so that the newer release takes it
    expect(await leftUntil()).to.be.lessThan(Date.now() + 1_000);
    await fleet.stored('orchestrators', (peers) => peers.deleteOne({ _id: 'newer' as never }));
    jobs.disconnect();
  });

  it('refuse to start with a definition that was changed under its version, and name the step', async () => {
    const other = saga<unknown>('check', { version: 1 })
      .step('check-fraud', { command: (s) => stock.release({ orderId: s.id }), compensate: 'nothing' })
      .pivot('confirm', { command: (s) => orders.confirm({ orderId: s.id }) })
      .end().steps[0]!;
    const changed = registry([secondVersion(other), cancelOrder]);
    const refused = (await fleet.boot('changed', changed).catch((error: unknown) => error)) as Error & {
      exitCode?: number;
    };
    expect(refused.exitCode).to.equal(78);
    expect(refused.message)
      .to.include(`saga place-order version ${NEXT} (check-fraud)`)
      .and.to.include('the next version');
    expect((await gate(fleet.store.uri('sagas'), changed, silentLogger())).lines.join()).to.include('check-fraud');
  });
});
