import type { Presenter, ShownSaga } from 'saga-engine/core/present';
import type { Registry } from 'saga-engine/core/registry';
import { placeOrder } from '../sagas/place-order.js';
import type { Sagas } from 'saga-engine/api/sagas';

/** An order has one saga that places it, and few others. */
const SAGAS = 10;

/** The view of an order's sagas for customers. */
interface OrderSteps {
  /** True when nothing more happens automatically; also when nothing is known of the order. */
  readonly ended: boolean;
  /** The sagas of the order, in the order of their starts. */
  readonly sagas: readonly ShownSaga[];
}

export interface ShowsSteps {
  /** The steps of a new order. */
  plan(): ShownSaga;
  /**
   * The steps of an order. Without a saga it is the plan while the order is `pending`, since its saga is still to be started, and otherwise
   * empty: the saga has been deleted.
   */
  of(orderId: string, pending: boolean): Promise<OrderSteps>;
}

/** The view of orders' steps for customers, without errors, commands and inputs. */
export function orderSteps(sagas: Pick<Sagas, 'list'>, present: Presenter, registry: Registry): ShowsSteps {
  const plan = () => present.plan(registry.latest(placeOrder.name));
  return {
    plan,
    async of(orderId, pending) {
      const { items } = await sagas.list({ correlationId: orderId, limit: SAGAS });
      if (items.length === 0 && pending) return { ended: false, sagas: [plan()] };
      return {
        ended: items.every(({ nextActionAt }) => nextActionAt === null),
        sagas: items.toReversed().map((saga) => present.saga(saga)),
      };
    },
  };
}
