// Original file: shop/v1/payments.proto


export interface PaymentAuditRequest {
  /**
   * Only the payments of these orders, at most 1,000; empty: all of them. An earlier release answers with all.
   */
  'orderIds'?: (string)[];
  /**
   * Only the ids of all payments and of their orders, whatever order_ids says. An earlier release answers with all fields.
   */
  'withoutBooks'?: (boolean);
  /**
   * Only payments whose ids come after this one. An earlier release answers with all.
   */
  'after'?: (string);
}

export interface PaymentAuditRequest__Output {
  /**
   * Only the payments of these orders, at most 1,000; empty: all of them. An earlier release answers with all.
   */
  'orderIds': (string)[];
  /**
   * Only the ids of all payments and of their orders, whatever order_ids says. An earlier release answers with all fields.
   */
  'withoutBooks': (boolean);
  /**
   * Only payments whose ids come after this one. An earlier release answers with all.
   */
  'after': (string);
}
