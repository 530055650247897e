import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STEPS } from '@shop/testkit/sagas/steps';
import { expect } from 'chai';
import { processNames } from '@shop/topology/processes';
import { armingOf } from '../support/arming.js';
import { placeUntilTaken } from '../support/until-answered.js';
import { fakeClocks, type Clocks } from '../support/faketime.js';
import { ADDRESS, auditIsClean, CARD, startShop, type Person, type Shop } from '../support/shop.js';
import { until } from '@shop/testkit/until';
import { underLoad, type UnderLoad } from './under-load.js';

/** Seconds by which one machine's clock may be wrong; by which all may be; and by which one is refused. */
const WRONG = 20;
const AHEAD = 600;
const FAR_AHEAD = 3600;
const ORDERS = 16;
/** So many failures that the backoff, which doubles, lasts seconds. */
const FAILING = 6;
// MATRIX=full tests each process
const wrong = process.env['MATRIX'] === 'full' ? processNames : (['saga-orchestrator', 'order-service'] as const);

describe('clocks that are wrong', function () {
  this.timeout(300_000);
  let folder: string;
  let clocks: Clocks | void;
  let why = '';
  let shop: Shop;
  let ann: Person;
  let admin: Person;
  let under: UnderLoad;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shop-clocks-'));
    clocks = await fakeClocks(folder).catch((error: Error) => void (why = error.message));
    if (!clocks) return;
    shop = await startShop({ alter: clocks.through, env: { FAULT_INJECTION: 'on' } });
    ({ ann, admin, under } = await underLoad(shop));
  });
  after(async () => {
    await shop?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** The body of a test. Where libfaketime cannot be installed it prints the reason and skips the test. */
  const byClocks = (work: (clocks: Clocks) => Promise<void>) =>
    async function (this: Mocha.Context): Promise<void> {
      if (clocks) return work(clocks);
      console.log(`    not run: ${why}`);
      this.skip();
    };
  const everybody = (seconds: number) => processNames.forEach((name) => clocks!.set(name, seconds));
  /** Waits until the clock of the process differs from ours by so many seconds. */
  const shows = (name: string, seconds: number) =>
    until(`the clock of ${name} is ${seconds} s from ours`, async () => {
      const { headers } = await fetch(`${shop.stack.urls[name]}/health/live`);
      return Math.abs(Date.parse(headers.get('date')!) - Date.now() - seconds * 1_000) < 5_000;
    });

  for (const name of wrong)
    it(
      `${name} is twenty seconds ahead, then twenty behind, then right: every accepted order is confirmed once`,
      byClocks((all) =>
        under(async () => {
          for (const seconds of [WRONG, -WRONG, 0]) {
            all.set(name, seconds);
            await shows(name, seconds);
          }
        }, ORDERS),
      ),
    );

  it(
    'all jump ahead and are set back at once: every accepted order is confirmed once',
    byClocks(() =>
      under(async () => {
        for (const seconds of [AHEAD, 0]) {
          everybody(seconds);
          for (const name of processNames) await shows(name, seconds);
        }
      }, ORDERS),
    ),
  );

  it(
    'a step in backoff is retried soon after the clock is set back, not when the clock reaches the old time',
    byClocks(async () => {
      everybody(AHEAD);
      for (const name of processNames) await shows(name, AHEAD);
      const faults = armingOf(shop, admin);
      await faults.arm('payment-service', { at: 'payment.authorize.before', do: 'unavailable', times: FAILING });
      const { body } = await placeUntilTaken(ann, await order());
      const attempts = async () => {
        const { body: saga } = await admin.call('GET', `/api/sagas/${body['id']}`);
        return saga['steps'].find(({ name }: { name: string }) => name === STEPS.authorize).attempts as number;
      };
      await until('its backoff lasts seconds', async () => (await attempts()) >= FAILING - 1, 60_000);
      everybody(0);
      await shop.awaitOutcome(ann, body['id'] as string, 'CONFIRMED', 60_000);
    }),
  );

  it(
    'a process whose clock is an hour ahead is refused with a message that says so, and orders complete once it is right',
    byClocks(async (all) => {
      all.set('order-service', FAR_AHEAD);
      await shows('order-service', FAR_AHEAD);
      const wanted = await order();
      let key = '';
      // a token that was verified before the jump stays accepted until its expiry
      const refused = await until(
        'the gateway is refused',
        async () => {
          key = randomUUID();
          const reply = await ann.call('POST', '/api/orders', wanted, { 'idempotency-key': key });
          if (reply.status === 503) return reply;
          throw new Error(`it is answered ${reply.status} ${JSON.stringify(reply.body)}`);
        },
        120_000,
        500,
      );
      expect(refused.body).to.deep.include({ code: 'SERVICE_UNAVAILABLE' });
      expect(refused.body['detail']).to.match(
        /ended \d+ s ago by this machine's clock: set the machines' clocks right/,
      );
      all.set('order-service', 0);
      const { body } = await placeUntilTaken(ann, wanted, key);
      await shop.awaitOutcome(ann, body['id'] as string, 'CONFIRMED', 60_000);
      await auditIsClean(admin, 60_000);
    }),
  );

  const order = async () => {
    const method = { paymentMethod: 'credit_card', cardDetails: CARD };
    const { body } = await ann.call('POST', '/api/payment-methods', method);
    return {
      items: [{ productId: 'product-1', quantity: 1 }],
      shippingAddress: ADDRESS,
      paymentMethodId: body['id'] as string,
    };
  };
});
