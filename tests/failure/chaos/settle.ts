import { askUntilAnswered } from '../../support/asking.js';
import { auditIsClean, type Person, type Shop } from '../../support/shop.js';
import { until } from '../../support/until.js';

/** Heals every link, waits until every saga has ended and the audit is clean; answers how long that took, milliseconds. */
export async function settle(shop: Shop): Promise<number> {
  const began = Date.now();
  shop.links!.heal();
  const admin = await until('the administrator can log in', () => shop.admin(), 60_000);
  await until('every saga has ended', () => nothingUnderWay(admin), 300_000, 200);
  await auditIsClean(admin, 60_000);
  return Date.now() - began;
}

async function nothingUnderWay(admin: Person): Promise<boolean> {
  for (const state of ['RUNNING', 'WAITING', 'COMPENSATING', 'NEEDS_ATTENTION']) {
    const { body } = await askUntilAnswered(() => admin.call('GET', `/api/sagas?state=${state}&limit=3`));
    if (body['items'].length > 0) throw new Error(JSON.stringify(body['items']));
  }
  return true;
}
