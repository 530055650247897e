import type { Presenter, ShownSaga } from 'saga-engine/core/present';
import type { Registry } from 'saga-engine/core/registry';
import { placeOrder } from '../sagas/place-order.js';
import type { Sagas } from 'saga-engine/api/sagas';

/** An order has one saga that places it, and few that undo it. */
const SAGAS = 10;

/** What customers are shown of an order's sagas. */
interface OrderSteps {
  /** Whether nothing more is done by itself; also when nothing is known of it. */
  readonly ended: boolean;
  /** The sagas of the order, the first that began first. */
  readonly sagas: readonly ShownSaga[];
}

export interface ShowsSteps {
  /** What an order goes through, as new ones begin. */
  plan(): ShownSaga;
  /**
   * The steps of an order. Without a saga it is the plan while the order is `pending`, since its saga is still to be started, and nothing
   * otherwise: it has been forgotten.
   */
  of(orderId: string, pending: boolean): Promise<OrderSteps>;
}

/** Shows customers the steps of orders, without errors, commands and inputs. */
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
