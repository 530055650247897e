import { expect } from 'chai';
import { readRedisAddress } from '../../dist/redis/address.js';

describe('the address of Redis', () => {
  for (const [url, address] of [
    ['redis://127.0.0.1', { kind: 'server', hosts: [{ host: '127.0.0.1', port: 6379 }], tls: false }],
    [
      'redis://:p%40ss@redis:6380/1',
      { kind: 'server', hosts: [{ host: 'redis', port: 6380 }], tls: false, password: 'p@ss' },
    ],
    ['redis://[::1]:6380', { kind: 'server', hosts: [{ host: '::1', port: 6380 }], tls: false }],
    [
      'rediss+cluster://shop:secret@a:7001,b:7002,c',
      {
        kind: 'cluster',
        hosts: [
          { host: 'a', port: 7001 },
          { host: 'b', port: 7002 },
          { host: 'c', port: 6379 },
        ],
        tls: true,
        username: 'shop',
        password: 'secret',
      },
    ],
    [
      'redis+sentinel://:secret@a,b:26380/mymaster',
      {
        kind: 'sentinel',
        hosts: [
          { host: 'a', port: 26379 },
          { host: 'b', port: 26380 },
        ],
        tls: false,
        password: 'secret',
        name: 'mymaster',
      },
    ],
  ] as const)
    it(`reads ${url}`, () => expect(readRedisAddress(url)).to.deep.equal(address));

  for (const [url, reason] of [
    ['localhost:6379', 'must be redis://'],
    ['http://redis:6379', 'must be redis://'],
    ['redis://a:7001,b:7002', 'names several hosts: write redis+cluster://'],
    ['redis+cluster://a:7001/1', 'must name no database'],
    ['redis+sentinel://:hunter2@a:26379', 'must end with the name of the primary'],
    ['redis://a:70000', 'must name each host as host or host:port'],
    ['redis://:hunter2@a:b:c', 'must name each host'],
  ] as const)
    it(`refuses ${url}, without repeating it`, () =>
      expect(() => readRedisAddress(url))
        .to.throw(RangeError, reason)
        .with.property('message')
        .that.does.not.contain('hunter2'));
});
