import { Problem } from '@shop/common/errors';
import { expect } from 'chai';
import { Gate } from '../../dist/crypto/gate.js';

const MANY = { all: 100, address: 100, account: 100 };
const ada = { account: 'ada', address: '192.0.2.1' };

describe('the gate before the password hashes', () => {
  /** Work that ends on `endAll`, and the order in which it began. */
  function work() {
    const began: string[] = [];
    const ends: (() => void)[] = [];
    const make = (name: string) => () =>
      new Promise<string>((resolve) => {
        began.push(name);
        ends.push(() => resolve(name));
      });
    const endAll = async () => {
      for (let n = 0; n < 1000 && ends.length > 0; n++) {
        ends.shift()!();
        await new Promise(setImmediate);
      }
    };
    return { began, make, endAll };
  }
  const statusOf = (error: unknown) => (error as Problem).status;

  it('runs no more than its limit at once, in order', async () => {
    const gate = new Gate(2, MANY);
    let running = 0;
    let most = 0;
    const ended: number[] = [];
    await Promise.all(
      [0, 1, 2, 3, 4, 5].map((n) =>
        gate.run(ada, async () => {
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

  it('alternates between accounts and addresses, however much work one has', async () => {
    const gate = new Gate(1, MANY);
    const { began, make, endAll } = work();
    const run = (name: string, account: string, address: string) => void gate.run({ account, address }, make(name));
    for (const name of ['a1', 'a2', 'a3', 'a4']) run(name, 'ada', 'one');
    for (const name of ['b1', 'b2']) run(name, 'bob', 'one');
    run('c1', 'cyd', 'two');
    await endAll();
    expect(began).to.deep.equal(['a1', 'a2', 'c1', 'b1', 'a3', 'b2', 'a4']);
  });

  it('refuses excess work of one account or address with 429, and no one else’s', async () => {
    const gate = new Gate(1, { all: 100, address: 4, account: 2 });
    const { make, endAll } = work();
    const results: Promise<unknown>[] = [];
    const run = (account: string, address: string) => {
      const result = gate.run({ account, address }, make(account)).catch(statusOf);
      results.push(result);
    };
    for (let n = 0; n < 4; n++) run('ada', 'one');
    for (const account of ['bob', 'cyd', 'dan']) run(account, 'one');
    run('eve', 'two');
    await endAll();
    expect(await Promise.all(results)).to.deep.equal(['ada', 'ada', 'ada', 429, 'bob', 'cyd', 429, 'eve']);
  });

  it('refuses the latest of the longest queue with 503 when too many wait in total', async () => {
    const gate = new Gate(1, { all: 3, address: 9, account: 9 });
    const { make, endAll } = work();
    const results: Promise<unknown>[] = [];
    const run = (name: string, address: string) => {
      results.push(gate.run({ account: 'ada', address }, make(name)).catch(statusOf));
    };
    for (const name of ['a0', 'a1', 'a2', 'a3', 'a4']) run(name, 'one');
    run('b1', 'two');
    await endAll();
    expect(await Promise.all(results)).to.deep.equal(['a0', 'a1', 'a2', 503, 503, 'b1']);
  });

  it('continues after a failure', async () => {
    const gate = new Gate(1, MANY);
    await gate.run(ada, async () => Promise.reject(new Error('no'))).catch(() => undefined);
    expect(await gate.run(ada, async () => 'yes')).to.equal('yes');
  });
});
