import type { ServiceName } from '@shop/protos/load';
import type { OrdersDefinition } from '@shop/protos/generated/shop/v1/Orders';
import type { PaymentsDefinition } from '@shop/protos/generated/shop/v1/Payments';
import type { SagasDefinition } from '@shop/protos/generated/shop/v1/Sagas';
import type { StockDefinition } from '@shop/protos/generated/shop/v1/Stock';
import type { UsersDefinition } from '@shop/protos/generated/shop/v1/Users';
import type { Caller } from '../auth/callers.js';
import { Problem } from '../errors.js';
import type { MethodsOf } from './methods.js';

/** The processes of this system, by the names that they sign their internal tokens with. */
type ProcessName = 'gateway' | 'user-service' | 'order-service' | 'payment-service' | 'saga-orchestrator';
type Callers<D> = Readonly<Record<MethodsOf<D>, readonly ProcessName[]>>;

const orchestrator: readonly ProcessName[] = ['saga-orchestrator'];
const orders: readonly ProcessName[] = ['order-service'];
const payments: readonly ProcessName[] = ['payment-service'];
// vouches for administrators, as it does over REST
const edge: readonly ProcessName[] = ['gateway'];

/** Who may call which method, whole: nobody else may. The compiler asks for a row for every method of the contracts. */
export const CALLERS: {
  readonly Orders: Callers<OrdersDefinition>;
  readonly Stock: Callers<StockDefinition>;
  readonly Payments: Callers<PaymentsDefinition>;
  readonly Sagas: Callers<SagasDefinition>;
  readonly Users: Callers<UsersDefinition>;
} = {
  Orders: {
    Create: orchestrator,
    Cancel: orchestrator,
    Confirm: orchestrator,
    MarkCancelled: orchestrator,
    Get: [...payments, ...edge],
    BeginPayment: payments,
    Watch: edge,
    Audit: orchestrator,
  },
  Stock: { Reserve: orchestrator, Release: orchestrator, Restock: orchestrator, Audit: orchestrator },
  Payments: {
    Authorize: orchestrator,
    Void: orchestrator,
    Capture: orchestrator,
    Refund: orchestrator,
    Inspect: orders,
    GetMethod: orders,
    Audit: orchestrator,
    AuditCharges: orchestrator,
  },
  Sagas: {
    Start: orders,
    Cancel: orders,
    Signal: payments,
    Get: edge,
    List: edge,
    Retry: edge,
    Compensate: edge,
    Resolve: edge,
    Preview: edge,
    Export: edge,
    Watch: edge,
  },
  Users: { ValidateToken: edge, GetUser: edge },
};

/** Throws 403 FORBIDDEN unless the table lets this process call the method. */
export function authorizeProcess(caller: Caller, service: ServiceName, method: string): void {
  const rows = CALLERS[service] as Record<string, readonly string[]>;
  const allowed = Object.hasOwn(rows, method) ? rows[method]! : [];
  if (caller.process === undefined || !allowed.includes(caller.process))
    throw new Problem(403, 'FORBIDDEN', {
      detail: `${service}.${method} is not for ${caller.process ?? 'whoever this is'}; see common/src/grpc/callers.ts.`,
    });
}
