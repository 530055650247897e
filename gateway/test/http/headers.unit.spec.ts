import { expect } from 'chai';
import { answerHeaders, requestHeaders } from '../../dist/http/headers.js';

describe('headers that are passed on', () => {
  it('leave out those of one connection, internal ones and credentials', () => {
    const passed = requestHeaders({
      connection: 'keep-alive, X-Hop',
      'x-hop': 'gone',
      'transfer-encoding': 'chunked',
      'proxy-authorization': 'Basic eA==',
      host: 'shop',
      'x-internal-token': 'forged',
      'x-user-id': 'somebody',
      'x-user-role': 'admin',
      'x-time-left-ms': '1',
      'x-forwarded-for': '1.2.3.4',
      authorization: 'Bearer t',
      cookie: 'session=t',
      'content-type': 'application/json',
      'idempotency-key': 'k',
      prefer: 'wait=3',
      accept: '*/*',
    });
    expect(passed).to.deep.equal({
      'content-type': 'application/json',
      'idempotency-key': 'k',
      prefer: 'wait=3',
      accept: '*/*',
    });
  });

  it('of an answer leave out the same, and those that name internal software', () => {
    const passed = answerHeaders({
      'x-internal-token': 't',
      'x-user-id': 'u',
      server: 'koa',
      'x-powered-by': 'koa',
      'keep-alive': 'timeout=5',
      'set-cookie': ['a=1', 'b=2'],
      location: '/api/orders/1',
      'retry-after': '1',
    });
    expect(passed).to.deep.equal({ 'set-cookie': ['a=1', 'b=2'], location: '/api/orders/1', 'retry-after': '1' });
  });
});
