import { expect } from 'chai';
import { Hosts } from '../dist/hosts.js';

describe('the addresses of a host', () => {
  it('are all those that its name resolves to, once each', async () => {
    const hosts = new Hosts(async () => ['10.0.0.1', 'fd00::1', '10.0.0.1']);
    expect(await hosts.addressesOf('orders')).to.deep.equal(['10.0.0.1', 'fd00::1']);
  });

  it('are itself if it is no name, which is not looked up', async () => {
    const hosts = new Hosts(async () => ['10.0.0.1']);
    for (const host of ['127.0.0.1', '::1', 'localhost']) expect(await hosts.addressesOf(host)).to.deep.equal([host]);
  });

  /** What is found first, when the first look-up succeeds and the next fails with this code; and what is found after it. */
  const found = async (code: string) => {
    const fails = () => Promise.reject(Object.assign(new Error(code), { code }));
    let lookUps = 0;
    const hosts = new Hosts(() => ((lookUps += 1) === 1 ? Promise.resolve(['10.0.0.1']) : fails()));
    return [await hosts.addressesOf('orders'), await hosts.addressesOf('orders')];
  };

  it('stay those that were found last while no name server answers', async () => {
    for (const code of ['EAI_AGAIN', 'EAI_FAIL']) expect(await found(code)).to.deep.equal([['10.0.0.1'], ['10.0.0.1']]);
  });

  it('are the name itself again when it exists no longer', async () => {
    expect(await found('ENOTFOUND')).to.deep.equal([['10.0.0.1'], ['orders']]);
  });
});
