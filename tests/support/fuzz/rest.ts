import { gzipSync } from 'node:zlib';
import type { Dice } from './dice.js';
import { placesOf, sampleOf, type Operation, type Schema } from './operations.js';
import { deepJson, ID_IS_NOT, NASTY_NAMES, NASTY_TEXT, valueOfOtherType, wellFormed } from './values.js';

/** A request that must be refused, and with which codes. */
export interface BadRequest {
  /** What is bad about it, for the report. */
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Buffer;
  readonly codes: readonly string[];
}

/** What the requests are about: things that exist, so that a request taken for a good one would change something. */
export interface Known {
  /** Real ids, by the second part of the path: `orders`, `products`, … */
  readonly ids: Readonly<Record<string, string>>;
  readonly tokens: { readonly user: string; readonly admin: string };
}

type Bad = Partial<Omit<BadRequest, 'what' | 'codes'>> & Pick<BadRequest, 'codes'>;
type Kind = (dice: Dice, operation: Operation, known: Known) => Bad | undefined;

const VALIDATION = ['VALIDATION_FAILED'];
const MALFORMED = ['MALFORMED_JSON'];
const NOT_FOUND = ['ROUTE', 'ORDER', 'PRODUCT', 'PAYMENT', 'SAGA'].map((what) => `${what}_NOT_FOUND`);
const JSON_TYPE = { 'content-type': 'application/json' };
const LARGE = Buffer.from(`"${'x'.repeat(1_048_576)}"`);
const BOMB = gzipSync(Buffer.alloc(4 * 1_048_576, ' '));
const hasBody = ({ method }: Operation): boolean => ['POST', 'PUT', 'PATCH'].includes(method);
const schemaOf = ({ body }: Operation): Schema => body ?? { type: 'object' };
const json = (body: unknown, codes = VALIDATION): Bad => ({ body: JSON.stringify(body), headers: JSON_TYPE, codes });
const sample = (operation: Operation): Record<string, unknown> =>
  sampleOf(schemaOf(operation)) as Record<string, unknown>;

/** The container at the end of a way, and the last name. */
function into(body: unknown, way: readonly (string | number)[]): [Record<string, unknown>, string] {
  let at = body as Record<string, unknown>;
  for (const name of way.slice(0, -1)) at = at[name] as Record<string, unknown>;
  return [at, String(way.at(-1))];
}

const inBody =
  (make: (dice: Dice, operation: Operation, known: Known) => Bad | undefined): Kind =>
  (dice, operation, known) =>
    hasBody(operation) ? make(dice, operation, known) : undefined;

/** Every kind of badness; each gives nothing where it does not apply. */
const KINDS: Readonly<Record<string, Kind>> = {
  'wrong type': inBody((dice, operation) => {
    const places = placesOf(schemaOf(operation)).filter(({ schema }) => schema.type !== undefined);
    if (places.length === 0) return undefined;
    const { way, schema } = dice.pick(places);
    const body = sample(operation);
    const [at, name] = into(body, way);
    at[name] = valueOfOtherType(dice, schema.type!);
    return json(body);
  }),
  'too long': inBody((dice, operation) => {
    const places = placesOf(schemaOf(operation)).filter(({ schema }) => schema.type === 'string');
    if (places.length === 0) return undefined;
    const body = sample(operation);
    const [at, name] = into(body, dice.pick(places).way);
    at[name] = dice.pick(NASTY_TEXT).padEnd(dice.pick([4_100, 4_100, 60_000]), 'x');
    return json(body);
  }),
  missing: inBody((dice, operation) => {
    const places = placesOf(schemaOf(operation)).filter(({ required }) => required);
    if (places.length === 0) return undefined;
    const body = sample(operation);
    const [at, name] = into(body, dice.pick(places).way);
    delete at[name];
    return json(body);
  }),
  'unknown field': inBody((dice, operation) => {
    const inner = placesOf(schemaOf(operation)).filter(({ schema }) => schema.type === 'object');
    const body = sample(operation);
    const way = dice.pick([[], ...inner.map(({ way }) => way)]);
    const [at] = into(body, [...way, '']);
    at[dice.pick(NASTY_NAMES)] = valueOfOtherType(dice, 'none');
    return json(body);
  }),
  'prototype key': inBody((dice, operation) => {
    const rest = JSON.stringify(sample(operation)).slice(1);
    const key = dice.pick(['"__proto__"', '"\\u005f_proto__"', '"__proto__" ']);
    const value = dice.pick(['{"role":"admin"}', 'null', '[]', '{"__proto__":{}}', '1']);
    return {
      body: `{${key}:${value}${rest === '}' ? '' : ','}${rest}`,
      headers: JSON_TYPE,
      codes: [...MALFORMED, ...VALIDATION],
    };
  }),
  'not an object': inBody((dice) => json(valueOfOtherType(dice, 'object'))),
  deep: inBody((dice, operation) => {
    const deep = deepJson(dice, dice.pick([50, 1_000, 1_000, 20_000]));
    const rest = JSON.stringify(sample(operation)).slice(1);
    const body = dice.next() < 0.5 ? deep : `{"deep":${deep}${rest === '}' ? '' : ','}${rest}`;
    return { body, headers: JSON_TYPE, codes: [...MALFORMED, ...VALIDATION] };
  }),
  'cut off': inBody((dice, operation) => {
    const whole = JSON.stringify({ ...sample(operation), note: dice.pick(NASTY_TEXT) });
    return { body: whole.slice(0, dice.whole(1, whole.length - 1)), headers: JSON_TYPE, codes: MALFORMED };
  }),
  'not JSON': inBody((dice) => ({
    body: dice.pick([
      '{]',
      'undefined',
      "{'a':1}",
      'NaN',
      '{"a":01}',
      '{"a":1,}',
      '\ufeff{',
      '\u0000',
      '{"a":"\n"}',
      Buffer.from([0xff, 0xfe, 0x7b]),
    ]),
    headers: JSON_TYPE,
    codes: MALFORMED,
  })),
  'wrong content type': inBody((dice, operation) => ({
    body: JSON.stringify({ ...sample(operation), a: 1 }),
    headers: {
      'content-type': dice.pick([
        'text/plain',
        'application/xml',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/jsonp',
        'json',
        '*/*',
        'application/json/x',
      ]),
    },
    codes: ['UNSUPPORTED_MEDIA_TYPE'],
  })),
  'wrong encoding': inBody((dice, operation) => ({
    body: dice.pick([JSON.stringify(sample(operation)), gzipSync('{"a":1}').subarray(0, 12), dice.bytes(40)]),
    headers: { ...JSON_TYPE, 'content-encoding': dice.pick(['gzip', 'deflate', 'br', 'zstd', 'x', 'gzip, gzip']) },
    codes: [...MALFORMED, 'UNSUPPORTED_MEDIA_TYPE'],
  })),
  'too large': inBody((dice) =>
    dice.next() < 0.5
      ? {
          body: LARGE,
          headers: JSON_TYPE,
          codes: ['BODY_TOO_LARGE'],
        }
      : {
          body: BOMB,
          headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
          codes: ['BODY_TOO_LARGE'],
        },
  ),
  'bad id': (dice, operation) => {
    if (!operation.path.includes('{')) return undefined;
    const id = dice.pick([
      ...ID_IS_NOT.map((text) => encodeURIComponent(wellFormed(text))),
      'x'.repeat(dice.whole(129, 3_000)),
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
  'bad query': (dice, { path, query, ...operation }) => {
    const bad = dice.pick([
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
      'cursor=',
      'cursor=%00',
      'cursor=!!!',
      `cursor=${'a'.repeat(600)}`,
      `cursor=${dice.bytes(12).toString('base64url')}`,
      `cursor=${cursorOf(dice)}`,
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
  'bad token': (dice, operation, { tokens }) => {
    if (!operation.secured) return undefined;
    const [header, payload, signature] = tokens.admin.split('.') as [string, string, string];
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    const shown = dice.pick<Record<string, string>>([
      {},
      { authorization: 'Bearer' },
      { authorization: `Bearer ${'x'.repeat(dice.whole(1, 4_000))}` },
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
  'bad key': (dice, operation) =>
    operation.keyed
      ? {
          ...json(sample(operation)),
          headers: { ...JSON_TYPE, 'idempotency-key': dice.pick(['x', 'é', '$']).repeat(dice.whole(256, 3_000)) },
        }
      : undefined,
  'no such route': (dice, operation) => ({
    path: operation.path + dice.pick(['/x', '/%2e%2e/%2e%2e/metrics', '//', '/$gt', '/__proto__', '%00', ';a=b', '/.']),
    codes: [...VALIDATION, 'METHOD_NOT_ALLOWED', 'FORBIDDEN', ...NOT_FOUND],
  }),
  'wrong method': (dice) => ({
    method: dice.pick(['OPTIONS', 'PROPFIND', 'SEARCH', 'LINK']),
    codes: ['METHOD_NOT_ALLOWED', 'ROUTE_NOT_FOUND'],
  }),
};

/** A cursor that is none of any list: the wrong parts, too many, or a time that is none. */
function cursorOf(dice: Dice): string {
  const place = dice.pick<unknown>([
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

const RARE = new Set(['too large']);

/** One bad request about one of `operations`. */
export function badRequest(dice: Dice, operations: readonly Operation[], known: Known): BadRequest {
  for (;;) {
    const operation = dice.pick(operations);
    const what = dice.pick(Object.keys(KINDS));
    if (RARE.has(what) && dice.next() > 0.1) continue;
    // these end sessions and are answered 204 whatever is shown
    if (operation.method === 'DELETE' && operation.path === '/api/sessions' && what !== 'bad query') continue;
    const bad = KINDS[what]!(dice, operation, known);
    if (!bad) continue;
    const { admin, user } = known.tokens;
    // the orders and payments are the user's; what is the administrator's is refused to the user, which is another test
    const token =
      /^\/api\/(users\/me|orders|payment)/.test(operation.path) && !operation.path.includes('refund') ? user : admin;
    const { authorization, ...headers } = { authorization: `Bearer ${token}`, ...bad.headers };
    return {
      what,
      method: bad.method ?? operation.method,
      path: idIn(bad.path ?? operation.path, known),
      headers: { ...headers, ...(authorization ? { authorization } : {}) },
      ...(bad.body === undefined ? {} : { body: bad.body }),
      codes: bad.codes,
    };
  }
}

const idIn = (path: string, { ids }: Known): string =>
  path.replace(/\{\w+\}/g, () => ids[path.split('/')[2] ?? ''] ?? 'nobody');
