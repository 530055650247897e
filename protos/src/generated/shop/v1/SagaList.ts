// Original file: shop/v1/sagas.proto

import type { Saga as _shop_v1_Saga, Saga__Output as _shop_v1_Saga__Output } from '../../shop/v1/Saga.js';

export interface SagaList {
  /**
   * The sagas of this page.
   */
  'items'?: (_shop_v1_Saga)[];
  /**
   * Where this page ended; empty after the last one.
   */
  'nextCursor'?: (string);
}

export interface SagaList__Output {
  /**
   * The sagas of this page.
   */
  'items': (_shop_v1_Saga__Output)[];
  /**
   * Where this page ended; empty after the last one.
   */
  'nextCursor': (string);
}
