import { cancelUntilTaken } from '../../support/until-answered.js';
import { sagasHaveEnded } from '../../support/sagas.js';
import { auditIsClean, type Person, type Shop } from '../../support/shop.js';
import { until } from '@shop/testkit/until';
import type { CustomerRecord } from './customer.js';
import { orders } from './stocktaking.js';

/**
 * Heals every link, cancels the orders that customers abandoned, waits until every saga has ended and the audit is clean.
 * Returns how long that took, milliseconds.
 */
export async function awaitEnds(shop: Shop, records: readonly CustomerRecord[]): Promise<number> {
  const began = Date.now();
  shop.links!.heal();
  const admin = await until('the administrator can log in', () => shop.admin(), 60_000);
  const over = () => cancelAbandoned(admin, records).then(() => sagasHaveEnded(admin));
  await until('every saga has ended', over, 300_000, 500);
  await auditIsClean(admin, 60_000);
  return Date.now() - began;
}

/** Cancels orders whose customers got no answer: nobody will pay them, and they would wait for 15 minutes. */
async function cancelAbandoned(admin: Person, records: readonly CustomerRecord[]): Promise<void> {
  const served = new Set(records.filter(({ unanswered, surprise }) => !unanswered && !surprise).flatMap(idsOf));
  const waiting = await orders(admin, 'AWAITING_PAYMENT');
  for (const { id } of waiting) if (!served.has(id)) await cancelUntilTaken(admin, id);
}
const idsOf = ({ orderIds }: CustomerRecord) => [...orderIds];
