import { connectMongo, ensureIndexes } from '@shop/common/mongo/connection';
import { IdempotencyStore } from '@shop/common/mongo/idempotency';
import { silentLogger } from '@shop/common/logging/logger';
import { afterPlace, NEWEST_FIRST } from '@shop/common/mongo/newest-first';
import type { Connection } from 'mongoose';
import { usesIndex } from '@shop/testkit/query-plan';
import { startStore, type TestStore } from '@shop/testkit/store';
import { disputeModel } from '../../dist/data/dispute.model.js';
import { paymentMethodModel } from '../../dist/data/payment-method.model.js';
import { unknownChargeModel } from '../../dist/data/unknown-charge.model.js';
import { OF_A_CHANGE, paymentModel, WITH_FAILED_REFUND } from '../../dist/data/payment.model.js';

const now = new Date();
const place = { createdAt: 0, id: 'a' };

describe('every query of payment-service', () => {
  let store: TestStore;
  let mongo: Connection;
  before(async () => {
    store = await startStore();
    mongo = await connectMongo(store.uri('payments'), { logger: silentLogger() });
    paymentModel(mongo);
    paymentMethodModel(mongo);
    unknownChargeModel(mongo);
    disputeModel(mongo);
    new IdempotencyStore(mongo);
    await ensureIndexes(mongo);
  });
  after(async () => {
    await mongo?.close();
    await store?.stop();
  });

  const mine = { userId: 'a', tombstone: false };
  const methods = { userId: 'a', singleUse: false };
  const queries: [string, string, Record<string, unknown>, Record<string, 1 | -1>?][] = [
    ['one payment', 'payments', { _id: 'a' }],
    ['a change of a payment', 'payments', { _id: 'a', revision: 3 }],
    ['a step of a payment', 'payments', { _id: 'a', revision: 3, 'marks.authorize': { $exists: false } }],
    ['a user’s payments', 'payments', mine, NEWEST_FIRST],
    ['a later page of them', 'payments', { ...mine, ...afterPlace(place) }, NEWEST_FIRST],
    ['everyone’s payments', 'payments', { tombstone: false }, NEWEST_FIRST],
    ['a later page of all', 'payments', { tombstone: false, ...afterPlace(place) }, NEWEST_FIRST],
    ['what the reconciler is due to look at', 'payments', { nextCheckAt: { $lte: now } }, { nextCheckAt: 1 }],
    [
      'outstanding signals that are due',
      'payments',
      { 'signalIntent.nextAttemptAt': { $lte: now } },
      { 'signalIntent.nextAttemptAt': 1 },
    ],
    ['all outstanding signals', 'payments', { 'signalIntent.nextAttemptAt': { $gt: now } }],
    ['those with a refund that failed', 'payments', { tombstone: false, ...WITH_FAILED_REFUND }, NEWEST_FIRST],
    ['payments of changes of orders', 'payments', { orderId: { $in: ['a', 'b'] }, ...OF_A_CHANGE }],
    ['all payments in batches', 'payments', { _id: { $gt: 'a' } }, { _id: 1 }],
    ['a payment method', 'payment_methods', { _id: 'a', userId: 'a' }],
    ['a user’s methods', 'payment_methods', methods, NEWEST_FIRST],
    ['a later page of methods', 'payment_methods', { ...methods, ...afterPlace(place) }, NEWEST_FIRST],
    ['copies of a card', 'payment_methods', { userId: 'a', singleUse: true, token: 't' }],
    [
      'cards to be detached',
      'payment_methods',
      { 'detachIntent.nextAttemptAt': { $lte: now } },
      { 'detachIntent.nextAttemptAt': 1 },
    ],
    ['all cards to be detached', 'payment_methods', { 'detachIntent.nextAttemptAt': { $gt: now } }],
    ['whether a card is paid with', 'payments', { ...mine, status: { $in: ['PENDING'] }, $or: [{ methodId: 'a' }] }],
    ['a charge without a payment', 'unknown_charges', { _id: 'a', state: { $in: ['OPEN'] } }],
    ['open charges without a payment', 'unknown_charges', { state: 'OPEN' }, NEWEST_FIRST],
    ['a later page of them', 'unknown_charges', { state: 'OPEN', ...afterPlace(place) }, NEWEST_FIRST],
    ['all charges without a payment', 'unknown_charges', {}, NEWEST_FIRST],
    ['those of one payment', 'unknown_charges', { reference: 'a' }, NEWEST_FIRST],
    [
      'decisions about charges to be carried out',
      'unknown_charges',
      { 'decisionIntent.nextAttemptAt': { $lte: now } },
      { 'decisionIntent.nextAttemptAt': 1 },
    ],
    ['a dispute', 'disputes', { _id: 'a', askedAt: now }],
    ['disputes of some payments', 'disputes', { reference: { $in: ['a'] } }],
    ['disputes of one payment', 'disputes', { reference: 'a' }, NEWEST_FIRST],
    ['disputes that are open', 'disputes', { status: 'OPEN' }, NEWEST_FIRST],
    ['how many are open', 'disputes', { status: { $in: ['INQUIRY', 'OPEN'] } }],
    ['all disputes', 'disputes', {}, NEWEST_FIRST],
    ['a keyed call', 'idempotency', { _id: 'a', holder: 'b' }],
  ];
  for (const [what, collection, filter, sort] of queries)
    it(`reads ${what} by an index, already sorted`, () =>
      usesIndex(mongo, { collection, filter, ...(sort ? { sort } : {}) }));
});
