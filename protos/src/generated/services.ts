// Generated from the .proto files, as the types beside it.
import type { NotificationsDefinition } from './shop/v1/Notifications.js';
import type { OrdersDefinition } from './shop/v1/Orders.js';
import type { PaymentsDefinition } from './shop/v1/Payments.js';
import type { SagasDefinition } from './shop/v1/Sagas.js';
import type { StockDefinition } from './shop/v1/Stock.js';
import type { UsersDefinition } from './shop/v1/Users.js';

/** The contract of each gRPC service. */
export interface Definitions {
  Notifications: NotificationsDefinition;
  Orders: OrdersDefinition;
  Payments: PaymentsDefinition;
  Sagas: SagasDefinition;
  Stock: StockDefinition;
  Users: UsersDefinition;
}

/** The file that holds it. */
export const fileOf = {
  Notifications: 'shop/v1/notifications.proto',
  Orders: 'shop/v1/orders.proto',
  Payments: 'shop/v1/payments.proto',
  Sagas: 'shop/v1/sagas.proto',
  Stock: 'shop/v1/orders.proto',
  Users: 'shop/v1/users.proto',
} as const;
