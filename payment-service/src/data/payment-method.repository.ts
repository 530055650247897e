import { collectionOf, isDuplicateKey, textId } from '@shop/common/mongo/connection';
import { Documents } from '@shop/common/mongo/documents';
import type { Page, PageQuery } from '@shop/common/http/paging';
import { NEWEST_FIRST, newestFirst } from '@shop/common/mongo/newest-first';
import type { PaymentMethod, PaymentMethodModel } from './payment-method.model.js';

export interface PaymentMethodRepository {
  /** This user's method, single-use ones included; null otherwise. */
  find(id: string, userId: string): Promise<PaymentMethod | null>;
  /** Writes a method down; one with its id that is there already stays as it is. */
  insert(method: PaymentMethod): Promise<void>;
  /** True when this user had it. */
  remove(id: string, userId: string): Promise<boolean>;
  /** The ids of this user's list, newest first, at most so many. */
  ids(userId: string, most: number): Promise<string[]>;
  /** One page of this user's list, newest first. Throws 422 for a cursor of another list. */
  list(userId: string, page: PageQuery): Promise<Page<PaymentMethod>>;
}

export function paymentMethodRepository(model: PaymentMethodModel): PaymentMethodRepository {
  return {
    find: async (id, userId) => collectionOf(model).findOne({ _id: textId(id), userId: textId(userId) }),
    async insert(method) {
      try {
        await model.create([method]);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },
    async remove(id, userId) {
      const { deletedCount } = await model.deleteOne({ _id: id, userId, singleUse: false });
      return deletedCount === 1;
    },
    async ids(userId, limit) {
      const listed = new Documents(model).find<{ _id: string }>(
        { userId: textId(userId), singleUse: false },
        { fields: { _id: 1 }, sort: NEWEST_FIRST, limit },
      );
      return (await listed.toArray()).map(({ _id }) => _id);
    },
    list: (userId, page) => newestFirst(new Documents(model), { userId, singleUse: false }, page),
  };
}
