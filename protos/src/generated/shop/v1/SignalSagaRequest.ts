// Original file: shop/v1/sagas.proto

import type { PaymentSubmitted as _shop_v1_PaymentSubmitted, PaymentSubmitted__Output as _shop_v1_PaymentSubmitted__Output } from '../../shop/v1/PaymentSubmitted.js';
import type { Until as _shop_v1_Until, Until__Output as _shop_v1_Until__Output } from '../../shop/v1/Until.js';
import type { SignalPayload as _shop_v1_SignalPayload, SignalPayload__Output as _shop_v1_SignalPayload__Output } from '../../shop/v1/SignalPayload.js';

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
  /**
   * Any signal whose definition has a schema of its payload.
   */
  'typed'?: (_shop_v1_SignalPayload | null);
  'signal'?: "paymentSubmitted"|"typed";
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
  /**
   * Any signal whose definition has a schema of its payload.
   */
  'typed'?: (_shop_v1_SignalPayload__Output | null);
  'signal'?: "paymentSubmitted"|"typed";
}
