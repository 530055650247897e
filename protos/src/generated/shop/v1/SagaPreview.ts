// Original file: shop/v1/sagas.proto

import type { PreviewAction as _shop_v1_PreviewAction, PreviewAction__Output as _shop_v1_PreviewAction__Output } from '../../shop/v1/PreviewAction.js';

export interface SagaPreview {
  /**
   * In the order in which they would be sent; empty when the saga has ended.
   */
  'actions'?: (_shop_v1_PreviewAction)[];
}

export interface SagaPreview__Output {
  /**
   * In the order in which they would be sent; empty when the saga has ended.
   */
  'actions': (_shop_v1_PreviewAction__Output)[];
}
