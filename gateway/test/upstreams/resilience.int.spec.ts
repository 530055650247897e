import { expect } from 'chai';
import { until } from '@shop/testkit/until';
import { outcome, startGateway } from '../support/gateway.js';
import { json, StandIn, type Script } from '../support/stand-in.js';
import { bearer, tokenOf } from '../support/tokens.js';
import { slowly, times, withReplicas } from '../support/with-replicas.js';

describe('calls to upstreams that fail', () => {
  const at = withReplicas();
  const { start, get, post, stateOf } = at;

  it('are spread over replicas', async () => {
    await start();
    await Promise.all(Array.from({ length: 60 }, get));
    expect(at.shop.orders.seen.length).to.be.within(15, 45);
    expect(at.shop.orders.seen.length + at.second.seen.length).to.equal(60);
  });

  it('lose no request when a replica is killed and restarts, with or without a key', async () => {
    await start();
    const statuses: number[] = [];
    let running = true;
    const client = async (call: () => Promise<Response>) => {
      while (running) statuses.push((await call()).status);
    };
    let key = 0;
    const clients = [
      ...Array.from({ length: 4 }, () => client(get)),
      ...Array.from({ length: 4 }, () => client(() => post({ 'idempotency-key': `k${key++}` }))),
      ...Array.from({ length: 4 }, () => client(post)),
    ];
    for (const victim of [at.shop.orders, at.second, at.shop.orders]) {
      const before = statuses.length;
      await until('calls are in progress', () => statuses.length > before + 50);
      await victim.kill();
      const after = statuses.length;
      await until('calls go on', () => statuses.length > after + 50);
      await victim.start();
      await until('it is used again', async () => (await stateOf(victim)).state === 'up');
    }
    running = false;
    await Promise.all(clients);
    expect(statuses.filter((status) => status !== 200)).to.deep.equal([]);
  });

  it('wait for the only replica while it restarts', async () => {
    await start();
    await at.second.kill();
    await at.shop.orders.kill();
    const waiting = [get(), post(), get()];
    await until('it is known to be down', async () => (await stateOf(at.shop.orders)).state === 'down');
    await at.shop.orders.start();
    expect((await Promise.all(waiting)).map(({ status }) => status)).to.deep.equal([200, 200, 200]);
  });

  it('are answered with 503 and Retry-After at once when an outage lasts, and the gateway stays ready', async () => {
    await start({ OUTAGE_GRACE_MS: '200' });
    await at.second.kill();
    await at.shop.orders.kill();
    await get();
    const began = Date.now();
    const answer = await get();
    expect(Date.now() - began).to.be.below(150);
    expect(answer.headers.get('retry-after')).to.match(/^[1-9]\d*$/);
    expect(await outcome(answer)).to.deep.equal([503, 'SERVICE_UNAVAILABLE']);
    expect((await at.shop.call('/health/ready')).status).to.equal(200);
    await at.shop.orders.start();
    await until('it is back', async () => (await get()).status === 200);
  });

  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
    it(`are retried with the same call id when a ${method} without a key breaks off, and the client sees no replay`, async () => {
      await start();
      const path = { POST: '/api/orders', PUT: '/api/orders/o1', PATCH: '/api/products/p1', DELETE: '/api/orders/o1' };
      let calls = 0;
      const script: Script = (_, response, request) => {
        if (++calls === 1) return void request.socket.destroy();
        json(response, 200, { id: 'o1' }, { 'idempotent-replayed': 'true' });
      };
      for (const standIn of [at.shop.orders, at.second]) standIn.script = script;
      const headers = { ...bearer(tokenOf('boss', 'admin')), 'x-gateway-call': 'forged 7' };
      const sent = method === 'DELETE' ? {} : { body: '{"a":1}' };
      const answer = await at.shop.call(path[method as keyof typeof path], { method, headers, ...sent });
      expect(answer.status).to.equal(200);
      expect(answer.headers.get('idempotent-replayed')).to.equal(null);
      expect(answer.headers.get('x-gateway-call')).to.equal(null);
      const seen = [...at.shop.orders.seen, ...at.second.seen].map((each) => each.headers);
      const [id] = String(seen[0]!['x-gateway-call']).split(' ');
      expect(id).to.match(/^[0-9a-f-]{36}$/);
      expect(seen.map((each) => each['x-gateway-call']).toSorted()).to.deep.equal([`${id} 1`, `${id} 2`]);
      // services of earlier releases recognise a retry by this
      expect(seen.map((each) => each['idempotency-key'])).to.deep.equal([id, id]);
    });

  it('have a new call id for each request, besides the key of the client', async () => {
    await start();
    await at.second.kill();
    const replayed: Script = (_, response) => json(response, 200, {}, { 'idempotent-replayed': 'true' });
    at.shop.orders.script = replayed;
    const answer = await post({ 'idempotency-key': 'mine' });
    expect(answer.headers.get('idempotent-replayed')).to.equal('true');
    await post({ 'idempotency-key': 'mine' });
    const [one, two] = at.shop.orders.seen.map(({ headers }) => headers);
    expect([one!['idempotency-key'], two!['idempotency-key']]).to.deep.equal(['mine', 'mine']);
    expect(one!['x-gateway-call']).not.to.equal(two!['x-gateway-call']);
  });

  it('fail after a bounded number of attempts when each replica breaks off', async () => {
    await start();
    for (const standIn of [at.shop.orders, at.second])
      standIn.script = (_, __, request) => void request.socket.destroy();
    expect(await outcome(await post())).to.deep.equal([503, 'SERVICE_UNAVAILABLE']);
    expect(at.shop.orders.seen.length + at.second.seen.length).to.equal(8);
  });

  it('are sent to another replica when one breaks off in the middle of its answer', async () => {
    await start();
    const dies: Script = (_, response, request) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half');
      setImmediate(() => request.socket.destroy());
    };
    at.shop.orders.script = dies;
    const answers = await Promise.all(Array.from({ length: 10 }, get));
    for (const answer of answers) expect(await answer.text()).to.equal('{}');
  });

  it('are sent to another replica when one answers 503', async () => {
    await start();
    at.shop.orders.script = (_, response) => json(response, 503, { code: 'SERVICE_UNAVAILABLE' });
    const answers = await Promise.all(Array.from({ length: 20 }, get));
    expect(answers.map(({ status }) => status)).to.deep.equal(Array(20).fill(200));
  });

  it('wait for a keyed call that broke off to be taken over', async () => {
    await start();
    let calls = 0;
    const keyed: Script = (_, response, request) => {
      calls++;
      if (calls === 1) return void request.socket.destroy();
      if (calls === 2) return json(response, 409, { code: 'IDEMPOTENCY_IN_PROGRESS' });
      return json(response, 201, { id: 'o1' });
    };
    for (const standIn of [at.shop.orders, at.second]) standIn.script = keyed;
    expect((await post({ 'idempotency-key': 'k' })).status).to.equal(201);
    expect(calls).to.equal(3);
    at.shop.orders.script = at.second.script = (_, response) =>
      json(response, 409, { code: 'IDEMPOTENCY_IN_PROGRESS' });
    expect((await post({ 'idempotency-key': 'k' })).status).to.equal(409);
  });

  it('mention no key to a client that sent none, even if a service of an earlier release takes over no call', async () => {
    await start();
    let calls = 0;
    const script: Script = (_, response, request) =>
      ++calls === 1
        ? void request.socket.destroy()
        : json(response, 409, { code: 'IDEMPOTENCY_IN_PROGRESS' }, { 'retry-after': '1' });
    for (const standIn of [at.shop.orders, at.second]) standIn.script = script;
    const restock = { method: 'POST', body: '{"quantity":1}', headers: bearer(tokenOf('boss', 'admin')) };
    const answer = await at.shop.call('/api/products/p1/restock', restock);
    expect(answer.headers.get('retry-after')).to.match(/^[1-9]/);
    expect(await outcome(answer)).to.deep.equal([503, 'SERVICE_UNAVAILABLE']);
  });

  it('are answered with 504 after their time limit', async () => {
    await start();
    for (const standIn of [at.shop.orders, at.second]) standIn.script = () => undefined;
    const began = Date.now();
    expect(await outcome(await get())).to.deep.equal([504, 'TIMED_OUT']);
    expect(Date.now() - began).to.be.within(4_500, 7_500);
  });

  it('open the breaker of a replica that keeps breaking off, and close it once it answers again', async () => {
    await start({ OUTAGE_GRACE_MS: '0' });
    await at.second.kill();
    at.shop.orders.script = (_, __, request) => void request.socket.destroy();
    await until('its breaker opens', async () => {
      await Promise.all(Array.from({ length: 10 }, () => post()));
      return (await stateOf(at.shop.orders)).breaker === 'open';
    });
    const before = at.shop.orders.seen.length;
    expect(await outcome(await post())).to.deep.equal([503, 'SERVICE_UNAVAILABLE']);
    expect(at.shop.orders.seen.length).to.equal(before);
    const metrics = await (await at.shop.call('/metrics')).text();
    expect(metrics).to.match(new RegExp(`circuit_breaker_state{upstream="order-service ${at.shop.orders.url}".*} 2`));
    at.shop.orders.script = slowly;
    await until('it closes', async () => {
      await get();
      return (await stateOf(at.shop.orders)).breaker === 'closed';
    });
    expect((await get()).status).to.equal(200);
  });

  it('are sent to a replica again within two seconds of its recovery', async () => {
    await start();
    at.shop.orders.script = () => undefined;
    at.shop.orders.healthy = false;
    await until('it is down', async () => (await stateOf(at.shop.orders)).state === 'down');
    at.shop.orders.healthy = true;
    at.shop.orders.script = slowly;
    const returned = Date.now();
    const before = at.shop.orders.seen.length;
    await until('it is used', async () => (await get(), at.shop.orders.seen.length > before));
    expect(Date.now() - returned).to.be.below(2_000);
  });

  it('skip a replica whose health check fails', async () => {
    await start();
    at.shop.orders.healthy = false;
    await until('it is down', async () => (await stateOf(at.shop.orders)).state === 'down');
    const before = at.shop.orders.seen.length;
    await Promise.all(Array.from({ length: 20 }, get));
    expect(at.shop.orders.seen.length).to.equal(before);
  });

  it('are refused when too many to one upstream are in progress, without effect on other upstreams', async () => {
    await start({ BULKHEAD_LIMIT: '3' });
    const held: (() => void)[] = [];
    for (const standIn of [at.shop.orders, at.second])
      standIn.script = (_, response) => void held.push(() => json(response, 200, {}));
    const three = [get(), get(), get()];
    await until('three are in progress', () => held.length === 3);
    expect(await outcome(await get())).to.deep.equal([503, 'SERVICE_UNAVAILABLE']);
    expect((await at.shop.call('/api/payments', { headers: bearer() })).status).to.equal(200);
    for (const release of held) release();
    expect((await Promise.all(three)).map(({ status }) => status)).to.deep.equal([200, 200, 200]);
  });

  it('follow a name to its new addresses', async () => {
    const [old, next] = [await StandIn.start(), new StandIn()];
    let addresses = ['127.0.0.1'];
    at.shop = await startGateway(
      at.redis.url,
      { ORDER_SERVICE_URLS: `http://orders.test:${old.port}` },
      { upstream: { times, lookup: async () => addresses, lookupMs: 50 } },
    );
    at.second = next;
    await until('the name is looked up', async () => (await get()).status === 200);
    addresses = ['127.0.0.2'];
    const replicas = async () => JSON.stringify(await (await at.shop.call('/health/ready')).json());
    await until('it is looked up again', async () => (await replicas()).includes('http://127.0.0.2'));
    expect(await replicas()).not.to.include(`http://127.0.0.1:${old.port}`);
    await old.kill();
  });
});
