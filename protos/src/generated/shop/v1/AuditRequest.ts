// Original file: shop/v1/orders.proto


export interface AuditRequest {
  /**
   * Only these orders, at most 1,000; empty: all of them. An earlier release answers with all. Stock.Audit ignores it.
   */
  'orderIds'?: (string)[];
  /**
   * Stock.Audit: the holds of one product may come in several messages.
   */
  'inParts'?: (boolean);
  /**
   * Orders.Audit: only orders whose ids come after this one. An earlier release answers with all.
   */
  'after'?: (string);
}

export interface AuditRequest__Output {
  /**
   * Only these orders, at most 1,000; empty: all of them. An earlier release answers with all. Stock.Audit ignores it.
   */
  'orderIds': (string)[];
  /**
   * Stock.Audit: the holds of one product may come in several messages.
   */
  'inParts': (boolean);
  /**
   * Orders.Audit: only orders whose ids come after this one. An earlier release answers with all.
   */
  'after': (string);
}
