// Generated from the .proto files, as the types beside it.
import type { EventsDefinition } from './shop/v1/Events.js';
import type { NotificationsDefinition } from './shop/v1/Notifications.js';
import type { OrdersDefinition } from './shop/v1/Orders.js';
import type { PaymentsDefinition } from './shop/v1/Payments.js';
import type { SagasDefinition } from './shop/v1/Sagas.js';
import type { StockDefinition } from './shop/v1/Stock.js';
import type { UsersDefinition } from './shop/v1/Users.js';

/** The contract of each gRPC service. */
export interface Definitions {
  Events: EventsDefinition;
  Notifications: NotificationsDefinition;
  Orders: OrdersDefinition;
  Payments: PaymentsDefinition;
  Sagas: SagasDefinition;
  Stock: StockDefinition;
  Users: UsersDefinition;
}

/** The file that holds it. */
export const fileOf = {
  Events: 'shop/v1/events.proto',
  Notifications: 'shop/v1/notifications.proto',
  Orders: 'shop/v1/orders.proto',
  Payments: 'shop/v1/payments.proto',
  Sagas: 'shop/v1/sagas.proto',
  Stock: 'shop/v1/orders.proto',
  Users: 'shop/v1/users.proto',
} as const;
