// Original file: shop/v1/payments.proto


export interface PaymentMethod {
  /**
   * Opaque id.
   */
  'id'?: (string);
  /**
   * Card brand.
   */
  'brand'?: (string);
  /**
   * The last four digits of the card.
   */
  'last4'?: (string);
  /**
   * MM/YY.
   */
  'expiry'?: (string);
}

export interface PaymentMethod__Output {
  /**
   * Opaque id.
   */
  'id': (string);
  /**
   * Card brand.
   */
  'brand': (string);
  /**
   * The last four digits of the card.
   */
  'last4': (string);
  /**
   * MM/YY.
   */
  'expiry': (string);
}
