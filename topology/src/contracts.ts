import type { ServiceName } from '@shop/protos/load';
import type { OrdersDefinition } from '@shop/protos/generated/shop/v1/Orders';
import type { PaymentsDefinition } from '@shop/protos/generated/shop/v1/Payments';
import type { SagasDefinition } from '@shop/protos/generated/shop/v1/Sagas';
import type { StockDefinition } from '@shop/protos/generated/shop/v1/Stock';
import type { UsersDefinition } from '@shop/protos/generated/shop/v1/Users';

export type { ServiceName };

/** The contracts by the name of their service. */
interface Definitions {
  Orders: OrdersDefinition;
  Payments: PaymentsDefinition;
  Sagas: SagasDefinition;
  Stock: StockDefinition;
  Users: UsersDefinition;
}

/** A definition's methods, without its index signature. */
export type MethodsOf<S extends ServiceName> = keyof {
  [K in keyof Definitions[S] as string extends K ? never : number extends K ? never : K]: true;
} &
  string;

/** Methods of the contracts, by service. */
export type Commands = { readonly [S in ServiceName]?: readonly MethodsOf<S>[] };
