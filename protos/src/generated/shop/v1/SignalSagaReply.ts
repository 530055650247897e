// Original file: shop/v1/sagas.proto

import type { Saga as _shop_v1_Saga, Saga__Output as _shop_v1_Saga__Output } from '../../shop/v1/Saga.js';

export interface SignalSagaReply {
  /**
   * ACCEPTED (also for a repeat of the one that was), DUPLICATE when another one was accepted, or LATE.
   */
  'outcome'?: (string);
  /**
   * The saga as it is now.
   */
  'saga'?: (_shop_v1_Saga | null);
  /**
   * True when what was asked for had been reached in time.
   */
  'reached'?: (boolean);
  /**
   * The id of the signal of that name that the saga has accepted; of a payment without one, its payment method's.
   */
  'acceptedSignalId'?: (string);
}

export interface SignalSagaReply__Output {
  /**
   * ACCEPTED (also for a repeat of the one that was), DUPLICATE when another one was accepted, or LATE.
   */
  'outcome': (string);
  /**
   * The saga as it is now.
   */
  'saga': (_shop_v1_Saga__Output | null);
  /**
   * True when what was asked for had been reached in time.
   */
  'reached': (boolean);
  /**
   * The id of the signal of that name that the saga has accepted; of a payment without one, its payment method's.
   */
  'acceptedSignalId': (string);
}
