import { randomUUID } from 'node:crypto';
import { IdempotencyStore } from '@shop/common/mongo/idempotency';
import { silentLogger } from '@shop/common/logging/logger';
import { connectMongo, ensureIndexes } from '@shop/common/mongo/connection';
import { days } from '@shop/common/time';
import { expect } from 'chai';
import type { Connection } from 'mongoose';
import { attemptsModel } from '../../payment-service/dist/data/attempts.model.js';
import { attemptsRepository } from '../../payment-service/dist/data/attempts.repository.js';
import { paymentMethodModel } from '../../payment-service/dist/data/payment-method.model.js';
import { paymentMethodRepository } from '../../payment-service/dist/data/payment-method.repository.js';
import { unknownChargeModel } from '../../payment-service/dist/data/unknown-charge.model.js';
import { unknownChargeRepository } from '../../payment-service/dist/data/unknown-charge.repository.js';
import type { PaymentProvider } from '../../payment-service/dist/providers/provider.js';
import { providersOf } from '../../payment-service/dist/providers/providers.js';
import { methodForOnePayment } from '../../payment-service/dist/use-cases/add-payment-method.js';
import { bulkModel, type BulkDocument } from 'saga-engine/mongo/bulk.model';
import { BulkRepository } from 'saga-engine/mongo/bulk.repository';
import { fleetModels } from 'saga-engine/mongo/fleet.model';
import { registry } from 'saga-engine/core/registry';
import { joinFleet } from 'saga-engine/operations/fleet';
import { deliveryModel } from '../../notification-service/dist/data/delivery.model.js';
import { DeliveryRepository } from '../../notification-service/dist/data/delivery.repository.js';
import { newDelivery } from '../../notification-service/dist/use-cases/take-event.js';
import { mailModel } from '../../notification-service/dist/data/mail.model.js';
import { MailRepository } from '../../notification-service/dist/data/mail.repository.js';
import { newMail } from '../../notification-service/dist/domain/mail.js';
import { PasswordResetRepository } from '../../user-service/dist/data/password-reset.repository.js';
import { RefreshFamilyRepository } from '../../user-service/dist/data/refresh-family.repository.js';
import { SessionRepository } from '../../user-service/dist/data/session.repository.js';
import { givenMongo, startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';

/** Writes one document into each collection that has a TTL index. */
const writers: Record<string, (mongo: Connection) => Promise<unknown>> = {
  idempotency: (mongo) => {
    const call = { scope: 'ann', key: 'k', method: 'POST', path: '/', body: {} };
    return new IdempotencyStore(mongo).once(call, () => Promise.resolve({ status: 201, body: {} }));
  },
  sessions: (mongo) => new SessionRepository(mongo).begin({ id: 'ann', epoch: 1 }),
  password_resets: (mongo) =>
    new PasswordResetRepository(mongo).add({ _id: 'r', email: 'a@example.com', at: new Date(), expiresAt: new Date() }),
  deliveries: (mongo) =>
    new DeliveryRepository(deliveryModel(mongo)).add(
      newDelivery({ _id: 'w', disabled: false }, { id: 'e', type: 't', subject: 's' }, 1, new Date()),
    ),
  mails: (mongo) =>
    new MailRepository(mailModel(mongo)).add(newMail('m', 'ann', { kind: 'password-reset', resetId: 'r' }, undefined)),
  refresh_families: (mongo) =>
    new RefreshFamilyRepository(mongo).begin({ family: 'f', hash: 'h' } as never, { id: 'ann', epoch: 1 }),
  payment_attempts: (mongo) => attemptsRepository(attemptsModel(mongo)).add('ann', 'attempt', new Date()),
  payment_methods: async (mongo) => {
    const methods = paymentMethodRepository(paymentMethodModel(mongo));
    const face = { brand: 'visa', last4: '4242', expiry: '12/30', token: 't' };
    await methods.insert({
      ...face,
      _id: 'kept',
      userId: 'ann',
      provider: 'p',
      singleUse: false,
      createdAt: new Date(),
    });
    const providers = providersOf([{ name: 'p' } as PaymentProvider], 'p', []);
    await methodForOnePayment({ methods, providers }, { id: 'for-one-payment', userId: 'ann', from: 'kept' });
  },
  unknown_charges: async (mongo) => {
    const charges = unknownChargeRepository(unknownChargeModel(mongo));
    const amounts = { amountMinor: 1, capturedMinor: 1, refundedMinor: 0 };
    const charge = { ...amounts, providerRef: 'c', reference: 'r', currency: 'USD', madeAt: new Date(1_000) };
    await charges.found('p', charge, new Date(1_000));
    await charges.closeUnseen('p', new Date(0), new Date());
  },
  bulk_operations: async (mongo) => {
    const operations = new BulkRepository(bulkModel(mongo));
    const operation = { _id: 'b', owner: 'o', state: 'RUNNING', done: 0, failed: 0 } as BulkDocument;
    await operations.begin(operation);
    await operations.save(operation, { state: 'DONE', doneAt: new Date() });
  },
  orchestrators: async (mongo) => {
    const fleet = await joinFleet(registry([]), fleetModels(mongo), silentLogger());
    await fleet.close();
    // as a killed orchestrator leaves it
    await mongo.collection('orchestrators').insertOne({ beatAt: new Date() });
  },
};

describe('documents of collections with a TTL index', function () {
  // MongoDB looks for expired documents once a minute
  this.timeout(givenMongo() === undefined ? 60_000 : 180_000);
  let store: TestStore;
  let mongo: Connection;

  before(async () => {
    store = await startStore();
    mongo = await connectMongo(store.uri(`growth-${randomUUID().slice(0, 8)}`), { logger: silentLogger() });
    for (const write of Object.values(writers)) await write(mongo);
    await ensureIndexes(mongo);
  });
  after(async () => {
    await mongo.dropDatabase();
    await mongo.close();
    await store.stop();
  });

  it('are removed by the store once they expire, and no others', async () => {
    for (const name of Object.keys(writers)) {
      const collection = mongo.collection(name);
      const [expiry] = (await collection.indexes()).filter((index) => index['expireAfterSeconds'] !== undefined);
      const field = Object.keys(expiry!['key'] as object)[0]!;
      const due = await collection.countDocuments({ [field]: { $type: 'date' } });
      expect(due, `${name}: documents with a date in ${field}`).to.equal(1);
      await collection.updateMany(
        { [field]: { $type: 'date' } },
        { $set: { [field]: new Date(Date.now() - days(31)) } },
      );
    }
    for (const name of Object.keys(writers)) {
      const left = name === 'payment_methods' ? 1 : 0;
      await until(
        `${name} has ${left} left`,
        async () => (await mongo.collection(name).countDocuments()) === left,
        150_000,
      );
    }
    expect(await mongo.collection('payment_methods').findOne({})).to.have.property('_id', 'kept');
  });
});
