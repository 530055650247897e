import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type ClientHttp2Session } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { authority } from '@shop/testkit/authority';
import { FLOODS, sendFlood } from '../support/attacks/http2-floods.js';
import { delayBy, LATER_MS } from '../support/attacks/honest.js';
import { startShop, type Shop } from '../support/shop.js';

/** The number of customers, each with one connection, and of sequential requests on each. */
const CUSTOMERS = 10;
const EACH = 10;
/** How many floods are sent concurrently. */
const CONCURRENCY = 9;
/** The longest time of one flood, milliseconds: longer than the interval of the gateway’s checks of HTTP/2 sessions. */
const FLOOD_MS = 3_000;

/** Rate limiting is on, with limits that are never reached. */
const LIMITS = { RATE_LIMIT: 'on', RATE_LIMIT_REQUESTS: '1000000', RATE_LIMIT_LOGINS: '1000000' };

type Call = readonly [method: string, path: string, status: number, body?: object];
const CALLS: readonly Call[] = [
  ['GET', '/api/products', 200],
  ['GET', '/api/users/me', 200],
  ['PATCH', '/api/users/me', 200, { name: 'Jane Doe' }],
  ['GET', '/api/orders', 200],
  ['GET', '/api/payments', 200],
];

/** The answer to a request over HTTP/2. Throws when the status is not the expected one. */
async function ask(session: ClientHttp2Session, [method, path, status, body]: Call, token?: string) {
  const fields: Record<string, string> = { ':method': method, ':path': path };
  if (body) fields['content-type'] = 'application/json';
  if (token) fields['authorization'] = `Bearer ${token}`;
  const stream = session.request(fields, { endStream: !body });
  if (body) stream.end(JSON.stringify(body));
  const [head] = (await once(stream, 'response')) as [{ ':status': number }];
  const answer = await text(stream);
  if (head[':status'] !== status) throw new Error(`${method} ${path} was answered by ${head[':status']}: ${answer}`);
  return JSON.parse(answer);
}

describe('HTTP/2 clients that flood a whole shop', function () {
  this.timeout(90_000);
  let folder: string;
  let shop: Shop;
  let tokens: string[];
  // errors of the session also reject its requests
  const open = () => connect(shop.url, { rejectUnauthorized: false }).on('error', () => undefined);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shop-floods-'));
    const { cert, key } = authority(folder, 'shop')('gateway', 'DNS:localhost,IP:127.0.0.1');
    shop = await startShop({ env: { ...LIMITS, TLS_CERT_FILE: cert, TLS_KEY_FILE: key } });
    tokens = await Promise.all(Array.from({ length: CUSTOMERS }, (_, index) => newCustomer(`${index}@example.com`)));
  });
  after(async () => {
    await shop?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function newCustomer(email: string): Promise<string> {
    const session = open();
    const account = { email, password: 'password123' };
    await ask(session, ['POST', '/api/users/register', 201, { ...account, name: 'John Doe' }]);
    const { accessToken } = await ask(session, ['POST', '/api/users/login', 200, account]);
    session.destroy();
    return accessToken as string;
  }

  /** The longest time of 100 valid requests on ten connections, milliseconds, with handshakes. Fails unless each is answered. */
  const honest = async (): Promise<number> => Math.max(...(await Promise.all(tokens.map(visit))));

  async function visit(token: string): Promise<number> {
    const times: number[] = [];
    const began = performance.now();
    const session = open();
    for (let index = 0; index < EACH; index++) {
      await ask(session, CALLS[index % CALLS.length]!, token);
      times.push(performance.now() - began);
    }
    session.destroy();
    return Math.max(...times.map((time, index) => time - (times[index - 1] ?? 0)));
  }

  async function flood(): Promise<void> {
    const left = Object.values(FLOODS);
    const worker = async () => {
      for (let next = left.pop(); next; next = left.pop()) await sendFlood(shop.url, next(), FLOOD_MS);
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  }

  it('do not delay valid requests, and crash no process', async () => {
    const pids = () => shop.stack.processes.map(({ name, pid }) => `${name} ${pid}`);
    const before = pids();
    expect(await delayBy(flood, honest)).to.be.below(LATER_MS);
    expect(pids()).to.deep.equal(before);
  });
});
