import { expect } from 'chai';
import { addresses, readConfig } from '../../dist/config/config.js';
import { grpcAddress, ownGrpcAddress } from '../../dist/grpc/address.js';

describe('an address of gRPC', () => {
  it('has an IPv6 host in brackets', () => {
    expect(['127.0.0.1', 'orders', '::1', '::'].map((host) => grpcAddress(host, 50052))).to.deep.equal([
      '127.0.0.1:50052',
      'orders:50052',
      '[::1]:50052',
      '[::]:50052',
    ]);
  });

  it('reaches the process’s own server, whichever address it listens on', () => {
    expect(['0.0.0.0', '::', '192.0.2.1'].map((host) => ownGrpcAddress(host, 1))).to.deep.equal([
      '127.0.0.1:1',
      '[::1]:1',
      '192.0.2.1:1',
    ]);
  });

  it('is accepted in this form from the environment', () => {
    const read = (ORDERS: string) => readConfig<{ ORDERS: string[] }>({ ORDERS: addresses() }, { ORDERS });
    expect(read('[::1]:50052,orders:50052')).to.deep.equal({ ORDERS: ['[::1]:50052', 'orders:50052'] });
    for (const wrong of ['::1:50052', '[::1]', '[::1:50052', 'http://orders:50052'])
      expect(() => read(wrong), wrong).to.throw('ORDERS must be a comma list');
  });
});
