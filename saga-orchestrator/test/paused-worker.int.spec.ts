import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { freePort, startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import { configFor, sagasCaller, startRequest, startScripted, type SagasCaller, type Scripted } from './scripted.js';

const LOCK_MS = 2_000;
const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** One orchestrator as a process of its own, with participants of its own that show which process sent what. */
interface Orchestrator {
  readonly child: ChildProcess;
  readonly url: string;
  readonly peers: Scripted;
  readonly sagas: SagasCaller;
}

describe('an orchestrator that is paused in the middle of a command, past its job’s lock', function () {
  this.timeout(90_000);
  let redis: TestRedis;
  let store: TestStore;
  let both: Orchestrator[] = [];

  const boot = async (): Promise<Orchestrator> => {
    const [peers, port, grpcPort] = await Promise.all([startScripted(), freePort(), freePort()]);
    const ports = { PORT: port, GRPC_PORT: grpcPort, JOB_LOCK_MS: LOCK_MS };
    const config = configFor(peers, { redisUrl: redis.url, mongoUri: store.uri('sagas') }, ports);
    const {
      FAULT_INJECTION: _off,
      PARTICIPANT_URLS: _urls,
      PARTICIPANT_TOKENS: _tokens,
      PARTICIPANT_CALLS: _calls,
      PARTICIPANT_RATE: _rate,
      ...variables
    } = config;
    const env = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]));
    const child = spawn(process.execPath, [main], { env: { PATH: process.env['PATH'], ...env }, stdio: 'ignore' });
    const url = `http://127.0.0.1:${port}`;
    await until('it is ready', async () => (await fetch(`${url}/health/ready`)).ok, 40_000);
    return { child, url, peers, sagas: sagasCaller(grpcPort) };
  };

  before(async () => {
    [redis, store] = await Promise.all([startRedis(), startStore()]);
    both = await Promise.all([boot(), boot()]);
  });
  after(async () => {
    for (const { child, peers, sagas } of both) {
      sagas.close();
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await peers.close();
    }
    await Promise.all([redis?.stop(), store?.stop()]);
  });

  /** Every delivery of a command, by any process. */
  const sent = (id: string) => both.flatMap(({ peers }) => peers.sent.get(id) ?? []).sort();

  for (const command of ['reserve', 'confirm'])
    it(`in ${command}: the other takes over, and nothing has a second effect when it continues`, async () => {
      const id = randomUUID();
      let release = () => {};
      const released = new Promise<void>((resolve) => (release = resolve));
      // the command takes effect at once; only its first answer is delayed
      for (const { peers } of both) {
        peers.script.set(`${id} ${command}`, () => {
          for (const each of both) each.peers.script.delete(`${id} ${command}`);
          return released;
        });
      }
      await both[0]!.sagas.call('Start', startRequest(id, { until: 'ACCEPTED' }));
      const paused = await until('one is in the middle of it', () =>
        both.find(({ peers }) => peers.sent.get(id)?.includes(command)),
      );
      const other = both.find((each) => each !== paused)!;
      paused.child.kill('SIGSTOP');
      release();
      const journalOf = async () =>
        JSON.parse((await other.sagas.call('Export', { sagaId: id })).json) as {
          state: string;
          revision: number;
          journal: { type: string; step: string }[];
        };
      const ended = await until(
        'the other has ended it',
        async () => {
          const saga = await journalOf();
          return saga.state === 'COMPLETED' ? saga : undefined;
        },
        30_000,
      );
      paused.child.kill('SIGCONT');
      await until('it is back', async () => (await fetch(`${paused.url}/health/ready`)).ok, 30_000);
      const another = randomUUID();
      const { saga } = await paused.sagas.call('Start', startRequest(another), { deadlineMs: 20_000 });
      expect(saga?.state).to.equal('COMPLETED');

      expect(await journalOf()).to.deep.equal(ended);
      const steps = ended.journal.filter(({ type }) => type === 'done').map(({ step }) => step);
      expect(steps).to.have.length(new Set(steps).size);
      const times = (name: string) => sent(id).filter((each) => each === name).length;
      // the command in progress is repeated with its key, and so may be its neighbours whose answers were not written yet
      expect(times(command)).to.equal(2);
      for (const each of ['create', 'reserve', 'authorize', 'confirm', 'capture'])
        expect(times(each), each).to.be.within(1, 2);
      if (command === 'reserve') expect(times('confirm'), 'the pivot waits for the journal').to.equal(1);
    });
});
