import { cancelUntilTaken } from '../../support/asking.js';
import { sagasHaveEnded } from '../../support/sagas.js';
import { auditIsClean, type Person, type Shop } from '../../support/shop.js';
import { until } from '@shop/testkit/until';
import type { Told } from './customer.js';
import { orders } from './stocktaking.js';

/**
 * Heals every link, cancels what its customer has given up, waits until every saga has ended and the audit is clean;
 * answers how long that took, milliseconds.
 */
export async function awaitEnds(shop: Shop, told: readonly Told[]): Promise<number> {
  const began = Date.now();
  shop.links!.heal();
  const admin = await until('the administrator can log in', () => shop.admin(), 60_000);
  const over = () => cancelAbandoned(admin, told).then(() => sagasHaveEnded(admin));
  await until('every saga has ended', over, 300_000, 500);
  await auditIsClean(admin, 60_000);
  return Date.now() - began;
}

/** Orders that nobody will pay: their customers got no answer. They would wait for a quarter of an hour. */
async function cancelAbandoned(admin: Person, told: readonly Told[]): Promise<void> {
  const served = new Set(told.filter(({ unanswered, surprise }) => !unanswered && !surprise).flatMap(idsOf));
  const waiting = await orders(admin, 'AWAITING_PAYMENT');
  for (const { id } of waiting) if (!served.has(id)) await cancelUntilTaken(admin, id);
}
const idsOf = ({ orderIds }: Told) => [...orderIds];
