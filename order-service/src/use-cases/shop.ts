import type { OrderRepository } from '../data/order.repository.js';
import type { ProductRepository } from '../data/product.repository.js';
import type { StartRepository } from '../data/start.repository.js';
import type { StockRepository } from '../data/stock.repository.js';
import type { UnpaidRepository } from '../data/unpaid.repository.js';
import type { HistoryEntry, Order } from '../domain/order.js';

/** What every use case works with. */
export interface Shop {
  readonly orders: OrderRepository;
  /** Orders whose saga the orchestrator has still to be told to start. */
  readonly starts: StartRepository;
  readonly products: ProductRepository;
  readonly stock: StockRepository;
  /** Undefined when there are no limits. */
  readonly unpaid?: UnpaidRepository | undefined;
  /** Tells whoever listens of a new status; may be lost, the history is the truth. */
  announce(orderId: string, entry: HistoryEntry): Promise<void>;
}

/** For a duplicate: the attempt before may have died between its write and its announcement. */
export async function announceAgain(shop: Shop, { _id, history }: Order): Promise<void> {
  const latest = history.at(-1);
  if (latest) await shop.announce(_id, latest);
}
