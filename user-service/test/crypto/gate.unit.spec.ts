import { Problem } from '@shop/common/errors';
import { expect } from 'chai';
import { Gate } from '../../src/crypto/gate.js';

describe('the gate before the password hashes', () => {
  it('lets no more than so many run at once, and in turn', async () => {
    const gate = new Gate(2, 10);
    let running = 0;
    let most = 0;
    const ended: number[] = [];
    await Promise.all(
      [0, 1, 2, 3, 4, 5].map((n) =>
        gate.run(async () => {
          most = Math.max(most, ++running);
          await Promise.resolve();
          running--;
          ended.push(n);
        }),
      ),
    );
    expect(most).to.equal(2);
    expect(ended).to.deep.equal([0, 1, 2, 3, 4, 5]);
  });

  it('turns away what would wait too long', async () => {
    const gate = new Gate(1, 1);
    let end: () => void = () => undefined;
    const first = gate.run(() => new Promise<void>((resolve) => (end = resolve)));
    const second = gate.run(async () => 'second');
    const third = await gate.run(async () => 'third').catch((error: unknown) => error);
    expect(third).to.be.instanceOf(Problem).with.property('status', 503);
    end();
    await first;
    expect(await second).to.equal('second');
  });

  it('goes on after a failure', async () => {
    const gate = new Gate(1, 1);
    await gate.run(async () => Promise.reject(new Error('no'))).catch(() => undefined);
    expect(await gate.run(async () => 'yes')).to.equal('yes');
  });
});
