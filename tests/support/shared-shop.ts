import { startShop, type Shop } from './shop.js';

/** Lets the labs run in any currency: `CURRENCY=KRW node tests/run.mjs tests/docs/labs.e2e.spec.ts`. */
const inCurrency = process.env['CURRENCY'] ? { CURRENCY: process.env['CURRENCY'] } : {};

let shared: Promise<Shop> | undefined;

/**
 * One shop for all specs of this mocha process that need only fault injection and their own data: starting one costs as much as
 * a hundred orders. A spec must disarm what it arms. The shop stops after the last spec.
 */
export const sharedShop = (): Promise<Shop> =>
  (shared ??= startShop({ env: { FAULT_INJECTION: 'on', WEBHOOKS_ALLOW_PRIVATE: 'on', ...inCurrency } }));

after('the shared shop stops', async () => (await shared)?.stop());
