import { until } from '@shop/testkit/until';
import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { processNames, processOf } from '@shop/topology/processes';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { Pool, type Dispatcher } from 'undici';
import { randomOf } from '../support/fuzz/random.js';
import { badCalls, connect, send, type BadCall, type Target } from '../support/fuzz/grpc.js';
import { operationsByService, operationsOf, services, type Operation } from '../support/fuzz/operations.js';
import type { BadRequest, Known } from '../support/fuzz/kinds.js';
import { badRequest } from '../support/fuzz/rest.js';
import { ADDRESS, auditIsClean, CARD, startShop, type Person, type Shop } from '../support/shop.js';

// FUZZ_SEED=random tries new requests; the seed that a failure names repeats it
const given = process.env['FUZZ_SEED'] ?? '20261123';
const SEED = given === 'random' ? randomInt(2 ** 31) : Number(given);
// CI sends more than a run of this file alone
const COUNT = Number(process.env['FUZZ_COUNT'] ?? (process.env['MATRIX'] ? 10_000 : 4_000));
const CONCURRENCY = 48;

describe(`${COUNT} bad requests (FUZZ_SEED=${SEED})`, function () {
  this.timeout(300_000);
  const secret = randomBytes(32).toString('base64url');
  let shop: Shop;
  let admin: Person;
  let known: Known;
  /** The operations of the services; those of the gateway itself have no body and ignore the query. */
  let operations: Operation[];
  let byService: Readonly<Record<string, readonly Operation[]>>;
  let untouched: string;
  const pools = new Map<string, Pool>();
  let targets: Target[];
  let pids: unknown;

  before(async () => {
    shop = await startShop({ env: { INTERNAL_TOKEN_SECRET: secret, LOG_LEVEL: 'error' } });
    const [user, administrator] = await Promise.all([shop.register(), shop.admin()]);
    admin = administrator;
    known = { ids: await things(user), tokens: { user: user.token, admin: admin.token } };
    const all = operationsOf((await shop.call('GET', '/openapi.json')).body);
    byService = await operationsByService(all, shop.stack.urls, admin.token);
    operations = Object.values(byService).flat();
    for (const [name, url] of Object.entries(shop.stack.urls))
      if (url.startsWith('http')) pools.set(name, new Pool(url, { connections: CONCURRENCY, pipelining: 1 }));
    const port = (name: string) => shop.stack.ports[name]!.grpc!;
    targets = processNames.flatMap((callee) =>
      (processOf(callee).serves ?? []).map((service) => ({ service, callee, client: connect(port(callee)) })),
    );
    await auditIsClean(admin);
    pids = shop.stack.processes.map(({ name, pid }) => [name, pid]);
    untouched = await atRest();
  });
  after(async () => {
    await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    for (const { client } of targets ?? []) client.close();
    await shop?.stop();
  });

  /** Creates what bad requests could change: an order that waits, a confirmed one with its payment, a stored card. */
  async function things(user: Person): Promise<Known['ids']> {
    const method = await user.call('POST', '/api/payment-methods', { paymentMethod: 'credit_card', cardDetails: CARD });
    const order = (more: object) =>
      user.call(
        'POST',
        '/api/orders',
        { items: [{ productId: 'product-1', quantity: 1 }], shippingAddress: ADDRESS, ...more },
        { prefer: 'wait=20' },
      );
    const waiting = await order({});
    const paid = await order({ paymentMethodId: method.body['id'] });
    expect([waiting.body['status'], paid.body['status']]).to.deep.equal(['AWAITING_PAYMENT', 'CONFIRMED']);
    const { body } = await user.call('GET', `/api/payments?orderId=${paid.body['id']}`);
    return {
      orders: waiting.body['id'],
      sagas: waiting.body['id'],
      products: 'product-1',
      users: user.id,
      payments: body['items'][0]['id'],
      'payment-methods': method.body['id'],
    };
  }

  /** All documents except the lease of an event log, which is renewed all the time. */
  const LEASE_OF_LOG = { _id: { $ne: 0 as never } };
  /** The content of all databases once it no longer changes: the events and mails of earlier orders are done. */
  function atRest(): Promise<string> {
    let before = '';
    return until(
      'everything is at rest',
      async () => {
        const now = await everything();
        const same = now === before;
        before = now;
        return same ? now : undefined;
      },
      60_000,
      1_500,
    );
  }

  /** The content of all databases, except the heartbeats of orchestrators and the periodic audits. */
  async function everything(): Promise<string> {
    const connection = await mongoose.createConnection(shop.stack.urls['store']!).asPromise();
    try {
      const content: Record<string, unknown> = {};
      for (const name of ['users', 'orders', 'payments', 'sagas']) {
        const database = connection.useDb(shop.databaseName(name)).db!;
        const collections = (await database.listCollections().toArray()).filter(
          (each) => !['orchestrators', 'audits'].includes(each.name),
        );
        for (const { name: collection } of collections)
          content[`${name}.${collection}`] = await database
            .collection(collection)
            .find(LEASE_OF_LOG)
            .sort({ _id: 1 })
            .toArray();
      }
      return JSON.stringify(content, null, 1);
    } finally {
      await connection.close();
    }
  }

  /** Calls `one` `count` times, `CONCURRENCY` at a time. Rejects with the first error. */
  async function concurrently(count: number, one: (index: number) => Promise<void>): Promise<void> {
    let next = 0;
    const worker = async () => {
      for (let index = next++; index < count; index = next++) await one(index);
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  }

  async function refused(pool: Pool, request: BadRequest, index: number): Promise<string | undefined> {
    const { what, method, path, headers, body, codes } = request;
    const shown = `#${index} ${what}: ${method} ${path.slice(0, 200)} ${JSON.stringify(headers).slice(0, 300)} ${String(body ?? '').slice(0, 300)}`;
    const ask = () => pool.request({ method: method as 'GET', path, headers, body: body ?? null });
    // a server closes the connection a second after refusing a body that is still being sent, and with it the next request on it
    const again = (error: { code?: string }) => (error.code === 'ECONNRESET' ? ask() : Promise.reject(error));
    const answer = await askUntilServed(() => ask().catch(again)).catch((error: unknown) => ({
      failed: String(error),
    }));
    if ('failed' in answer) return `${shown}\n   got no answer: ${answer.failed}`;
    const text = await answer.body.text().catch(String);
    const said = `${shown}\n   was answered ${answer.statusCode} ${text.slice(0, 300)}`;
    if (answer.statusCode < 400 || answer.statusCode > 499) return said;
    if (!String(answer.headers['content-type']).startsWith('application/problem+json')) return `${said} (no problem)`;
    const problem = JSON.parse(text) as Record<string, unknown>;
    if (!codes.includes(String(problem['code']))) return `${said}\n   and not ${codes.join(' or ')}`;
    if (problem['status'] !== answer.statusCode) return `${said} (another status inside)`;
    if (problem['code'] === 'MALFORMED_REQUEST') return undefined;
    if (!/^[0-9a-f]{32}$/.test(String(problem['traceId']))) return `${said} (no trace id)`;
    if (problem['code'] === 'VALIDATION_FAILED' && !(problem['errors'] as unknown[])?.length)
      return `${said} (no errors)`;
    return undefined;
  }

  /** Retries a 503 with `Retry-After`: on a busy machine user-service cannot always confirm a session in time. */
  async function askUntilServed(ask: () => Promise<Dispatcher.ResponseData>): Promise<Dispatcher.ResponseData> {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const answer = await ask();
      const seconds = Number(answer.headers['retry-after']);
      if (answer.statusCode !== 503 || !(seconds > 0) || Date.now() > deadline) return answer;
      await answer.body.dump();
      await pause(seconds * 1_000);
    }
  }

  const share = (part: number) => Math.round(COUNT * part);
  const expectNone = (wrong: string[]) => {
    const kinds = new Set<string>();
    const different = wrong.filter((text) => {
      const kind = text.replace(/#\d+ /, '').slice(0, 60);
      return !kinds.has(kind) && kinds.add(kind);
    });
    expect(wrong.length, `FUZZ_SEED=${SEED}\n${different.slice(0, 25).join('\n')}\n`).to.equal(0);
  };

  it('are refused by the gateway with the documented codes', async () => {
    const wrong: string[] = [];
    await concurrently(share(0.5), async (index) => {
      const found = await refused(pools.get('gateway')!, badRequest(randomOf(SEED, index), operations, known), index);
      if (found) wrong.push(found);
    });
    expectNone(wrong);
  });

  it('are refused by the services in the same way', async () => {
    const wrong: string[] = [];
    await concurrently(share(0.25), async (index) => {
      const random = randomOf(SEED + 1, index);
      const name = random.pick(services);
      const found = await refused(pools.get(name)!, badRequest(random, byService[name]!, known), index);
      if (found) wrong.push(`${name} ${found}`);
    });
    expectNone(wrong);
  });

  it('are refused over gRPC with a definite status', async () => {
    const make = badCalls(secret, targets, Object.values(known.ids));
    const wrong: string[] = [];
    await concurrently(share(0.25), async (index) => {
      const call: BadCall = make(randomOf(SEED + 2, index));
      const { status, code, details } = await send(call);
      if (!call.statuses.includes(status) || (call.ours && code === undefined))
        wrong.push(
          `#${index} ${call.what}: ${call.path} ${call.bytes.toString('base64').slice(0, 80)} was answered ${status} ${code} ${details}`,
        );
    });
    expectNone(wrong);
  });

  it('leave every process running, every database unchanged, and the audit clean', async () => {
    expect(shop.stack.processes.map(({ name, pid }) => [name, pid])).to.deep.equal(pids);
    for (const [name, pool] of pools) {
      const { statusCode, body } = await pool.request({ method: 'GET', path: '/health/ready' });
      expect([name, statusCode, await body.text()].slice(0, 2)).to.deep.equal([name, 200]);
    }
    expect(await everything()).to.equal(untouched);
    await auditIsClean(admin);
  });
});
