import { usesIndex } from '@shop/testkit/query-plan';
import { openShop, type OpenShop } from '../support/shop.js';

const SORT = { createdAt: -1, _id: -1 } as const;
const someTime = new Date(0);

describe('every query of order-service', () => {
  let open: OpenShop;
  before(async () => {
    open = await openShop();
  });
  after(() => open.stop());

  const queries: [string, string, Record<string, unknown>, Record<string, 1 | -1>?][] = [
    ['one order', 'orders', { _id: 'a' }],
    ['a write of an order', 'orders', { _id: 'a', revision: 3 }],
    ['orders of many ids', 'orders', { _id: { $in: ['a', 'b'] } }],
    ['a user’s orders', 'orders', { tombstone: false, userId: 'ann' }, SORT],
    ['everyone’s orders', 'orders', { tombstone: false }, SORT],
    ['everyone’s orders of a status', 'orders', { tombstone: false, status: 'PENDING' }, SORT],
    [
      'a later page',
      'orders',
      {
        tombstone: false,
        userId: 'ann',
        createdAt: { $lte: someTime },
        $or: [{ createdAt: { $lt: someTime } }, { _id: { $lt: 'a' } }],
      },
      SORT,
    ],
    [
      'outstanding starts that are due',
      'orders',
      { 'startIntent.nextAttemptAt': { $lte: someTime } },
      { 'startIntent.nextAttemptAt': 1 },
    ],
    ['all outstanding starts', 'orders', { 'startIntent.nextAttemptAt': { $gt: someTime } }],
    ['a page of products', 'products', { _id: { $gt: 'a' } }, { _id: 1 }],
    ['the holds of an order', 'products', { 'holds.orderId': 'a' }],
    ['products that hold something', 'products', { 'holds.orderId': { $gt: '' } }],
    ['taking a hold', 'products', { _id: 'a', available: { $gte: 1 }, 'holds.orderId': { $ne: 'a' } }],
    ['old returns', 'products', { 'returns.at': { $lt: someTime } }],
  ];
  for (const [what, collection, filter, sort] of queries)
    it(`reads ${what} by an index, already sorted`, () =>
      usesIndex(open.mongo, { collection, filter, ...(sort ? { sort } : {}) }));
});
