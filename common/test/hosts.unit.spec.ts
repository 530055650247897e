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

  /** What is found by look-ups that fail with this code, so many milliseconds after one that succeeded. */
  const foundAfter = async (code: string, ms: number) => {
    const fails = () => Promise.reject(Object.assign(new Error(code), { code }));
    let now = 0;
    const hosts = new Hosts(
      () => (now === 0 ? Promise.resolve(['10.0.0.1']) : fails()),
      () => now,
    );
    await hosts.addressesOf('orders');
    now = ms;
    return hosts.addressesOf('orders');
  };

  it('stay those that were found last while no name server answers', async () => {
    for (const code of ['EAI_AGAIN', 'EAI_FAIL'])
      expect(await foundAfter(code, 600_000), code).to.deep.equal(['10.0.0.1']);
  });

  it('are the name itself again once it has not existed for half a minute', async () => {
    expect(await foundAfter('ENOTFOUND', 29_000)).to.deep.equal(['10.0.0.1']);
    expect(await foundAfter('ENOTFOUND', 31_000)).to.deep.equal(['orders']);
  });

  it('are the name itself when a look-up finds none', async () => {
    expect(await new Hosts(async () => []).addressesOf('orders')).to.deep.equal(['orders']);
  });
});
