import { isDuplicateKey } from '@shop/common/mongo';
import { afterPlace, NEWEST_FIRST, type Place } from '@shop/common/paging';
import type { QueryFilter } from 'mongoose';
import type { PaymentMethod, PaymentMethodModel } from './payment-method.model.js';

export interface PaymentMethodRepository {
  /** This user's method, single-use ones included; null otherwise. */
  find(id: string, userId: string): Promise<PaymentMethod | null>;
  /** Writes a method down; one with its id that is there already stays as it is. */
  insert(method: PaymentMethod): Promise<void>;
  /** True when this user had it. */
  remove(id: string, userId: string): Promise<boolean>;
  /** One page of this user's list, newest first, and one more row when there is a next. */
  list(of: { userId: string; after: Place | undefined; limit: number }): Promise<PaymentMethod[]>;
}

export function paymentMethodRepository(model: PaymentMethodModel): PaymentMethodRepository {
  return {
    find: (id, userId) => model.findOne({ _id: id, userId }).lean<PaymentMethod | null>(),
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
    list: ({ userId, after, limit }) =>
      model
        .find({
          userId,
          singleUse: false,
          ...afterPlace(after),
        } as QueryFilter<PaymentMethod>)
        .sort(NEWEST_FIRST)
        .limit(limit + 1)
        .lean<PaymentMethod[]>(),
  };
}
