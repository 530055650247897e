import { ensureIndexes, connectMongo } from '@shop/common/mongo/connection';
import { IdempotencyStore } from '@shop/common/mongo/idempotency';
import { silentLogger } from '@shop/common/logging/logger';
import { afterPlace, NEWEST_FIRST } from '@shop/common/mongo/newest-first';
import type { Connection } from 'mongoose';
import { usesIndex } from '@shop/testkit/query-plan';
import { startStore, type TestStore } from '@shop/testkit/store';
import { RefreshFamilyRepository } from '../../dist/data/refresh-family.repository.js';
import { SessionRepository } from '../../dist/data/session.repository.js';
import { SigningKeyRepository } from '../../dist/data/signing-key.repository.js';
import { UserRepository } from '../../dist/data/user.repository.js';

const now = new Date();
const place = { createdAt: 0, id: 'a' };

describe('every query of user-service', () => {
  let store: TestStore;
  let mongo: Connection;
  before(async () => {
    store = await startStore();
    mongo = await connectMongo(store.uri('users'), { logger: silentLogger() });
    for (const Repository of [UserRepository, RefreshFamilyRepository, SessionRepository]) new Repository(mongo);
    new SigningKeyRepository(mongo, 'a-secret-for-tests-of-32-characters');
    new IdempotencyStore(mongo);
    await ensureIndexes(mongo);
  });
  after(async () => {
    await mongo?.close();
    await store?.stop();
  });

  const queries: [string, string, Record<string, unknown>, Record<string, 1 | -1>?][] = [
    ['one account', 'users', { _id: 'a' }],
    ['the account of an address', 'users', { email: 'a@example.com' }],
    ['a change of an account', 'users', { _id: 'a', role: 'user', disabled: false, epoch: 0 }],
    ['the administrators', 'users', { role: 'admin', disabled: false }],
    ['those disabled of late', 'users', { disabledAt: { $gt: now } }, { disabledAt: -1 }],
    ['all accounts', 'users', {}, NEWEST_FIRST],
    ['a later page of accounts', 'users', { ...afterPlace(place) }, NEWEST_FIRST],
    ['a log-in', 'refresh_families', { _id: 'a', expiresAt: { $gt: now } }],
    ['the turn of a refresh token', 'refresh_families', { _id: 'a', current: 'b' }],
    ['the log-ins of a user', 'refresh_families', { userId: 'a' }],
    ['a session', 'sessions', { _id: 'a', epoch: 0, expiresAt: { $gt: now } }],
    ['the sessions of a user', 'sessions', { userId: 'a' }],
    ['the signing keys', 'signing_keys', {}, { generation: -1 }],
    ['retired signing keys', 'signing_keys', { _id: { $in: ['a', 'b'] } }],
    ['a keyed call', 'idempotency', { _id: 'a', state: 'running', leaseUntil: { $lt: now } }],
  ];
  for (const [what, collection, filter, sort] of queries)
    it(`reads ${what} by an index, already sorted`, () =>
      usesIndex(mongo, { collection, filter, ...(sort ? { sort } : {}) }));
});
