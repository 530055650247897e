import { Intents, type Leased } from '@shop/common/mongo/intents';
import type { Model } from 'mongoose';
import type { PaymentMethodModel, RemovedMethod } from './payment-method.model.js';

/** A removed card that is ours to detach at its provider. */
export type LeasedDetachment = Leased<RemovedMethod>;
/** Removed cards that their providers still have. */
export type DetachmentRepository = Intents<RemovedMethod>;

/** The removed cards in this model's collection. */
export const detachmentRepository = (model: PaymentMethodModel): DetachmentRepository =>
  new Intents(model as unknown as Model<RemovedMethod>, 'detachIntent');
