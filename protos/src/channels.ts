import type { OrderStatus } from './contract.js';

/** The Redis Pub/Sub channels. Messages are hints: they may be lost or duplicated; the history in the database is the truth. */
export const CHANNELS = {
  orders: 'shop:order-status',
  sagas: 'shop:saga-status',
  disabled: 'shop:account-disabled',
} as const;

/** The queue of sagas in Redis, which the dashboard shows; the braces keep its keys in one slot of a Redis Cluster. */
export const SAGAS_QUEUE = { name: 'sagas', prefix: '{shop}' } as const;

/** The queue of mails, on the same dashboard. */
export const MAILS_QUEUE = { name: 'mails', prefix: SAGAS_QUEUE.prefix } as const;

/** The queue of webhooks, on the same dashboard. */
export const WEBHOOKS_QUEUE = { name: 'webhooks', prefix: SAGAS_QUEUE.prefix } as const;

/** An order's new status, as broadcast. `seq` is its place in the order's history. */
export interface OrderStatusEvent {
  readonly orderId: string;
  readonly seq: number;
  readonly status: OrderStatus;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly reason?: string;
}

/** A saga's change, as broadcast. `revision` is its journal's. */
export interface SagaStatusEvent {
  readonly sagaId: string;
  readonly orderId: string;
  readonly revision: number;
  readonly state: string;
  readonly step: string;
  readonly stepStatus: string;
  readonly at: string;
}

/** An account was disabled, as broadcast: its access tokens are invalid from now on. */
export interface AccountDisabledEvent {
  readonly userId: string;
}
