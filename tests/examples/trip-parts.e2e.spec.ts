import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@shop/common/logging/logger';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { startSagas } from 'saga-engine';
import { startParticipants, type TripParticipants } from '../../examples/trip-booking/participants.js';
import { approved, bookTrip } from '../../examples/trip-booking/trip.js';

describe('the participants of the trip, when they are killed', function () {
  this.timeout(300_000);
  let folder: string;
  let redis: TestRedis;
  let store: TestStore;
  let participants: TripParticipants;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trip-parts-'));
    [redis, store, participants] = await Promise.all([startRedis(), startStore(), startParticipants(folder)]);
  });
  after(async () => {
    await Promise.all([redis.stop(), store.stop()]);
    await rm(folder, { recursive: true });
  });

  /** The process of the participant with this file, and its port; undefined while it restarts. */
  const partWith = (file: string): { pid: number; port: number } | undefined => {
    try {
      const [line = ''] = execFileSync('pgrep', ['-af', join(folder, file)], { encoding: 'utf8' }).split('\n');
      return { pid: Number.parseInt(line, 10), port: Number(line.split(' ').at(-1)) };
    } catch {
      return undefined;
    }
  };
  const answers = async (port: number): Promise<boolean> => {
    const socket = connect(port, '127.0.0.1');
    const came = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    return came;
  };

  it('restart at the same port, so that the trip continues, and can be closed, even right after a kill', async () => {
    const sagas = await startSagas({
      definitions: [bookTrip],
      participants,
      mongodbUri: store.uri('trips'),
      redisUrl: redis.url,
      logger: silentLogger(),
    });
    const trip = { traveller: 'ann', nights: 2, flight: 'SA1', car: true };
    await sagas.start(bookTrip, 'trip-1', trip);
    await until('it waits for the traveller', async () => (await sagas.get('trip-1'))?.state === 'WAITING', 60_000);
    for (const file of ['flight.db', 'harbour.jsonl']) {
      const killed = partWith(file)!.pid;
      process.kill(killed, 'SIGKILL');
      const isBack = async () => {
        const part = partWith(file);
        return part !== undefined && part.pid !== killed && (await answers(part.port));
      };
      await until(`${file} has a process again`, isBack, 60_000);
    }
    await sagas.signal('trip-1', approved, { by: 'ann' });
    expect((await sagas.ended('trip-1', 120_000)).state).to.equal('COMPLETED');
    await sagas.close();
    process.kill(partWith('flight.db')!.pid, 'SIGKILL');
    await participants.close();
    for (const file of ['flight.db', 'harbour.jsonl', 'central.jsonl'])
      expect(partWith(file), file).to.equal(undefined);
  });
});
