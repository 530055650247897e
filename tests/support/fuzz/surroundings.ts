import type { Random } from '@shop/testkit/random';
import { hasBody, json, JSON_TYPE, sample, VALIDATION, type Kind } from './kinds.js';
import { ID_IS_NOT, wellFormed } from './values.js';

const NOT_FOUND = ['ROUTE', 'ORDER', 'PRODUCT', 'PAYMENT', 'SAGA', 'WEBHOOK', 'DISPUTE', 'CHARGE'].map(
  (what) => `${what}_NOT_FOUND`,
);

/** Kinds of bad requests apart from the body: path, query, headers, method. */
export const SURROUNDINGS: Readonly<Record<string, Kind>> = {
  'bad id': (random, operation) => {
    if (!operation.path.includes('{')) return undefined;
    const id = random.pick([
      ...ID_IS_NOT.map((text) => encodeURIComponent(wellFormed(text))),
      'x'.repeat(random.between(129, 3_000)),
      '%',
      '%ff',
      '%c0%ae',
      '%2e%2e%2f',
      '$gt',
      '[object%20Object]',
      '.;',
    ]);
    return {
      path: operation.path.replace(/\{\w+\}/, id),
      ...(hasBody(operation) ? json(sample(operation)) : {}),
      codes: [...VALIDATION, 'ROUTE_NOT_FOUND', 'METHOD_NOT_ALLOWED', 'MALFORMED_REQUEST'],
    };
  },
  'bad query': (random, { path, query, ...operation }) => {
    const bad = random.pick([
      'limit=0',
      'limit=-1',
      'limit=101',
      'limit=1e9',
      'limit=abc',
      'limit=1.5',
      'limit=1&limit=2',
      'limit[$gt]=1',
      'limit=0x10',
      'limit=Infinity',
      'limit=1e1',
      'limit=%201',
      'limit=%2B1',
      'cursor=',
      'cursor=%00',
      'cursor=!!!',
      `cursor=${'a'.repeat(600)}`,
      `cursor=${random.bytes(12).toString('base64url')}`,
      `cursor=${cursorOf(random)}`,
      'cursor[$ne]=1',
      'status[$ne]=x',
      'status=__proto__',
      'state=constructor',
      'type=%00',
      'orderId=a%20b',
      '__proto__=1',
      'constructor=1',
      '$where=1',
      `${'q'.repeat(2_000)}=1`,
      'a=%ff',
    ]);
    return {
      path: `${path}?${bad}`,
      ...(hasBody({ path, query, ...operation }) ? json(sample({ path, query, ...operation })) : {}),
      codes: VALIDATION,
    };
  },
  'bad token': (random, operation, { tokens }) => {
    if (!operation.secured) return undefined;
    const [header, payload, signature] = tokens.admin.split('.') as [string, string, string];
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    const shown = random.pick<Record<string, string>>([
      {},
      { authorization: 'Bearer' },
      { authorization: `Bearer ${'x'.repeat(random.between(1, 4_000))}` },
      { authorization: `Basic ${Buffer.from('admin@example.com:admin-password').toString('base64')}` },
      { authorization: `Bearer ${none}.${payload}.` },
      { authorization: `Bearer ${header}.${payload}.${signature.split('').toReversed().join('')}` },
      { authorization: `Bearer ${header}.${Buffer.from('{"sub":"x"}').toString('base64url')}.${signature}` },
      { authorization: `Bearer ..` },
      { 'x-internal-token': tokens.admin },
      { 'x-internal-token': `${none}.${payload}.`, 'x-user-id': 'admin', 'x-user-role': 'admin' },
      { cookie: 'session=%00; session=x' },
    ]);
    return {
      headers: { authorization: '', ...(hasBody(operation) ? JSON_TYPE : {}), ...shown },
      ...(hasBody(operation) ? { body: JSON.stringify(sample(operation)) } : {}),
      codes: ['UNAUTHENTICATED'],
    };
  },
  'bad key': (random, operation) =>
    operation.keyed
      ? {
          ...json(sample(operation)),
          headers: { ...JSON_TYPE, 'idempotency-key': random.pick(['x', 'é', '$']).repeat(random.between(256, 3_000)) },
        }
      : undefined,
  'no such route': (random, operation) => ({
    path:
      operation.path + random.pick(['/x', '/%2e%2e/%2e%2e/metrics', '//', '/$gt', '/__proto__', '%00', ';a=b', '/.']),
    codes: [...VALIDATION, 'METHOD_NOT_ALLOWED', 'FORBIDDEN', ...NOT_FOUND],
  }),
  'wrong method': (random) => ({
    method: random.pick(['OPTIONS', 'PROPFIND', 'SEARCH', 'LINK']),
    codes: ['METHOD_NOT_ALLOWED', 'ROUTE_NOT_FOUND'],
  }),
};

/** An invalid cursor: wrong parts, too many parts, or an invalid time. */
function cursorOf(random: Random): string {
  const place = random.pick<unknown>([
    {},
    [],
    null,
    [null],
    [{}, 'x'],
    [1e300, 'x'],
    ['2020', 'x'],
    [1, 2],
    [1, 'x', 'y'],
    [{ $gt: '' }, { $gt: '' }],
    [true],
    'x',
  ]);
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}
