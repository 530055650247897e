import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { startGateway } from '../support/gateway.js';
import { StandIn, type Script } from '../support/stand-in.js';
import { slowly, times, withReplicas } from '../support/with-replicas.js';

/** Well below the time limit of a call, five seconds. */
const SOON_MS = 4_000;

describe('calls to a replica that falls silent', () => {
  const at = withReplicas();
  const { start, get, post, stateOf } = at;
  const isDown = (replica: StandIn) => async () => (await stateOf(replica)).state === 'down';
  /** Sends calls until one waits at the replica, which answers nothing from then on. */
  const fallSilent = async (replica: StandIn, call: () => Promise<Response>, script: Script = () => undefined) => {
    replica.script = script;
    const calls: Promise<Response>[] = [];
    await until('a call waits', async () => (calls.push(call()), replica.seen.length > 0));
    replica.silent = true;
    return calls;
  };

  for (const [kind, call] of [
    ['a read', get],
    ['a change without a key', post],
  ] as const)
    it(`are sent to the other one: ${kind}`, async () => {
      await start();
      const began = Date.now();
      const calls = await fallSilent(at.second, call);
      const answers = await Promise.all(calls);
      expect(Date.now() - began).to.be.below(SOON_MS);
      expect(answers.map(({ status }) => status)).to.deep.equal(answers.map(() => 200));
    });

  it('are sent to the other one at once as long as it is silent, and to both after that', async () => {
    await start();
    await Promise.all(await fallSilent(at.second, get));
    await until('it is down', isDown(at.second));
    const before = at.second.seen.length;
    await Promise.all(Array.from({ length: 20 }, get));
    expect(at.second.seen.length).to.equal(before);
    Object.assign(at.second, { silent: false, script: slowly });
    await until('it is used again', async () => (await get(), at.second.seen.length > before));
  });

  it('are sent to the other one though its name stands for another address by then', async () => {
    const [silent, other] = [await StandIn.start(slowly), await StandIn.start(slowly)];
    let addresses = ['127.0.0.1'];
    at.shop = await startGateway(
      at.redis.url,
      { ORDER_SERVICE_URLS: `http://orders.test:${silent.port},${other.url}` },
      { upstream: { times, lookup: async () => addresses, lookupMs: 50 } },
    );
    at.second = other;
    const isListed = async () =>
      (await (await at.shop.call('/health/ready')).text()).includes(`127.0.0.1:${silent.port}`);
    await until('the name is looked up', isListed);
    const began = Date.now();
    const calls = await fallSilent(silent, get);
    addresses = ['127.0.0.2'];
    await until('it is no longer listed', async () => !(await isListed()));
    const answers = await Promise.all(calls);
    expect(Date.now() - began).to.be.below(SOON_MS);
    expect(answers.map(({ status }) => status)).to.deep.equal(answers.map(() => 200));
    await silent.kill();
  });

  it('keep an answer that has begun', async () => {
    await start();
    const begin: Script = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('[1,');
      ends.push(() => response.end('2]'));
    };
    const ends: (() => void)[] = [];
    const answers = await Promise.all(await fallSilent(at.second, get, begin));
    await until('it is down', isDown(at.second));
    for (const end of ends) end();
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(texts).to.include('[1,2]');
  });

  it('wait as long as they may when there is no other', async () => {
    await start();
    await at.shop.orders.kill();
    const [call] = await fallSilent(at.second, get);
    await until('it is down', isDown(at.second));
    expect((await call)!.status).to.equal(504);
  });
});
