import { invalid } from '@shop/common/errors';
import { silentLogger } from '@shop/common/logging/logger';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { withoutFaults } from '../../dist/core/crash-points.js';
import { NotMine } from '../../dist/core/not-mine.js';
import { OperationInvalid, OperationRefused, SagaNotFound } from '../../dist/core/refusals.js';
import type { BulkDocument } from '../../dist/mongo/bulk.model.js';
import { carryOnBulk } from '../../dist/operations/bulk-worker.js';

const outage = new mongoose.mongo.MongoNetworkError('connection 3 closed');
const thrown: Readonly<Record<string, Error>> = {
  gone: new SagaNotFound('gone'),
  busy: new OperationRefused('STEP_NOT_OPEN', 'It is being sent.'),
  wrong: new OperationInvalid('step', 'There is no step x.'),
  foreign: new NotMine('There is no definition of saga trip version 3 here.', { type: 'trip', version: 3 }),
  unfit: invalid([{ path: 'reply', message: 'must be an object' }]),
  away: outage,
  duplicate: new mongoose.mongo.MongoServerError({ message: 'E11000', code: 11_000 }),
  broken: Object.assign(new TypeError('no room for Ann Smith'), { code: 'Ann Smith' }),
};

describe('the examples of failures in a bulk operation', () => {
  it('begin with the error code of a single operation, whatever was thrown, and reveal no more of it than a log', async () => {
    let examples: BulkDocument['examples'] = [];
    const operation = { _id: 'b1', action: 'retry', by: 'root', reason: 'r', examples: [], cursor: null, batch: null };
    const pages = [Object.keys(thrown)];
    const leased = [operation];
    await carryOnBulk(
      {
        operations: {
          lease: async () => (leased.pop() ?? null) as never,
          save: async (_, set) => ((examples = set.examples ?? examples), true),
        },
        sagas: { findMatching: async () => ({ ids: pages.shift() ?? [], cursor: null }) as never },
        registry: {} as never,
        calls: { retry: (id: string) => Promise.reject(thrown[id]!) } as never,
        around: withoutFaults,
        logger: silentLogger(),
        clock: { now: () => 0, steady: () => 0, pause: async () => undefined },
      },
      () => false,
    );
    expect(Object.fromEntries(examples.map(({ id, error }) => [id, error]))).to.deep.equal({
      gone: 'SAGA_NOT_FOUND: There is no saga gone.',
      busy: 'STEP_NOT_OPEN: It is being sent.',
      wrong: 'VALIDATION_FAILED: There is no step x.',
      foreign: 'SERVICE_UNAVAILABLE: There is no definition of saga trip version 3 here.',
      unfit: 'VALIDATION_FAILED: reply: must be an object',
      away: 'SERVICE_UNAVAILABLE: connection 3 closed',
      duplicate: 'INTERNAL_ERROR: E11000',
      broken: 'INTERNAL_ERROR: [redacted]',
    });
  });
});
