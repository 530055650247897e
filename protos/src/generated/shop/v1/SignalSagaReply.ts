// Original file: shop/v1/sagas.proto

import type { Saga as _shop_v1_Saga, Saga__Output as _shop_v1_Saga__Output } from '../../shop/v1/Saga.js';

export interface SignalSagaReply {
  /**
   * ACCEPTED, DUPLICATE or LATE.
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
}

export interface SignalSagaReply__Output {
  /**
   * ACCEPTED, DUPLICATE or LATE.
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
}
