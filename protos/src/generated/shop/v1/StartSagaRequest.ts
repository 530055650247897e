// Original file: shop/v1/sagas.proto

import type { PlaceOrder as _shop_v1_PlaceOrder, PlaceOrder__Output as _shop_v1_PlaceOrder__Output } from '../../shop/v1/PlaceOrder.js';
import type { Until as _shop_v1_Until, Until__Output as _shop_v1_Until__Output } from '../../shop/v1/Until.js';
import type { SagaInput as _shop_v1_SagaInput, SagaInput__Output as _shop_v1_SagaInput__Output } from '../../shop/v1/SagaInput.js';

export interface StartSagaRequest {
  /**
   * Id of the saga; of a place-order saga, the order's id.
   */
  'sagaId'?: (string);
  /**
   * Starts a place-order saga.
   */
  'placeOrder'?: (_shop_v1_PlaceOrder | null);
  /**
   * What to wait for.
   */
  'until'?: (_shop_v1_Until);
  /**
   * How long to wait at most, milliseconds.
   */
  'waitMs'?: (number);
  /**
   * Starts a saga of any type whose definition has a schema of its input.
   */
  'typed'?: (_shop_v1_SagaInput | null);
  'input'?: "placeOrder"|"typed";
}

export interface StartSagaRequest__Output {
  /**
   * Id of the saga; of a place-order saga, the order's id.
   */
  'sagaId': (string);
  /**
   * Starts a place-order saga.
   */
  'placeOrder'?: (_shop_v1_PlaceOrder__Output | null);
  /**
   * What to wait for.
   */
  'until': (_shop_v1_Until__Output);
  /**
   * How long to wait at most, milliseconds.
   */
  'waitMs': (number);
  /**
   * Starts a saga of any type whose definition has a schema of its input.
   */
  'typed'?: (_shop_v1_SagaInput__Output | null);
  'input'?: "placeOrder"|"typed";
}
