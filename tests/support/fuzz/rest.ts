import { BODIES } from './bodies.js';
import type { Random } from '@shop/testkit/random';
import type { BadRequest, Known } from './kinds.js';
import type { Operation } from './operations.js';
import { SURROUNDINGS } from './surroundings.js';

const KINDS = { ...BODIES, ...SURROUNDINGS };
const RARE = new Set(['too large']);

/** One bad request to one of `operations`. */
export function badRequest(random: Random, operations: readonly Operation[], known: Known): BadRequest {
  for (;;) {
    const operation = random.pick(operations);
    const what = random.pick(Object.keys(KINDS));
    if (RARE.has(what) && random.next() > 0.1) continue;
    // this ends a session and answers 204 whatever the credentials
    if (operation.method === 'DELETE' && operation.path === '/api/sessions' && what !== 'bad query') continue;
    const bad = KINDS[what]!(random, operation, known);
    if (!bad) continue;
    const { admin, user } = known.tokens;
    // orders and payments belong to the user; that administrators' routes refuse a user is another test
    const token =
      /^\/api\/(users\/me|orders|payment)/.test(operation.path) && !/refund|shipping/.test(operation.path)
        ? user
        : admin;
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
