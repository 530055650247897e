import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePortBase, portsFor } from '@shop/dev/ports';
import { startStack, type Stack } from '@shop/dev/stack';
import { shopTopology, type ProcessSpec } from '@shop/dev/topology';
import type { Environment } from '@shop/dev/environment';
import type { JsonObject } from '@shop/testkit/json';
import { shopClient, type ShopClient } from '../client/client.js';
import { databaseUri } from '@shop/dev/mongo-uri';
import { processNames, processOf } from '@shop/topology/processes';
import { whenReady } from './until-answered.js';
import { openLinks, type Links } from './links.js';
import { dropDatabases, givenMongo, ownPrefix } from '@shop/testkit/store';
import { keptFresh } from './tokens.js';
import { until } from '@shop/testkit/until';

/** The answer to a call. */
export interface Reply<B = JsonObject> {
  readonly status: number;
  readonly body: B;
  readonly headers: Headers;
}

/** A user of the gateway. */
export interface Person {
  readonly id: string;
  readonly email: string;
  /** The current access token; calls renew it before it expires. */
  readonly token: string;
  /** Calls typed by the OpenAPI document. */
  readonly api: ShopClient;
  call<B = JsonObject>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Reply<B>>;
}

/** A whole system for one test: real processes on free ports, with their own data folder. */
export interface Shop {
  readonly url: string;
  readonly dataDir: string;
  readonly stack: Stack;
  /** The links between the processes, Redis and the store; only with `faultyLinks`. */
  readonly links: Links | undefined;
  call: Person['call'];
  /** Anonymous calls, typed by the OpenAPI document. */
  readonly api: ShopClient;
  register(): Promise<Person>;
  admin(): Promise<Person>;
  /** Waits until the order has this status, and returns it. */
  awaitOutcome(person: Person, orderId: string, status: string | string[], ms?: number): Promise<JsonObject>;
  /** The URI of a service's database: `users`, `orders`, `payments` or `sagas`. */
  database(name: string): string;
  /** The name of that database in the store. */
  databaseName(name: string): string;
  /** Stops everything and deletes the data. */
  stop(): Promise<void>;
}

/** Between two polls of an order, milliseconds: each needs three processes. */
const POLL_MS = 60;
/** Longer than `Prefer: wait` can delay an answer. */
const LONGEST_ANSWER_MS = 35_000;

export const CARD = { number: '4242424242424242', expiry: '12/40', cvv: '123' };
/** A header that a shop with `IDEMPOTENCY_KEYS=required` needs. */
export const newKey = () => ({ 'idempotency-key': randomUUID() });
export const ADDRESS = { street: '123 Main St', city: 'Seoul', zipCode: '12345' };

export interface ShopOptions {
  readonly env?: Record<string, string>;
  readonly replicas?: Record<string, number>;
  /** Puts a fault proxy into every link. */
  readonly faultyLinks?: boolean;
  /** The longest pause before a killed process is started again, milliseconds. */
  readonly longestRestartMs?: number;
  /** Changes how the processes are started. */
  readonly alter?: (specs: readonly ProcessSpec[]) => ProcessSpec[];
  /** Starts its own store, which the test may kill, even when MONGODB_URI names one that tests share. */
  readonly ownStore?: boolean;
  /** Called with the empty data folder before anything is started. */
  readonly prepare?: (dataDir: string) => Promise<void> | void;
}

/** Starts the five services, the provider, Redis and the store; resolves when all are ready. */
export async function startShop({
  env: given = {},
  replicas = {},
  faultyLinks = false,
  longestRestartMs,
  alter,
  prepare,
  ownStore = false,
}: ShopOptions = {}): Promise<Shop> {
  const dataDir = await mkdtemp(join(tmpdir(), 'shop-e2e-'));
  await prepare?.(dataDir);
  const portBase = await freePortBase();
  const shared = ownStore || given['MONGODB_URI'] ? undefined : givenMongo();
  const onShared = shared === undefined ? {} : { MONGODB_URI: shared, DATABASE_PREFIX: ownPrefix() };
  const env: Record<string, string | undefined> = {
    PATH: process.env['PATH'],
    RATE_LIMIT: 'off',
    ...onShared,
    ...given,
  };
  const databaseOf = (name: string) => `${env['DATABASE_PREFIX'] ?? ''}${name}`;
  const links = faultyLinks ? await linksOf(portBase, dataDir, replicas, env) : undefined;
  const through = links?.through ?? alter;
  const stack = await startStack({
    portBase,
    dataDir,
    replicas,
    env,
    longestRestartMs,
    ...(through ? { topology: (setting) => through(shopTopology(setting)) } : {}),
  });
  const url = stack.urls['gateway']!;
  const as =
    (showing: () => Promise<string | undefined>): Person['call'] =>
    async (method, path, body, headers = {}) => {
      const token = await showing();
      const response = await fetch(`${url}${path}`, {
        method,
        signal: AbortSignal.timeout(LONGEST_ANSWER_MS),
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
    };
  const call = as(async () => undefined);
  const api = shopClient(url);
  const logIn = async (email: string, password: string): Promise<Person> => {
    const tokens = await keptFresh(async () => {
      const { data, error } = await whenReady(() => api.POST('/api/users/login', { body: { email, password } }));
      if (data) return data;
      throw new Error(`log-in of ${email} was refused: ${JSON.stringify(error)}`);
    });
    const mine = shopClient(url, tokens.last);
    const me = await whenReady(() => mine.GET('/api/users/me'));
    if (!me.data) throw new Error(`${email} cannot be read: ${JSON.stringify(me.error)}`);
    return {
      id: me.data.id,
      email,
      get token() {
        return tokens.last;
      },
      api: mine,
      call: as(tokens.fresh),
    };
  };
  return {
    url,
    dataDir,
    stack,
    links,
    call,
    api,
    async register() {
      const email = `${randomUUID()}@example.com`;
      const password = 'password123';
      const body = { email, password, name: 'John Doe' };
      const { error } = await whenReady(() => api.POST('/api/users/register', { body }));
      if (error) throw new Error(`the registration was refused: ${JSON.stringify(error)}`);
      return logIn(email, password);
    },
    admin: () => logIn('admin@example.com', 'admin-password'),
    awaitOutcome: (person, orderId, status, ms = 60_000) =>
      until(
        `order ${orderId} is ${String(status)}`,
        async () => {
          const { body } = await person.call('GET', `/api/orders/${orderId}`);
          if ([status].flat().includes(body['status'] as string)) return body;
          throw new Error(`it is ${JSON.stringify(body)}`);
        },
        ms,
        POLL_MS,
      ),
    database: (name) => databaseUri(stack.urls['store']!, databaseOf(name)),
    databaseName: databaseOf,
    async stop() {
      await stack.stop();
      await links?.close();
      if (shared !== undefined)
        await dropDatabases(shared, processNames.flatMap((name) => processOf(name).database ?? []).map(databaseOf));
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The links of the stack that is to be started on these ports. */
function linksOf(portBase: number, dataDir: string, replicas: Record<string, number>, env: Environment) {
  const ports = portsFor(portBase);
  const redisUrl = `redis://127.0.0.1:${ports.redis}`;
  const mongoUri = env['MONGODB_URI'] || `mongodb://127.0.0.1:${ports.store}`;
  const none = { INTERNAL_TOKEN_SECRET: '', JWT_KEY_SECRET: '', PROVIDER_WEBHOOK_SECRET: '', WEBHOOK_KEY_SECRET: '' };
  const specs = shopTopology({ ports, dataDir, replicas, env, secrets: none, redisUrl, mongoUri });
  return openLinks(specs, { redis: ports.redis, store: ports.store });
}

/** Waits until the conservation audit finds nothing. Throws after `ms` with what it finds. */
export const auditIsClean = (admin: Person, ms?: number): Promise<boolean> =>
  until(
    'the audit is clean',
    async () => {
      const { status, body } = await admin.call('GET', '/api/invariants');
      if (status === 200 && body['ok']) return true;
      throw new Error(JSON.stringify(body));
    },
    ms,
  );
