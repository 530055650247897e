import { Intents, type Leased } from '@shop/common/mongo/intents';
import type { Model } from 'mongoose';
import type { Order } from '../domain/order.js';

/** An order whose saga is ours to start. */
export type LeasedStart = Leased<Order>;

/** Orders whose saga the orchestrator has still to be told to start. */
export class StartRepository extends Intents<Order> {
  constructor(model: Model<Order>) {
    super(model, 'startIntent');
  }

  /** As `remove`; false as well when a cancellation was accepted since it was leased, which is still to be told. */
  removeUncancelled(leased: LeasedStart): Promise<boolean> {
    return this.removeWhen(leased, { 'startIntent.cancel': { $exists: false } });
  }
}
