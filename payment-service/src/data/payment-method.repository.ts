import { isDuplicateKey, textId } from '@shop/common/mongo/connection';
import { Documents } from '@shop/common/mongo/documents';
import type { Page, PageQuery } from '@shop/common/http/paging';
import { NEWEST_FIRST, newestFirst } from '@shop/common/mongo/newest-first';
import type { PaymentMethod, PaymentMethodModel } from './payment-method.model.js';

export interface PaymentMethodRepository {
  /** This user's method, single-use ones included; null otherwise. */
  find(id: string, userId: string): Promise<PaymentMethod | null>;
  /** Stores a method; an existing one with its id is left unchanged. */
  insert(method: PaymentMethod): Promise<void>;
  /** Removes it from this user's list, to be detached at its provider from `detachAt` on; true when this user had it. */
  remove(id: string, userId: string, detachAt: Date): Promise<boolean>;
  /** Deletes a removed method permanently. */
  forget(removed: PaymentMethod): Promise<void>;
  /** The ids of the single-use copies of this user's card, each for one payment. */
  copies(userId: string, token: string): Promise<string[]>;
  /** At most `most` ids of this user's list, newest first. */
  ids(userId: string, most: number): Promise<string[]>;
  /** One page of this user's list, newest first. Throws 422 for a cursor of another list. */
  list(userId: string, page: PageQuery): Promise<Page<PaymentMethod>>;
}

const ID_ONLY = { fields: { _id: 1 } } as const;

/** The payment methods in this model's collection. */
export function paymentMethodRepository(model: PaymentMethodModel): PaymentMethodRepository {
  const methods = new Documents(model);
  return {
    find: async (id, userId) => methods.findOne({ _id: textId(id), userId: textId(userId) }),
    async insert(method) {
      try {
        await model.create([method]);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },
    remove(id, userId, detachAt) {
      const detachIntent = { at: new Date(), nextAttemptAt: detachAt, attempts: 0, userId };
      return methods.updateOne(
        { _id: textId(id), userId: textId(userId), singleUse: false },
        { $set: { detachIntent }, $unset: { userId: 1 } },
      );
    },
    async forget({ _id }) {
      await methods.deleteOne({ _id, detachIntent: { $exists: true } });
    },
    async copies(userId, token) {
      const found = methods.find<{ _id: string }>({ userId: textId(userId), singleUse: true, token }, ID_ONLY);
      return (await found.toArray()).map(({ _id }) => _id);
    },
    async ids(userId, limit) {
      const listed = methods.find<{ _id: string }>(
        { userId: textId(userId), singleUse: false },
        { ...ID_ONLY, sort: NEWEST_FIRST, limit },
      );
      return (await listed.toArray()).map(({ _id }) => _id);
    },
    list: (userId, page) => newestFirst(methods, { userId, singleUse: false }, page),
  };
}
