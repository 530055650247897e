import { expect } from 'chai';
import sinon from 'sinon';
import { silentLogger } from '../dist/logging/logger.js';
import { Relay } from '../dist/relay.js';

describe('the delivery of stored intents', () => {
  let clock: sinon.SinonFakeTimers;
  let relay: Relay<{ attempts: number }> | undefined;
  beforeEach(() => (clock = sinon.useFakeTimers()));
  afterEach(async () => {
    clock.restore();
    await relay?.close();
  });

  /** A relay whose backlog has one intent, due at once and again after each failure. Its receiver refuses the first `failures` attempts. */
  function start(failures: number) {
    const looks: number[] = [];
    let dueAt = failures < 0 ? Infinity : Date.now();
    let attempts = 0;
    const delivered: number[] = [];
    relay = new Relay({
      backlog: {
        async lease() {
          looks.push(Date.now());
          return Date.now() >= dueAt ? [{ attempts: (attempts += 1) }] : [];
        },
        async putOff(_, ms) {
          dueAt = Date.now() + ms;
        },
        attempts: (leased) => leased.attempts,
      },
      async deliver() {
        if (attempts <= failures) throw new Error('away');
        dueAt = Infinity;
        delivered.push(Date.now());
      },
      logger: silentLogger(),
      what: 'The mail',
    });
    return { looks, delivered };
  }

  it('looks after a second for what another process left, and then every five seconds', async () => {
    const { looks } = start(-1);
    await clock.tickAsync(1_000);
    expect(looks).to.deep.equal([1_000]);
    await clock.tickAsync(15_000);
    expect(looks).to.deep.equal([1_000, 6_000, 11_000, 16_000]);
  });

  it('repeats what its receiver refused as soon as its pause is over', async () => {
    const { delivered } = start(5);
    await clock.tickAsync(15_000);
    expect(delivered).to.have.length(1);
    // five pauses that grow to two seconds, and each found by the next look
    expect(delivered[0]).to.be.lessThan(15_000);
  });
});
