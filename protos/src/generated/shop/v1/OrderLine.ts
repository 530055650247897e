// Original file: shop/v1/orders.proto

import type { Long } from '@grpc/proto-loader';

export interface OrderLine {
  /**
   * Id of the product.
   */
  'productId'?: (string);
  /**
   * Pieces, 1 to 1,000.
   */
  'quantity'?: (number);
  /**
   * Price of one piece in minor units (cents). 0 in a request: take the catalogue's.
   */
  'unitPriceMinor'?: (number | string | Long);
  /**
   * Name of the product when the order was created. Empty in a request.
   */
  'name'?: (string);
}

export interface OrderLine__Output {
  /**
   * Id of the product.
   */
  'productId': (string);
  /**
   * Pieces, 1 to 1,000.
   */
  'quantity': (number);
  /**
   * Price of one piece in minor units (cents). 0 in a request: take the catalogue's.
   */
  'unitPriceMinor': (number);
  /**
   * Name of the product when the order was created. Empty in a request.
   */
  'name': (string);
}
