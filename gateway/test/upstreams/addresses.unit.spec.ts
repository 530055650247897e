import { expect } from 'chai';
import { addressesOf } from '../../src/upstreams/addresses.js';

describe('the addresses of an upstream', () => {
  it('are all those that its name resolves to', async () => {
    const found = await addressesOf('http://orders:3002', async () => ['10.0.0.1', '10.0.0.2', 'fd00::1']);
    expect(found.map(({ origin }) => origin)).to.deep.equal([
      'http://10.0.0.1:3002',
      'http://10.0.0.2:3002',
      'http://[fd00::1]:3002',
    ]);
  });

  it('are the configured one if it is not a name, or an unknown one', async () => {
    const unknown = async () => Promise.reject(new Error('ENOTFOUND'));
    for (const url of ['http://127.0.0.1:1', 'http://localhost:1', 'http://orders:1'])
      expect(await addressesOf(url, unknown)).to.deep.equal([{ origin: url }]);
  });
});
