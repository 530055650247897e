import { Intents, type Leased } from '@shop/common/mongo/intents';
import type { Model } from 'mongoose';
import type { Order } from '../domain/order.js';

/** An order whose saga this process has leased to start. */
export type LeasedStart = Leased<Order>;

/** Orders whose saga the orchestrator must still be asked to start. */
export class StartRepository extends Intents<Order> {
  constructor(model: Model<Order>) {
    super(model, 'startIntent');
  }

  /** As `remove`; also false when a cancellation was accepted since it was leased, which is still to be sent. */
  removeUncancelled(leased: LeasedStart): Promise<boolean> {
    return this.removeWhen(leased, { 'startIntent.cancel': { $exists: false } });
  }
}
