import { expect } from 'chai';
import { stub, useFakeTimers, type SinonFakeTimers, type SinonStub } from 'sinon';
import { whenAskedToStop } from '../dist/interrupt.js';

describe('a request to stop', () => {
  let clock: SinonFakeTimers;
  let kill: SinonStub;
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const before = new Map(signals.map((signal) => [signal, process.listeners(signal)]));
  const ours = (signal: (typeof signals)[number]) =>
    process.listeners(signal).filter((listener) => !before.get(signal)!.includes(listener));

  beforeEach(() => {
    clock = useFakeTimers({ toFake: ['performance'] });
    kill = stub(process, 'kill');
  });
  afterEach(() => {
    clock.restore();
    kill.restore();
    for (const signal of signals) for (const listener of ours(signal)) process.off(signal, listener);
  });

  it('ignores the same Ctrl-C when npm forwards it, and kills the processes on a later one', async () => {
    const stopping = whenAskedToStop();
    stopping.secondTimeKills([{ pid: 4710 }, { pid: 4711 }]);
    kill.withArgs(4710).throws(Object.assign(new Error('kill ESRCH'), { code: 'ESRCH' }));
    const interrupt = () => ours('SIGINT').forEach((listener) => listener('SIGINT'));
    interrupt();
    await stopping.asked;
    clock.tick(100);
    interrupt();
    expect(kill.called).to.equal(false);
    clock.tick(1000);
    interrupt();
    expect(kill.args).to.deep.equal([
      [4710, 'SIGKILL'],
      [4711, 'SIGKILL'],
    ]);
  });
});
