// Original file: shop/v1/orders.proto

import type { StockHold as _shop_v1_StockHold, StockHold__Output as _shop_v1_StockHold__Output } from '../../shop/v1/StockHold.js';
import type { Long } from '@grpc/proto-loader';

export interface ProductStock {
  /**
   * Id of the product.
   */
  'productId'?: (string);
  /**
   * Pieces that can be ordered.
   */
  'available'?: (number | string | Long);
  /**
   * Pieces held for orders that are not yet confirmed.
   */
  'reserved'?: (number | string | Long);
  /**
   * Pieces sold.
   */
  'sold'?: (number | string | Long);
  /**
   * Pieces ever stocked.
   */
  'stocked'?: (number | string | Long);
  /**
   * The holds that make up `reserved`.
   */
  'holds'?: (_shop_v1_StockHold)[];
  /**
   * True for a message that carries further holds of the product before it, and nothing else.
   */
  'continued'?: (boolean);
}

export interface ProductStock__Output {
  /**
   * Id of the product.
   */
  'productId': (string);
  /**
   * Pieces that can be ordered.
   */
  'available': (number);
  /**
   * Pieces held for orders that are not yet confirmed.
   */
  'reserved': (number);
  /**
   * Pieces sold.
   */
  'sold': (number);
  /**
   * Pieces ever stocked.
   */
  'stocked': (number);
  /**
   * The holds that make up `reserved`.
   */
  'holds': (_shop_v1_StockHold__Output)[];
  /**
   * True for a message that carries further holds of the product before it, and nothing else.
   */
  'continued': (boolean);
}
