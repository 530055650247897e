import { Intents, type Leased } from '@shop/common/mongo/intents';
import type { PaymentMethod, PaymentMethodModel } from './payment-method.model.js';

/** A removed card that this process has leased, to detach it at its provider. */
export type LeasedDetachment = Leased<PaymentMethod>;
/** Removed cards that their providers still have. */
export type DetachmentRepository = Intents<PaymentMethod>;

/** The removed cards in this model's collection. */
export const detachmentRepository = (model: PaymentMethodModel): DetachmentRepository =>
  new Intents(model, 'detachIntent');
