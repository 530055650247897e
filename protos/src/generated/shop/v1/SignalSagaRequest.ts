// Original file: shop/v1/sagas.proto

import type { PaymentSubmitted as _shop_v1_PaymentSubmitted, PaymentSubmitted__Output as _shop_v1_PaymentSubmitted__Output } from '../../shop/v1/PaymentSubmitted.js';
import type { Until as _shop_v1_Until, Until__Output as _shop_v1_Until__Output } from '../../shop/v1/Until.js';

export interface SignalSagaRequest {
  /**
   * Id of the saga.
   */
  'sagaId'?: (string);
  /**
   * The customer pays.
   */
  'paymentSubmitted'?: (_shop_v1_PaymentSubmitted | null);
  /**
   * What to wait for.
   */
  'until'?: (_shop_v1_Until);
  /**
   * How long to wait at most, milliseconds.
   */
  'waitMs'?: (number);
  /**
   * Names this signal, the same when it is sent again. Empty: two signals are one if they carry the same.
   */
  'signalId'?: (string);
  'signal'?: "paymentSubmitted";
}

export interface SignalSagaRequest__Output {
  /**
   * Id of the saga.
   */
  'sagaId': (string);
  /**
   * The customer pays.
   */
  'paymentSubmitted'?: (_shop_v1_PaymentSubmitted__Output | null);
  /**
   * What to wait for.
   */
  'until': (_shop_v1_Until__Output);
  /**
   * How long to wait at most, milliseconds.
   */
  'waitMs': (number);
  /**
   * Names this signal, the same when it is sent again. Empty: two signals are one if they carry the same.
   */
  'signalId': (string);
  'signal'?: "paymentSubmitted";
}
