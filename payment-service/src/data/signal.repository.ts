import { Intents, type Leased } from '@shop/common/mongo/intents';
import type { PaymentDocument, PaymentModel } from './payment.model.js';

/** A payment that is ours to tell its saga of. */
export type LeasedSignal = Leased<PaymentDocument>;
/** Payments that their orders' sagas have still to be told of. */
export type SignalRepository = Intents<PaymentDocument>;

/** The signals of this kind that the payments of this model's collection hold: that one was submitted, or answered. */
export const signalRepository = (model: PaymentModel, kind: 'signalIntent' | 'answerIntent'): SignalRepository =>
  new Intents(model, kind);
