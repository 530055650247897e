import { Intents, type Leased } from '@shop/common/mongo/intents';
import type { PaymentDocument, PaymentModel } from './payment.model.js';

/** A payment that this process has leased, to signal it to its saga. */
export type LeasedSignal = Leased<PaymentDocument>;
/** Payments that are still to be signalled to their orders' sagas. */
export type SignalRepository = Intents<PaymentDocument>;

/** The outstanding signals of this kind in this model's collection: that a payment was submitted, or answered by its customer. */
export const signalRepository = (model: PaymentModel, kind: 'signalIntent' | 'answerIntent'): SignalRepository =>
  new Intents(model, kind);
