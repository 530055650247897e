import { expect } from 'chai';
import { Pool } from 'undici';
import { BAD_BODIES, sendBad } from '../support/attacks/bad-bodies.js';
import { delayBy, LATER_MS } from '../support/attacks/honest.js';
import { sharedShop } from '../support/shared-shop.js';
import type { Person, Shop } from '../support/shop.js';

const HONEST = 100;
/** How many bad bodies are sent concurrently. */
const CONCURRENCY = 8;

/** For each process, a call with a body that any client or user may make, and a valid call. */
const CALLS: readonly (readonly [process: string, call: string, honest: string])[] = [
  ['user-service', 'POST /api/users/refresh', '/api/users/me'],
  ['order-service', 'POST /api/orders', '/api/products'],
  ['payment-service', 'POST /api/payment-methods', '/api/payments'],
  ['saga-orchestrator', 'POST /api/sagas/none/retry', '/api/sagas'],
  ['payment-service', 'POST /provider/webhooks', '/api/payments'],
];

/** Statuses of calls without a known caller that differ from those of `BAD_BODIES`: the caller is refused before the body is parsed. */
const UNAUTHENTICATED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  // the signature is of the whole body, so one of more than 256 KiB is refused first
  'POST /provider/webhooks': {
    'in another character set': 401,
    'of another type': 413,
    'not in UTF-8': 401,
    'no JSON': 401,
  },
  // the internal token is checked before the body is read
  'POST /tokens': {
    'too long by its length': 401,
    'too long in chunks': 401,
    'too many values': 401,
    'too deep': 401,
    'in another character set': 401,
    'of another type': 401,
    'not in UTF-8': 401,
    'no JSON': 401,
  },
};

describe('bodies that are refused', function () {
  this.timeout(120_000);
  let shop: Shop;
  let admin: Person;
  let bearer: { authorization: string };
  before(async () => {
    shop = await sharedShop();
    admin = await shop.admin();
    bearer = { authorization: `Bearer ${admin.token}` };
  });

  /** The longest time of 100 valid requests over ten connections, milliseconds. Fails unless each is answered. */
  async function honest(url: string, paths: readonly string[]): Promise<number> {
    const pool = new Pool(url, { connections: 10, pipelining: 1, headersTimeout: 8_000 });
    let longest = 0;
    const one = async (index: number) => {
      const began = performance.now();
      const path = paths[index % paths.length]!;
      const { statusCode, body } = await pool.request({ method: 'GET', path, headers: bearer });
      expect([path, statusCode, (await body.text()).slice(0, statusCode === 200 ? 0 : 500)]).to.deep.equal([path, 200, '']); // prettier-ignore
      longest = Math.max(longest, performance.now() - began);
    };
    try {
      await Promise.all(Array.from({ length: HONEST }, (_, index) => one(index)));
    } finally {
      await pool.destroy();
    }
    return longest;
  }

  /** Sends every kind of bad body to each call, some concurrently; returns the unexpected answers. */
  async function sendAll(urlOf: (process: string) => string, calls: typeof CALLS): Promise<string[]> {
    const left = calls.flatMap(([process, call]) =>
      Object.entries(BAD_BODIES).map(([what, make]) => ({ process, call, what, bad: make() })),
    );
    const wrong: string[] = [];
    const worker = async () => {
      for (let next = left.pop(); next; next = left.pop()) {
        const { process, call, what, bad } = next;
        const status = await sendBad(urlOf(process), call, bad, bearer);
        const expected = UNAUTHENTICATED[call]?.[what] ?? bad.status;
        if (expected !== undefined && status !== expected) wrong.push(`${call} ${what}: ${status}, not ${expected}`);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    return wrong;
  }

  const delay = (urlOf: (process: string) => string, calls: typeof CALLS, url: string): Promise<number> =>
    delayBy(
      async () => void expect(await sendAll(urlOf, calls)).to.deep.equal([]),
      () => honest(url, calls.map(([, , path]) => path)), // prettier-ignore
    );

  it('do not delay valid requests through the gateway', async () => {
    expect(await delay(() => shop.url, CALLS, shop.url)).to.be.below(LATER_MS);
  });

  const own = [...CALLS.slice(0, 4), ['payment-provider', 'POST /tokens', '/health/live'] as const];
  for (const call of own)
    it(`do not delay valid requests at the port of ${call[0]}`, async () => {
      const url = shop.stack.urls[call[0]]!;
      expect(await delay(() => url, [call], url)).to.be.below(LATER_MS);
    });
});
