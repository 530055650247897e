import { Problem } from '@shop/common/errors';
import { silentLogger } from '@shop/common/logging/logger';
import { minutes } from '@shop/common/time';
import { Commands } from '@shop/testkit/random-history/commands';
import { Faults } from '@shop/testkit/random-history/faults';
import { Turns } from '@shop/testkit/random-history/turns';
import { Random } from '@shop/testkit/random';
import { totalOf } from '../../dist/domain/lines.js';
import type { Line, Order } from '../../dist/domain/order.js';
import { applyChange } from '../../dist/use-cases/apply-change.js';
import { beginPayment } from '../../dist/use-cases/begin-payment.js';
import { cancelOrder } from '../../dist/use-cases/cancel-order.js';
import { changeOrder } from '../../dist/use-cases/change-order.js';
import { confirmOrder } from '../../dist/use-cases/confirm-order.js';
import { createOrder } from '../../dist/use-cases/create-order.js';
import { holdChange } from '../../dist/use-cases/hold-change.js';
import { markCancelled } from '../../dist/use-cases/mark-cancelled.js';
import { moveChangedStock } from '../../dist/use-cases/move-changed-stock.js';
import { releaseStock } from '../../dist/use-cases/release-stock.js';
import { reserveStock } from '../../dist/use-cases/reserve-stock.js';
import { restockOrder } from '../../dist/use-cases/restock-order.js';
import { stopChanges } from '../../dist/use-cases/stop-changes.js';
import { sweepHolds } from '../../dist/use-cases/sweep-holds.js';
import { withdrawChange } from '../../dist/use-cases/withdraw-change.js';
import type { Shop } from '../../dist/use-cases/shop.js';
import { ADDRESS } from '../support/service.js';
import { failingShop } from './faults.js';

/** What became of one order, as those who asked for it were told. */
export interface Outcome {
  readonly orderId: string;
  /** Open: it waits for its payment. Undone: its saga compensated. Cancelled: after it was confirmed. */
  state: 'open' | 'undone' | 'confirmed' | 'cancelled';
  /** The lines that it has now, once somebody was told. */
  lines?: readonly Pick<Line, 'productId' | 'quantity'>[];
  /** Its changes after the payment. */
  readonly changes: string[];
}

const PRICE_MINOR = 100;
const LOGGER = silentLogger();
const done = async (work: Promise<unknown>) => ({ done: await work });

/** Orders of the same products at the same time, with the faults of a seed. Resolves when each saga has ended, and the sweep has come by. */
export async function happens(seed: number, shop: Shop, products: readonly string[]): Promise<Outcome[]> {
  const random = new Random(seed);
  const turns = new Turns(random);
  const faults = new Faults(turns, random);
  const commands = new Commands(turns, random, () => failingShop(shop, faults));
  const told: Outcome[] = [];

  const someLines = () =>
    products
      .filter(() => random.chance(0.6))
      .concat(random.pick(products))
      .filter((product, index, all) => all.indexOf(product) === index)
      .map((productId) => ({ productId, quantity: random.between(1, 3), priceMinor: PRICE_MINOR }));
  const asLines = (wanted: ReturnType<typeof someLines>): Line[] =>
    wanted.map(({ productId, quantity }) => ({
      productId,
      quantity,
      unitPriceMinor: PRICE_MINOR,
      name: `The ${productId}`,
    }));
  const most = () => random.between(1, 4);

  /** Places the order, as its saga does; false when everything is undone. */
  const place = async (outcome: Outcome): Promise<boolean> => {
    const { orderId } = outcome;
    const undo = async (from: 'create' | 'reserve') => {
      if (from === 'reserve') await commands.insist((own) => done(releaseStock(own, orderId)));
      await commands.insist((own) => done(cancelOrder(own, orderId, 'FAILED')));
      outcome.state = 'undone';
      return false;
    };
    const wanted = someLines();
    const asked = { orderId, userId: 'ann', wanted, shippingAddress: ADDRESS, paidAtOnce: random.chance(0.3) };
    const created = await commands.send((own) => createOrder(own, asked), { most: most() });
    if (created instanceof Problem) throw created;
    if (created === 'in doubt' || random.chance(0.05)) return undo('create');
    const reserved = await commands.send((own) => done(reserveStock(own, orderId)), { most: most() });
    // the saga does not undo what was refused
    if (reserved instanceof Problem) return undo('create');
    if (reserved === 'in doubt' || random.chance(0.1)) return undo('reserve');
    for (let changes = random.between(0, 2); changes > 0; changes--) {
      await turns.pass(random.between(0, 10));
      const change = { wanted: someLines() };
      const answer = await commands.send((own) => changeOrder(own, orderId, 'ann', change), { most: 2 });
      if (answer instanceof Problem && !['OUT_OF_STOCK', 'ORDER_NOT_CHANGEABLE'].includes(answer.code)) throw answer;
    }
    if (random.chance(0.15)) return true;
    const payment = { orderId, userId: 'ann', amountMinor: 0 };
    const payable = await commands.insist((own) => beginPayment(own, payment));
    outcome.lines = payable.lines;
    // its card was declined, or its customer cancelled it
    if (random.chance(0.3)) return undo('reserve');
    const confirmed = await commands.send((own) => done(confirmOrder(own, orderId)));
    if (confirmed instanceof Problem) throw confirmed;
    outcome.state = 'confirmed';
    return true;
  };

  /** A change after the payment, as its saga does. */
  const change = async (outcome: Outcome, changeId: string) => {
    const { orderId } = outcome;
    outcome.changes.push(changeId);
    const lines = asLines(someLines());
    const { revision } = (await turns.take(() => shop.orders.find(orderId))) as Order;
    const wanted = { changeId, orderId, revision, lines, totalMinor: totalOf(lines) };
    const withdraw = () => commands.insist((own) => done(withdrawChange(own, { changeId, orderId, reason: 'FAILED' })));
    const held = await commands.send((own) => done(holdChange(own, wanted)), { most: most() });
    if (held instanceof Problem) return;
    await turns.pass(random.between(0, 10));
    if (held === 'in doubt' || random.chance(0.3)) return void (await withdraw());
    const applied = await commands.send((own) => done(applyChange(own, { changeId, orderId })));
    if (applied instanceof Problem) return void (await withdraw());
    outcome.lines = lines;
    await commands.insist((own) => done(moveChangedStock(own, { changeId, orderId })));
  };

  const cancel = async (outcome: Outcome) => {
    const { orderId } = outcome;
    outcome.state = 'cancelled';
    await commands.insist((own) => done(stopChanges(own, orderId)));
    await turns.pass(random.between(0, 10));
    await commands.insist((own) => done(restockOrder(own, orderId)));
    await commands.insist((own) => done(markCancelled(own, orderId, 'CUSTOMER_CANCELLED')));
  };

  const live = async (outcome: Outcome) => {
    await turns.pass(random.between(0, 30));
    if (!(await place(outcome)) || outcome.state !== 'confirmed') return;
    const changing = async (nth: number) => {
      await turns.pass(random.between(0, 60));
      await change(outcome, `${outcome.orderId}-change-${nth}`);
    };
    const all = [1, 2, 3].filter(() => random.chance(0.5)).map(changing);
    if (random.chance(0.4)) all.push(turns.pass(random.between(0, 80)).then(() => cancel(outcome)));
    await Promise.all(all);
  };

  const sweep = (now: Date) => commands.attempt((own) => sweepHolds(own, LOGGER, now)).catch(() => undefined);
  const later = () => new Date(Date.now() + minutes(2));
  const sweeping = async () => {
    while (!faults.over) {
      await turns.pass(random.between(10, 60));
      await sweep(random.chance(0.5) ? new Date() : later());
    }
  };

  const stories = async () => {
    const outcomes = Array.from({ length: random.between(1, 3) }, (_, nth): Outcome => ({
      orderId: `order-${seed}-${nth}`,
      state: 'open',
      changes: [],
    }));
    told.push(...outcomes);
    await Promise.all(outcomes.map(live));
    faults.over = true;
  };
  void turns.pass(random.between(200, 800)).then(() => (faults.over = true));
  await turns.until(Promise.all([stories(), sweeping()]));
  // what is still on its way arrives, and the sweep ends what nobody else does
  await turns.until(turns.pass(130));
  await turns.until(sweepHolds(failingShop(shop, faults), LOGGER, later()));
  return told;
}
