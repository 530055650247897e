import { Documents } from '@shop/common/mongo/documents';
import type { Model } from 'mongoose';
import type { SagaFact } from '../domain/conservation.js';
import type { SagaDocument } from 'saga-engine/mongo/saga.model';

const FACTS = { type: 1, correlationId: 1, state: 1, nextActionAt: 1, updatedAt: 1 } as const;

/** Reads the sagas for an audit. */
export class AuditRepository {
  readonly #sagas: Documents<SagaDocument>;

  constructor(model: Model<SagaDocument>) {
    this.#sagas = new Documents(model);
  }

  /** The sagas of these orders. */
  async sagasOf(orderIds: readonly string[]): Promise<SagaFact[]> {
    const found = this.#sagas.find<Read>({ correlationId: { $in: [...orderIds] } }, { fields: FACTS });
    // most orders have one saga; the first batch holds only 101 documents by default
    return (await found.batchSize(orderIds.length + 1).toArray()).map(factOf);
  }

  /** Every saga, in the order of the orders' ids, read in pages of `size`. */
  async *all(size: number): AsyncGenerator<SagaFact> {
    for (let after = ''; ;) {
      const page = await this.#sagas
        .find<Read>({ correlationId: { $gt: after } }, { fields: FACTS, sort: { correlationId: 1 }, limit: size + 1 })
        .toArray();
      const last = page.at(-1)?.correlationId;
      if (page.length <= size) return void (yield* page.map(factOf));
      // the page may have ended between the sagas of one order
      yield* page.filter(({ correlationId }) => correlationId !== last).map(factOf);
      yield* await this.sagasOf([last!]);
      after = last!;
    }
  }

  /** The orders among these that have sagas. */
  async ordersWithSagas(orderIds: readonly string[]): Promise<Set<string>> {
    const found = this.#sagas.find({ correlationId: { $in: [...orderIds] } }, { fields: { _id: 0, correlationId: 1 } });
    return new Set((await found.batchSize(orderIds.length + 1).toArray()).map(({ correlationId }) => correlationId));
  }

  /**
   * The orders of sagas that ended at `from` or later, in the order of their ends, and when the last of them ended; at most `limit` sagas.
   */
  async endedSince(from: number, limit: number): Promise<{ orderIds: string[]; until: number | undefined }> {
    const page = await this.#sagas
      .find(
        { nextActionAt: { $type: 'null' }, updatedAt: { $gte: from } },
        { fields: { correlationId: 1, updatedAt: 1 }, sort: { updatedAt: 1 }, limit },
      )
      .toArray();
    return { orderIds: [...new Set(page.map((saga) => saga.correlationId))], until: page.at(-1)?.updatedAt };
  }

  /** The orders of sagas that need attention, the oldest first, at most `limit`; and when the oldest was created. */
  async unresolved(limit: number): Promise<{ orderIds: string[]; oldest: number | undefined }> {
    const page = await this.#sagas
      .find(
        { state: 'NEEDS_ATTENTION' },
        { fields: { correlationId: 1, createdAt: 1 }, sort: { createdAt: 1, _id: 1 }, limit },
      )
      .toArray();
    return { orderIds: [...new Set(page.map((saga) => saga.correlationId))], oldest: page[0]?.createdAt };
  }
}

type Read = Pick<SagaDocument, '_id' | 'type' | 'correlationId' | 'state' | 'nextActionAt' | 'updatedAt'>;

const factOf = ({ _id, type, correlationId, state, nextActionAt, updatedAt }: Read): SagaFact => ({
  id: _id,
  type,
  orderId: correlationId,
  state,
  nextActionAt,
  updatedAt,
});
