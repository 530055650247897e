import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePortBase } from '@shop/dev/ports';
import { startStack, type Stack } from '@shop/dev/stack';
import { until } from './until.js';

/** What a call answered. */
export interface Reply<B = Record<string, any>> {
  readonly status: number;
  readonly body: B;
  readonly headers: Headers;
}

/** Someone who calls the gateway. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly token: string;
  call<B = Record<string, any>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Reply<B>>;
}

/** A whole system of a test's own: real processes on free ports, in a data folder of their own. */
export interface Shop {
  readonly url: string;
  readonly dataDir: string;
  readonly stack: Stack;
  call: Person['call'];
  register(): Promise<Person>;
  admin(): Promise<Person>;
  /** The order once it has this status. */
  settled(person: Person, orderId: string, status: string | string[], ms?: number): Promise<Record<string, any>>;
  /** Ends everything and deletes the data. */
  stop(): Promise<void>;
}

export const CARD = { number: '4242424242424242', expiry: '12/40', cvv: '123' };
export const ADDRESS = { street: '123 Main St', city: 'Seoul', zipCode: '12345' };

/** Starts the five services, the provider, Redis and the store; resolves when all are ready. */
export async function startShop({
  env = {},
  replicas = {},
}: { env?: Record<string, string>; replicas?: Record<string, number> } = {}): Promise<Shop> {
  const dataDir = await mkdtemp(join(tmpdir(), 'shop-e2e-'));
  const portBase = await freePortBase();
  const stack = await startStack({
    portBase,
    dataDir,
    replicas,
    env: { PATH: process.env['PATH'], RATE_LIMIT: 'off', ...env },
  });
  const url = stack.urls['gateway']!;
  const as =
    (token: string | undefined): Person['call'] =>
    async (method, path, body, headers = {}) => {
      const response = await fetch(`${url}${path}`, {
        method,
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
  const call = as(undefined);
  const logIn = async (email: string, password: string): Promise<Person> => {
    const { body, status } = await call('POST', '/api/users/login', { email, password });
    if (status !== 200) throw new Error(`log-in of ${email} answered ${status} ${JSON.stringify(body)}`);
    const mine = as(body['accessToken'] as string);
    const me = await mine('GET', '/api/users/me');
    return { id: me.body['id'] as string, email, token: body['accessToken'] as string, call: mine };
  };
  return {
    url,
    dataDir,
    stack,
    call,
    async register() {
      const email = `${randomUUID()}@example.com`;
      const { status, body } = await call('POST', '/api/users/register', {
        email,
        password: 'password123',
        name: 'John Doe',
      });
      if (status !== 201) throw new Error(`registration answered ${status} ${JSON.stringify(body)}`);
      return logIn(email, 'password123');
    },
    admin: () => logIn('admin@example.com', 'admin-password'),
    settled: (person, orderId, status, ms = 15_000) =>
      until(
        `order ${orderId} is ${String(status)}`,
        async () => {
          const { body } = await person.call('GET', `/api/orders/${orderId}`);
          if ([status].flat().includes(body['status'] as string)) return body;
          throw new Error(`it is ${JSON.stringify(body)}`);
        },
        ms,
      ),
    async stop() {
      await stack.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
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
