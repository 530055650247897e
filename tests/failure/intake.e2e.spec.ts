import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { asProgram } from '@shop/dev/service-program';
import type { ProcessSpec } from '@shop/dev/topology';
import { expect } from 'chai';
import { auditIsClean, startShop, type Person, type Shop, type ShopOptions } from '../support/shop.js';
import { sagasHaveEnded } from '../support/sagas.js';
import { until } from '@shop/testkit/until';
import { openIntake, type Intake } from './intake.js';

const full = process.env['MATRIX'] === 'full';
/** How long a process is unavailable, and how many orders a second are sent meanwhile. */
const AWAY_MS = full ? 15_000 : 7_000;
const RATE = 4;

interface Open {
  shop: Shop;
  ann: Person;
  admin: Person;
  intake: Intake;
  /** Sends orders while `away` runs: all must be accepted in time, and each must end as expected. */
  during(away: () => Promise<void>): Promise<void>;
}

async function open(options: ShopOptions = {}): Promise<Open> {
  const shop = await startShop({ ownStore: true, longestRestartMs: 300, ...options });
  const [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
  const intake = await openIntake(shop, ann, admin);
  return {
    shop,
    ann,
    admin,
    intake,
    async during(away) {
      const taken = await intake.sendDuring(RATE, away);
      await intake.endRightly(taken);
      await auditIsClean(admin, 60_000);
    },
  };
}

const freeze =
  ({ shop }: Open, name: string, replica?: number) =>
  async () => {
    shop.stack.kill(name, 'SIGSTOP', replica);
    await pause(AWAY_MS);
    shop.stack.kill(name, 'SIGCONT', replica);
  };

/** Kills every process of that name whenever it is started, until `work` is over. */
async function withoutAny({ stack }: Shop, name: string, work: () => Promise<unknown>): Promise<void> {
  let over = false;
  const killing = (async () => {
    while (!over) {
      for (const { pid } of stack.processes.filter((each) => each.name === name))
        if (pid !== undefined) stack.kill(name, 'SIGKILL');
      await pause(50);
    }
  })();
  await work().finally(() => (over = true));
  await killing;
  await stack.waitReady(name);
}

describe('orders while a process that they need is unavailable', function () {
  this.timeout(300_000);
  let all: Open;
  before(async () => {
    all = await open();
  });
  after(() => all?.shop.stop());

  it('the orchestrator is frozen: each is accepted within 6 s and ends as expected', () =>
    all.during(freeze(all, 'saga-orchestrator')));

  it('the orchestrator is killed whenever it starts: each is accepted within 6 s and ends as expected', () =>
    all.during(() => withoutAny(all.shop, 'saga-orchestrator', () => pause(AWAY_MS))));

  it('Redis is frozen: each is accepted within 6 s and ends as expected', () => all.during(freeze(all, 'redis')));

  it('Redis is killed whenever it starts: each is accepted within 6 s and ends as expected', () =>
    all.during(() => withoutAny(all.shop, 'redis', () => pause(AWAY_MS))));

  it('there is no orchestrator, and the processes that accepted them are killed as well: each accepted one ends once', async () => {
    const { shop, intake, admin } = all;
    const taken = await intake.takeUntil(async () =>
      withoutAny(shop, 'saga-orchestrator', async () => {
        for (const name of ['order-service', 'gateway', 'store', 'order-service', 'redis']) {
          await pause(1_000);
          shop.stack.kill(name, 'SIGKILL');
          await shop.stack.waitReady(name);
        }
      }),
    );
    await intake.endRightly(taken);
    await auditIsClean(admin, 60_000);
    for (const { reply } of taken) {
      const { body } = await admin.call('GET', `/api/sagas?orderId=${reply.body['id']}`);
      expect(body['items']).to.have.length(1);
    }
  });

  it('payments are accepted within 6 s, each card is charged once, and a second card is refused', async () => {
    const { shop, intake, ann, admin } = all;
    const taken: { orderId: string; paymentId: string }[] = [];
    const pay = async (orderId: string) => {
      const began = performance.now();
      const { status, body } = await intake.pay(ann, orderId);
      expect([status, performance.now() - began < 6_000], JSON.stringify(body)).to.deep.equal([202, true]);
      taken.push({ orderId, paymentId: body['id'] as string });
      const second = await intake.pay(ann, orderId, '5555555555554444');
      expect([second.status, second.body['code']]).to.deep.equal([409, 'ORDER_NOT_PAYABLE']);
    };
    const [first = '', second = ''] = await Promise.all([intake.placeUnpaid(ann), intake.placeUnpaid(ann)]);
    for (const id of [first, second]) await shop.awaitOutcome(ann, id, 'AWAITING_PAYMENT');
    shop.stack.kill('saga-orchestrator', 'SIGSTOP');
    await pay(first).finally(() => shop.stack.kill('saga-orchestrator', 'SIGCONT'));
    await withoutAny(shop, 'saga-orchestrator', async () => {
      await pay(second);
      // an order whose saga has not started yet
      await pay(await intake.placeUnpaid(ann));
      const shown = await until('GET /api/system counts what waits', async () => {
        const { body } = await admin.call('GET', '/api/system');
        return body['intake'].payments?.count >= 2 && body['intake'].orders?.count >= 1 ? body['intake'] : undefined;
      });
      expect([shown.payments.oldestMs, shown.orders.oldestMs].every((age) => age > 0 && age < 60_000)).to.equal(true);
      shop.stack.kill('payment-service', 'SIGKILL');
      await shop.stack.waitReady('payment-service');
    });
    for (const { orderId, paymentId } of taken) {
      await shop.awaitOutcome(ann, orderId, 'CONFIRMED', 60_000);
      // an order is confirmed before its payment is captured
      const body = await until('it is captured', async () => {
        const payment = (await ann.call('GET', `/api/payments/${paymentId}`)).body;
        return payment['status'] === 'CAPTURED' ? payment : undefined;
      });
      expect([body['card'].last4, body['history'].map(({ type }: { type: string }) => type)]).to.deep.equal([
        '4242',
        ['authorized', 'captured'],
      ]);
    }
    await auditIsClean(admin, 60_000);
  });

  it('the customer cancels before there is an orchestrator: nothing is charged, and the saga ends', async () => {
    const { shop, intake, ann, admin } = all;
    let id = '';
    await withoutAny(shop, 'saga-orchestrator', async () => {
      id = (await intake.place(ann)).body['id'] as string;
      const { status, body } = await ann.call('POST', `/api/orders/${id}/cancel`);
      expect([status, body['status'], body['cancelReason']]).to.deep.equal([202, 'CANCELLED', 'CUSTOMER_CANCELLED']);
    });
    await until('its saga has ended', () => sagasHaveEnded(admin, id), 60_000);
    expect((await ann.call('GET', `/api/payments?orderId=${id}`)).body['items']).to.deep.equal([]);
    await auditIsClean(admin, 60_000);
  });
});

describe('orders while one of two orchestrators is frozen', function () {
  this.timeout(300_000);
  let all: Open;
  before(async () => {
    all = await open({ replicas: { 'saga-orchestrator': 2 } });
  });
  after(() => all?.shop.stop());

  it('each is accepted within 6 s and ends as expected', () => all.during(freeze(all, 'saga-orchestrator', 2)));
});

describe('orders before any orchestrator was started', function () {
  this.timeout(300_000);
  let missing: ProcessSpec | undefined;
  let all: Open;
  before(async () => {
    all = await open({
      alter: (specs) => {
        missing = specs.find(({ name }) => name === 'saga-orchestrator');
        return specs.filter((spec) => spec !== missing);
      },
    });
  });
  after(() => all?.shop.stop());

  it('each is accepted within 6 s and ends as expected', async () => {
    const taken = await all.intake.sendDuring(RATE, () => pause(AWAY_MS));
    const { command, args, env } = asProgram(missing!);
    const orchestrator = spawn(command, args, { env, stdio: 'ignore' });
    const ended = once(orchestrator, 'close');
    try {
      await all.intake.endRightly(taken);
      await auditIsClean(all.admin, 60_000);
    } finally {
      orchestrator.kill();
      await ended;
    }
  });
});
