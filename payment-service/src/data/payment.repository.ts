import { doOnce, undoOnce, type DoOutcome, type UndoOutcome } from '@shop/common/barrier';
import { collectionOf, isDuplicateKey, textId } from '@shop/common/mongo';
import { Documents, type Update } from '@shop/common/mongo/documents';
import { newestFirst, type Page, type PageQuery } from '@shop/common/paging';
import type { QueryFilter, UpdateQuery } from 'mongoose';
import type { KeyedCall, Payment } from '../domain/payment.js';
import type { PaymentStatus } from '../domain/status.js';
import type { PaymentDocument, PaymentModel } from './payment.model.js';

export interface PaymentRepository {
  /** The payment, tombstones included; null when there is none. */
  find(id: string): Promise<PaymentDocument | null>;
  /** As `find`, never older than a write that was made or refused: for what is refused for good. */
  findCommitted(id: string): Promise<PaymentDocument | null>;
  /** The status of each of these that there is. */
  statuses(ids: readonly string[]): Promise<Map<string, PaymentStatus>>;
  /** Writes a new payment down; null when there is one with its id. */
  insert(payment: Payment): Promise<PaymentDocument | null>;
  /** Changes exactly the revision that was read; null when somebody was faster. */
  change(read: Payment, change: UpdateQuery<PaymentDocument>): Promise<PaymentDocument | null>;
  /** Does a saga's step once, at exactly the revision that was read. */
  doOnce(
    read: Payment,
    step: string,
    change: UpdateQuery<PaymentDocument>,
    reply: unknown,
  ): Promise<DoOutcome<PaymentDocument>>;
  /** Takes back a payment that was written down for this method, unless its saga has come to it. */
  withdraw(id: string, methodId: string): Promise<void>;
  /** Writes the capture's call down where the payment is authorised and was neither voided nor captured; else null. */
  storeCapture(id: string, call: KeyedCall, nextCheckAt: Date): Promise<PaymentDocument | null>;
  /** Undoes `authorize` unless a capture was asked for; leaves a tombstone where there is nothing yet. */
  undoAuthorize(tombstone: Payment, key: string, now: Date, nextCheckAt: Date): Promise<UndoOutcome<PaymentDocument>>;
  /** One page, newest first; without `userId` everybody's. Throws 422 for a cursor of another list. */
  list(of: PageQuery & { userId?: string; id?: string }): Promise<Page<Payment>>;
  /** Those that the reconciler is due to look at, the longest overdue first. */
  due(now: Date, limit: number): Promise<PaymentDocument[]>;
  /** Puts the reconciler's next look off without touching anything else. */
  postpone(id: string, until: Date): Promise<void>;
  /** Those whose money is held and not taken yet, and those of which something is in doubt. */
  unsettled(): Promise<Pick<Payment, '_id' | 'amountMinor' | 'currency'>[]>;
  /** Those of these ids, or every payment, in id order and in batches. */
  batches(size: number, ids?: readonly string[]): AsyncGenerator<Payment[]>;
}

export function paymentRepository(model: PaymentModel): PaymentRepository {
  const touched = (change: UpdateQuery<PaymentDocument>): UpdateQuery<PaymentDocument> => ({
    ...change,
    $set: { updatedAt: new Date(), ...change.$set },
    $inc: { revision: 1 },
  });
  const stored = collectionOf(model);
  const documents = new Documents<PaymentDocument>(model);
  return {
    find: async (id) => stored.findOne({ _id: textId(id) }),
    findCommitted: (id) => documents.findCommitted(id),
    async statuses(ids) {
      const found = await stored.find({ _id: { $in: [...ids] } }, { projection: { status: 1 } }).toArray();
      return new Map(found.map(({ _id, status }) => [_id, status]));
    },
    async insert(payment) {
      const document: PaymentDocument = { ...payment, marks: {} };
      try {
        await stored.insertOne(document);
        return document;
      } catch (error) {
        if (isDuplicateKey(error)) return null;
        throw error;
      }
    },
    change: (read, change) =>
      stored.findOneAndUpdate({ _id: read._id, revision: read.revision }, touched(change) as object, {
        returnDocument: 'after',
      }),
    doOnce: (read, step, change, reply) =>
      doOnce(documents, read._id, step, {
        change: touched(change) as Update,
        when: { revision: read.revision },
        reply,
      }),
    async withdraw(id, methodId) {
      await stored.deleteOne({
        _id: id,
        methodId,
        status: 'PENDING',
        'calls.authorize': { $exists: false },
        'marks.authorize': { $exists: false },
      } as object);
    },
    storeCapture: (id, call, nextCheckAt) =>
      stored.findOneAndUpdate(
        {
          _id: id,
          status: 'AUTHORIZED',
          tombstone: false,
          'calls.capture': { $exists: false },
          'marks.authorize.state': { $ne: 'undone' },
        } as object,
        touched({ $set: { 'calls.capture': call, nextCheckAt } } as UpdateQuery<PaymentDocument>) as object,
        { returnDocument: 'after' },
      ),
    undoAuthorize: (tombstone, key, now, nextCheckAt) =>
      undoOnce(documents, tombstone._id, 'authorize', {
        change: touched({ $set: { 'calls.void': { key, at: now }, nextCheckAt } } as object) as Update,
        when: { 'calls.capture': { $exists: false } },
        tombstone: () => tombstone,
      }),
    list({ userId, id, ...page }) {
      const filter = {
        tombstone: false,
        ...(userId === undefined ? {} : { userId }),
        ...(id === undefined ? {} : { _id: id }),
      };
      return newestFirst(documents, filter, page, { hidden: ['marks'] });
    },
    due: (now, limit) =>
      model
        .find({ nextCheckAt: { $lte: now } } as QueryFilter<PaymentDocument>)
        .sort({ nextCheckAt: 1 })
        .limit(limit)
        .lean<PaymentDocument[]>(),
    async postpone(id, until) {
      await model.updateOne({ _id: id, nextCheckAt: { $ne: null } } as QueryFilter<PaymentDocument>, {
        $set: { nextCheckAt: until },
      });
    },
    async unsettled() {
      const find = (filter: object) =>
        model
          .find(filter as QueryFilter<PaymentDocument>, { amountMinor: 1, currency: 1 })
          .lean<Pick<Payment, '_id' | 'amountMinor' | 'currency'>[]>();
      const held = await find({ status: 'AUTHORIZED', tombstone: false });
      const doubtful = await find({ nextCheckAt: { $type: 'date' }, tombstone: false });
      return [...new Map([...held, ...doubtful].map((payment) => [payment._id, payment])).values()];
    },
    async *batches(size, ids = []) {
      const chosen = ids.length === 0 ? {} : { $in: [...ids] };
      for (let after = ''; ;) {
        const rows = await model
          .find({ _id: { $gt: after, ...chosen } } as QueryFilter<PaymentDocument>, { marks: 0 })
          .sort({ _id: 1 })
          .limit(size)
          .lean<Payment[]>();
        if (rows.length > 0) yield rows;
        if (rows.length < size) return;
        after = rows.at(-1)!._id;
      }
    },
  };
}
