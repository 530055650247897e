import { expect } from 'chai';
import { Pool } from 'undici';
import { evilTexts } from '../support/attacks/evil-texts.js';
import { LONGEST_MS, standstillOf, type Attack } from '../support/attacks/standstill.js';
import {
  operationsByService,
  operationsOf,
  placesOf,
  sampleOf,
  services,
  type Operation,
  type Schema,
} from '../support/fuzz/operations.js';
import { sharedShop } from '../support/shared-shop.js';
import type { Shop } from '../support/shop.js';

/** Lengths in characters: of a usual text, and just under the limits of a body, and of a URL or header. */
const LENGTHS = { honest: 120, body: [330_000, 165_000], surroundings: 7_000 };
const BODY_BYTES = 1_040_000;

describe('a request blocks the event loop for at most 50 ms', function () {
  this.timeout(300_000);
  let shop: Shop;
  let operations: Readonly<Record<string, readonly Operation[]>>;
  let token: string;
  before(async () => {
    shop = await sharedShop();
    ({ token } = await shop.admin());
    const all = operationsOf((await shop.call('GET', '/openapi.json')).body);
    operations = await operationsByService(all, shop.stack.urls, token);
  });

  const withBody = ({ method, path }: Operation, body: string): Attack => ({
    method,
    path: path.replaceAll(/\{\w+\}/g, 'none'),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body,
  });
  const without = ({ method, path }: Operation, more: Partial<Attack>): Attack => ({
    method,
    path: path.replaceAll(/\{\w+\}/g, 'none'),
    ...more,
    headers: { authorization: `Bearer ${token}`, ...more.headers },
  });

  /** A valid body with another value at one place. */
  function sampleWith(schema: Schema, way: readonly (string | number)[], value: unknown): unknown {
    const body = sampleOf(schema);
    let at = body as Record<string | number, unknown>;
    for (const name of way.slice(0, -1)) at = at[name] as Record<string | number, unknown>;
    at[way.at(-1)!] = value;
    return body;
  }

  /** Pathological texts in every string of the body. */
  const textsOf = (operation: Operation): (readonly [string, Attack])[] =>
    placesOf(operation.body ?? {})
      .filter(({ schema }) => schema.type === 'string')
      .flatMap(({ way }) => {
        const bodyWith = (text: string) => JSON.stringify(sampleWith(operation.body!, way, text));
        const [longest, ...shorter] = LENGTHS.body.map(evilTexts);
        const long = longest!.map(([what, text], at) => {
          const bodies = [text, ...shorter.map((texts) => texts[at]![1])].map(bodyWith);
          return [what, bodies.find((body) => Buffer.byteLength(body) < BODY_BYTES)!] as const;
        });
        const honest = evilTexts(LENGTHS.honest).map(([what, text]) => [`few ${what}`, bodyWith(text)] as const);
        return [...long, ...honest].map(
          ([what, body]) => [`${way.join('.')} of ${what}`, withBody(operation, body)] as const,
        );
      });

  const members = (count: number, value: string, pad = 0) =>
    Array.from({ length: count }, (_, at) => `"${'m'.repeat(pad)}${at}":${value}`).join(',');

  /** Bodies that a process refuses before routing. */
  function unreadable(operation: Operation): (readonly [string, Attack])[] {
    const many = (count: number, of: string) => Array.from({ length: count }, () => of).join(',');
    return [
      ['330,000 empty objects', `[${many(330_000, '{}')}]`] as const,
      ['500,000 numbers', `[${many(500_000, '1')}]`] as const,
      ['110,000 unknown members', `{${members(110_000, '1')}}`] as const,
      ['a million levels', '['.repeat(1_000_000)] as const,
      ['a million blanks', ' '.repeat(1_000_000)] as const,
    ].map(([what, body]) => [what, withBody(operation, body)] as const);
  }

  /** Wide, deep and unknown members. */
  function shapesOf(operation: Operation): (readonly [string, Attack])[] {
    const { body: schema = { type: 'object' } } = operation;
    const shapes: [string, string][] = [
      ['4,900 unknown members', `{${members(4_900, '1')}}`],
      ['4,900 unknown members with long names', `{${members(4_900, '1', 190)}}`],
      ['a name of a million letters', `{"${'x'.repeat(1_000_000)}":1}`],
      ['20 levels', `${'{"a":'.repeat(20)}1${'}'.repeat(20)}`],
      ['a million digits', '1'.repeat(1_000_000)],
      ['quotes', `"${'\\"'.repeat(500_000)}"`],
      [
        'names of prototypes',
        `{${Array.from({ length: 4_000 }, (_, at) => `"constructor${at}":{}`).join(',')},"__proto__":{}}`,
      ],
    ];
    const lists = placesOf(schema).filter(({ schema: { type } }) => type === 'array');
    for (const { way, schema: list } of lists)
      for (const [what, item] of [
        ['empty objects', {}],
        ['numbers', 1],
        ['good items', sampleOf(list.items ?? {})],
        ['bad items', { a: 1, b: 2, c: 3 }],
      ] as const) {
        const each = JSON.stringify(item);
        const count = Math.min(4_900 / (1 + Object.keys(Object(item)).length), BODY_BYTES / (each.length + 1) - 10);
        const body = sampleWith(
          schema,
          way,
          Array.from({ length: count }, () => item),
        );
        shapes.push([`${Math.floor(count)} ${what} in ${way.join('.')}`, JSON.stringify(body)]);
      }
    return shapes.map(([what, body]) => [what, withBody(operation, body)] as const);
  }

  /** Pathological texts in the path, the query and headers. */
  const surroundingsOf = (operation: Operation): (readonly [string, Attack])[] =>
    evilTexts(LENGTHS.surroundings).flatMap(([what, text]) => {
      const encoded = encodeURIComponent(Buffer.from(text).toString())
        .slice(0, LENGTHS.surroundings)
        .replace(/%.?$/, '');
      const path = operation.path.replaceAll(/\{\w+\}/g, 'none');
      const header = text.replaceAll(/[^\x20-\x7e]/g, '~').trim();
      return [
        ...(operation.path.includes('{')
          ? [[`path of ${what}`, without(operation, { path: operation.path.replaceAll(/\{\w+\}/g, encoded) })] as const]
          : []),
        ...operation.query.map(
          (name) => [`${name} of ${what}`, without(operation, { path: `${path}?${name}=${encoded}` })] as const,
        ),
        [`unknown query of ${what}`, without(operation, { path: `${path}?${encoded}=1` })] as const,
        [
          `headers of ${what}`,
          without(operation, {
            headers: { 'idempotency-key': header, traceparent: header.slice(0, 4_000), cookie: header.slice(0, 3_000) },
          }),
        ] as const,
      ];
    });

  // every route belongs to a service, since the gateway's own routes have no body
  for (const service of services)
    it(`in ${service}, on any of its routes`, async () => {
      const pool = new Pool(shop.stack.urls[service]!, { connections: 1 });
      const own = operations[service]!;
      expect(own).not.to.deep.equal([]);
      const wrong: string[] = [];
      const taking = own.filter(({ method }) => ['POST', 'PUT', 'PATCH'].includes(method));
      const reading = process.env['MATRIX'] === 'full' ? taking : taking.slice(0, 1);
      for (const operation of own) {
        const attacks = [
          ...(reading.includes(operation) ? unreadable(operation) : []),
          ...(taking.includes(operation) ? [...textsOf(operation), ...shapesOf(operation)] : []),
          ...surroundingsOf(operation),
        ];
        for (const [what, attack] of attacks) {
          const { ms, status } = await standstillOf(pool, attack);
          if (ms > LONGEST_MS) wrong.push(`${operation.method} ${operation.path} ${what}: ${Math.round(ms)} ms`);
          if (status >= 500) wrong.push(`${operation.method} ${operation.path} ${what}: ${status}`);
        }
      }
      await pool.destroy();
      expect(wrong).to.deep.equal([]);
    });
});
