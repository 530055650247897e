import { startShop, type Shop } from './shop.js';

/** The labs run in every currency: `CURRENCY=KRW node tests/run.mjs tests/docs/labs.e2e.spec.ts`. */
const inCurrency = process.env['CURRENCY'] ? { CURRENCY: process.env['CURRENCY'] } : {};

let shared: Promise<Shop> | undefined;

/**
 * One shop for every spec of this mocha process that needs no more than faults that can be armed and data of its own: a start
 * costs as much as a hundred orders. Such a spec disarms what it arms. Stopped when the last spec is over.
 */
export const sharedShop = (): Promise<Shop> =>
  (shared ??= startShop({ env: { FAULT_INJECTION: 'on', WEBHOOKS_ALLOW_PRIVATE: 'on', ...inCurrency } }));

after('the shared shop stops', async () => (await shared)?.stop());
