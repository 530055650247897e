// Original file: shop/v1/sagas.proto

import type { Saga as _shop_v1_Saga, Saga__Output as _shop_v1_Saga__Output } from '../../shop/v1/Saga.js';

export interface SagaReply {
  /**
   * The saga as it is now.
   */
  'saga'?: (_shop_v1_Saga | null);
  /**
   * True when what was asked for had been reached in time.
   */
  'reached'?: (boolean);
  /**
   * True when this call made the saga; false when it was there already.
   */
  'created'?: (boolean);
  /**
   * True when the saga was there already and began with another input: it goes on by that one, and this one is not done.
   */
  'otherInput'?: (boolean);
}

export interface SagaReply__Output {
  /**
   * The saga as it is now.
   */
  'saga': (_shop_v1_Saga__Output | null);
  /**
   * True when what was asked for had been reached in time.
   */
  'reached': (boolean);
  /**
   * True when this call made the saga; false when it was there already.
   */
  'created': (boolean);
  /**
   * True when the saga was there already and began with another input: it goes on by that one, and this one is not done.
   */
  'otherInput': (boolean);
}
