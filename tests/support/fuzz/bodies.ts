import { gzipSync } from 'node:zlib';
import type { Random } from '@shop/testkit/random';
import {
  hasBody,
  json,
  JSON_TYPE,
  MALFORMED,
  sample,
  schemaOf,
  VALIDATION,
  type Bad,
  type Kind,
  type Known,
} from './kinds.js';
import { placesOf, type Operation } from './operations.js';
import { deepJson, NASTY_NAMES, NASTY_TEXT, valueOfOtherType } from './values.js';

const PACKED = ['UNSUPPORTED_MEDIA_TYPE'];
const LARGE = Buffer.from(`"${'x'.repeat(1_048_576)}"`);
const BOMB = gzipSync(Buffer.alloc(4 * 1_048_576, ' '));

/** The container that holds the end of a path, and the last name of the path. */
function into(body: unknown, way: readonly (string | number)[]): [Record<string, unknown>, string] {
  let at = body as Record<string, unknown>;
  for (const name of way.slice(0, -1)) at = at[name] as Record<string, unknown>;
  return [at, String(way.at(-1))];
}

const inBody =
  (make: (random: Random, operation: Operation, known: Known) => Bad | undefined): Kind =>
  (random, operation, known) =>
    hasBody(operation) ? make(random, operation, known) : undefined;

/** Kinds of bad bodies. */
export const BODIES: Readonly<Record<string, Kind>> = {
  'wrong type': inBody((random, operation) => {
    const places = placesOf(schemaOf(operation)).filter(({ schema }) => schema.type !== undefined);
    if (places.length === 0) return undefined;
    const { way, schema } = random.pick(places);
    const body = sample(operation);
    const [at, name] = into(body, way);
    at[name] = valueOfOtherType(random, schema.type!);
    return json(body);
  }),
  'too long': inBody((random, operation) => {
    const places = placesOf(schemaOf(operation)).filter(({ schema }) => schema.type === 'string');
    if (places.length === 0) return undefined;
    const body = sample(operation);
    const [at, name] = into(body, random.pick(places).way);
    at[name] = random.pick(NASTY_TEXT).padEnd(random.pick([4_100, 4_100, 60_000]), 'x');
    return json(body);
  }),
  missing: inBody((random, operation) => {
    const places = placesOf(schemaOf(operation)).filter(({ required }) => required);
    if (places.length === 0) return undefined;
    const body = sample(operation);
    const [at, name] = into(body, random.pick(places).way);
    delete at[name];
    return json(body);
  }),
  'unknown field': inBody((random, operation) => {
    const inner = placesOf(schemaOf(operation)).filter(({ schema }) => schema.type === 'object');
    const body = sample(operation);
    const way = random.pick([[], ...inner.map(({ way }) => way)]);
    const [at] = into(body, [...way, '']);
    at[random.pick(NASTY_NAMES)] = valueOfOtherType(random, 'none');
    return json(body);
  }),
  'prototype key': inBody((random, operation) => {
    const rest = JSON.stringify(sample(operation)).slice(1);
    const key = random.pick(['"__proto__"', '"\\u005f_proto__"', '"__proto__" ']);
    const value = random.pick(['{"role":"admin"}', 'null', '[]', '{"__proto__":{}}', '1']);
    return {
      body: `{${key}:${value}${rest === '}' ? '' : ','}${rest}`,
      headers: JSON_TYPE,
      codes: VALIDATION,
    };
  }),
  'not an object': inBody((random) => json(valueOfOtherType(random, 'object'))),
  deep: inBody((random, operation) => {
    const deep = deepJson(random, random.pick([50, 1_000, 1_000, 20_000]));
    const rest = JSON.stringify(sample(operation)).slice(1);
    const body = random.next() < 0.5 ? deep : `{"deep":${deep}${rest === '}' ? '' : ','}${rest}`;
    return { body, headers: JSON_TYPE, codes: ['BODY_TOO_LARGE'] };
  }),
  'cut off': inBody((random, operation) => {
    const whole = JSON.stringify({ ...sample(operation), note: random.pick(NASTY_TEXT) });
    return { body: whole.slice(0, random.between(1, whole.length - 1)), headers: JSON_TYPE, codes: MALFORMED };
  }),
  'not JSON': inBody((random) => ({
    body: random.pick([
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
  'wrong content type': inBody((random, operation) => ({
    body: JSON.stringify({ ...sample(operation), a: 1 }),
    headers: {
      'content-type': random.pick([
        'text/plain',
        'application/xml',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/jsonp',
        'json',
        '*/*',
        'application/json/x',
        'application/json; charset=utf-16',
        'application/json; charset=iso-8859-1',
      ]),
    },
    codes: ['UNSUPPORTED_MEDIA_TYPE'],
  })),
  'wrong encoding': inBody((random, operation) => ({
    body: random.pick([JSON.stringify(sample(operation)), gzipSync('{"a":1}').subarray(0, 12), random.bytes(40)]),
    headers: { ...JSON_TYPE, 'content-encoding': random.pick(['gzip', 'deflate', 'br', 'zstd', 'x', 'gzip, gzip']) },
    codes: PACKED,
  })),
  'too large': inBody((random) =>
    random.next() < 0.5
      ? {
          body: LARGE,
          headers: JSON_TYPE,
          codes: ['BODY_TOO_LARGE'],
        }
      : {
          body: BOMB,
          headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
          codes: PACKED,
        },
  ),
};
