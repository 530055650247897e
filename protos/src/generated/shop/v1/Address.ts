// Original file: shop/v1/orders.proto


export interface Address {
  /**
   * Street and number.
   */
  'street'?: (string);
  /**
   * City.
   */
  'city'?: (string);
  /**
   * Postal code.
   */
  'zipCode'?: (string);
}

export interface Address__Output {
  /**
   * Street and number.
   */
  'street': (string);
  /**
   * City.
   */
  'city': (string);
  /**
   * Postal code.
   */
  'zipCode': (string);
}
