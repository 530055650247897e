import { isDuplicateKey } from '@shop/common/mongo';
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
  list(of: { userId: string; before?: { at: Date; id: string }; limit: number }): Promise<PaymentMethod[]>;
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
    list: ({ userId, before, limit }) =>
      model
        .find({
          userId,
          singleUse: false,
          ...(before && {
            $or: [{ createdAt: { $lt: before.at } }, { createdAt: before.at, _id: { $lt: before.id } }],
          }),
        } as QueryFilter<PaymentMethod>)
        .sort({ createdAt: -1, _id: -1 })
        .limit(limit + 1)
        .lean<PaymentMethod[]>(),
  };
}
