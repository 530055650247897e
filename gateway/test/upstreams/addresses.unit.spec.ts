import { Hosts } from '@shop/common/hosts';
import { expect } from 'chai';
import { addressesOf } from '../../dist/upstreams/addresses.js';

describe('the addresses of an upstream', () => {
  it('are all those that its name resolves to', async () => {
    const hosts = new Hosts(async () => ['10.0.0.1', '10.0.0.2', 'fd00::1']);
    expect(await addressesOf('http://orders:3002', hosts)).to.deep.equal([
      { origin: 'http://10.0.0.1:3002', servername: 'orders' },
      { origin: 'http://10.0.0.2:3002', servername: 'orders' },
      { origin: 'http://[fd00::1]:3002', servername: 'orders' },
    ]);
  });

  it('are the configured one if it is not a name, or an unknown one', async () => {
    const hosts = new Hosts(async () => Promise.reject(new Error('ENOTFOUND')));
    for (const url of ['http://127.0.0.1:1', 'http://[::1]:1', 'http://localhost:1', 'http://orders:1'])
      expect(await addressesOf(url, hosts)).to.deep.equal([{ origin: url }]);
  });
});
