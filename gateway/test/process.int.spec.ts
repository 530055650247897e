import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { until } from '@shop/testkit/until';
import { connectRedis, redisReady } from '@shop/common/redis/connection';
import { silentLogger } from '@shop/common/logging/logger';
import { startApp } from '../dist/app.js';
import { readGatewayConfig } from '../dist/config.js';
import { environment, withKeys } from './support/gateway.js';
import { json, StandIn } from './support/stand-in.js';
import { bearer, tokenOf } from './support/tokens.js';

const main = fileURLToPath(new URL('../dist/main.cjs', import.meta.url));

function run(env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [main], { env: { PATH: process.env['PATH'], ...env } });
  const gateway = { child, output: '', exit: once(child, 'exit') as Promise<[number | null]> };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (gateway.output += String(text)));
  return gateway;
}
const portIn = (output: string) => /"message":"Listening","port":(\d+)/.exec(output)?.[1];

describe("the gateway's process", () => {
  let redis: TestRedis;
  let services: StandIn;
  before(async () => {
    redis = await startRedis();
    services = await StandIn.start(withKeys((_, response) => json(response, 200, {})));
  });
  after(async () => {
    await services.kill();
    await redis.stop();
  });
  const good = () => {
    const { url } = services;
    return environment(redis.url, { users: url, orders: url, payments: url, sagas: url });
  };

  it('ends with 78 and one sentence for a bad environment', async () => {
    const gateway = run({ ...good(), ORDER_SERVICE_URLS: '', RATE_LIMIT: 'maybe', HOST: '203.0.113.1' });
    expect((await gateway.exit)[0]).to.equal(78);
    expect(gateway.output)
      .to.match(/RATE_LIMIT/)
      .and.match(/ORDER_SERVICE_URLS/)
      .and.match(/HOST must be an address of this machine/);
    expect(gateway.output.trim().split('\n')).to.have.length(1);
  });

  it('leaves nothing open when it cannot start: a certificate that cannot be read, a port that is taken', async () => {
    const client = connectRedis(redis.url, { logger: silentLogger() });
    await redisReady(client, 5_000);
    const connections = async () => /connected_clients:(\d+)/.exec(await client.info('clients'))?.[1];
    const before = await connections();
    const taken = readGatewayConfig({ ...good(), PORT: new URL(services.url).port });
    const unread = { ...taken, TLS_CERT_FILE: '/nowhere/cert.pem', TLS_KEY_FILE: '/nowhere/key.pem' };
    for (const [config, code] of [
      [unread, 'ENOENT'],
      [taken, 'EADDRINUSE'],
    ] as const) {
      const failure = await startApp(config, { logger: silentLogger() }).catch(
        (error: { code?: string }) => error.code,
      );
      expect(failure).to.equal(code);
      await until('its connections are closed', async () => (await connections()) === before);
    }
    client.disconnect();
  });

  it('logs every request, and no secret in any part of one', async () => {
    const gateway = run(good());
    const port = await until('it listens', () => portIn(gateway.output), 30_000);
    const url = `http://127.0.0.1:${port}`;
    const token = tokenOf('u1');
    const card = '4242424242424242';
    const spaced = '4242-4242-4242-4242';
    const underlined = spaced.replaceAll('-', '_');
    const dotted = spaced.replaceAll('-', '.');
    const encoded = [...card].map((digit) => `%3${digit}`).join('');
    const asJson = { 'content-type': 'application/json' };
    const attacks: [string, RequestInit][] = [
      [`/api/orders?token=${token}&password=hunter2-secret`, {}],
      [`/api/orders/${token}`, {}],
      [`/api/orders/${card}`, {}],
      [`/api/orders/${spaced}`, {}],
      [`/api/orders/${encoded}`, {}],
      [`/api/nothing/${encoded}/${card}`, {}],
      [`/api/products/card${card}`, {}],
      [`/api/products/${underlined}`, {}],
      [`/api/nothing/${dotted}`, { headers: { 'x-request-id': `card-${underlined}` } }],
      [
        '/api/payments',
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-request-id': card, 'idempotency-key': 'key-secret' },
          body: JSON.stringify({ cardDetails: { number: card, cvv: 'cvv-987' }, password: 'hunter2-secret' }),
        },
      ],
      ['/api/orders', { headers: { cookie: `session=${token}`, 'x-internal-token': token, 'user-agent': card } }],
      ['/api/orders', { headers: { referer: `http://x/?token=${token}`, origin: `http://${card}`, prefer: card } }],
      ['/api/orders', { headers: { 'x-forwarded-for': card, 'x-api-key': 'key-secret', traceparent: card } }],
      [`/api/products/${token}?cardNumber=${spaced}&cvv=cvv-987`, { headers: { 'last-event-id': card } }],
      [`/${card}`, { method: 'PATCH', headers: { 'content-type': `text/${card}` }, body: card }],
      [
        '/api/users/login',
        { method: 'POST', headers: asJson, body: JSON.stringify({ email: `${card}@x.y`, password: 'hunter2-secret' }) },
      ],
      ['/api/users/refresh', { method: 'POST', headers: asJson, body: `{"refreshToken":"${token}","x":"key-secret` }],
    ];
    for (const [path, init] of attacks) {
      const headers = { ...bearer(token), ...(init.headers as Record<string, string>) };
      const answer = await fetch(url + path, { ...init, headers });
      expect(`${await answer.text()} ${[...answer.headers].join()}`, path).not.to.match(/4242[\W_]?4242/);
    }
    await services.kill();
    await fetch(`${url}/api/orders/${card}`, { method: 'POST' });
    await fetch(`${url}/api/orders/${encoded}/cancel`, { method: 'POST', headers: bearer(token) });
    await services.start();
    const logged = () => gateway.output.split('\n').filter((line) => line.includes('"message":"request"'));
    await until('all are logged', () => logged().length === attacks.length + 2);
    const first = JSON.parse(logged()[0]!) as Record<string, unknown>;
    expect(first).to.deep.include({
      method: 'GET',
      route: '/api/orders',
      path: '/api/orders',
      status: 200,
      userId: 'u1',
      replica: services.url,
      attempts: 1,
      bytesOut: 2,
    });
    // long enough that no id, time or port contains one by chance
    for (const secret of [
      card,
      spaced,
      underlined,
      dotted,
      encoded,
      token,
      token.split('.')[2]!,
      'hunter2-secret',
      'key-secret',
      'cvv-987',
    ])
      expect(gateway.output).not.to.include(secret);
    gateway.child.kill('SIGTERM');
    expect((await gateway.exit)[0]).to.equal(0);
  });

  it('finishes open requests on SIGTERM, accepts no new ones, and exits with 0', async () => {
    const gateway = run(good());
    const port = await until('it listens', () => portIn(gateway.output), 30_000);
    let release = () => {};
    services.script = withKeys((_, response) => void (release = () => json(response, 200, { late: true })));
    const seen = services.seen.length;
    const late = fetch(`http://127.0.0.1:${port}/api/orders`, { headers: bearer() });
    await until('the call is in progress', () =>
      services.seen.some(({ url }, i) => i >= seen && url === '/api/orders'),
    );
    gateway.child.kill('SIGTERM');
    await until('new connections are refused', () =>
      fetch(`http://127.0.0.1:${port}/health/live`).then(
        () => false,
        () => true,
      ),
    );
    release();
    const answer = await late;
    expect([answer.status, await answer.json()]).to.deep.equal([200, { late: true }]);
    expect((await gateway.exit)[0]).to.equal(0);
  });
});
