import { registry } from 'saga-engine/core/registry';
import { cancelOrder } from './cancel-order.js';
import { cancelOrderV1 } from './cancel-order-v1.js';
import { changeOrder } from './change-order.js';
import { placeOrder } from './place-order.js';
import { placeOrderV1 } from './place-order-v1.js';

/** Every definition that this process can run. Keep an old version here until its last saga has ended. */
export const sagas = registry([placeOrder, placeOrderV1, changeOrder, cancelOrder, cancelOrderV1]);
