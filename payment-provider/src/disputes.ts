import { randomUUID } from 'node:crypto';
import { notFound } from '@shop/common/errors';
import { days } from '@shop/common/time';
import type { DisputeEntry, Entry } from './entries.js';
import type { WireDispute, WireDisputeList } from './wire.js';

type DisputeState = DisputeEntry & { readonly status: WireDispute['status'] };

/** The disputes in the provider's books, the oldest first. */
export class Disputes {
  readonly #byId = new Map<string, DisputeState>();

  open(entry: DisputeEntry): void {
    this.#byId.set(entry.id, { ...entry, status: 'OPEN' });
  }

  decided(id: string, status: 'WON' | 'LOST'): void {
    this.#byId.set(id, { ...this.#byId.get(id)!, status });
  }

  /** The dispute in the format of the API; undefined when there is none. */
  wireOf(id: string): WireDispute | undefined {
    const dispute = this.#byId.get(id);
    if (!dispute) return undefined;
    const { type: _type, evidenceDueAt, ...shown } = dispute;
    return { ...shown, ...(shown.status === 'OPEN' ? { evidenceDueAt } : {}) };
  }

  /** True while the bank holds, or has kept, the money of this charge. */
  holds(reference: string): boolean {
    return [...this.#byId.values()].some((each) => each.reference === reference && each.status !== 'WON');
  }

  /** The disputes of a page that begins at `from` and holds `size`; those opened before `since` are left out. */
  listed(since: string, from: number, size: number): WireDisputeList {
    const page = [...this.#byId.values()].slice(from, from + size);
    const items = page.filter(({ at }) => at >= since).map(({ id }) => this.wireOf(id)!);
    return { items, ...(from + size < this.#byId.size ? { next: from + size } : {}) };
  }
}

/** The dispute of a charge that was just captured. */
export function disputeOf(reference: string, amountMinor: number, currency: string, reason: string): DisputeEntry {
  const at = new Date();
  const evidenceDueAt = new Date(at.getTime() + days(14)).toISOString();
  const id = `dp_${randomUUID()}`;
  return { type: 'dispute', id, reference, amountMinor, currency, reason, evidenceDueAt, at: at.toISOString() };
}

/** Records the decision of the cardholder's bank; no effect when it is the same as before. */
export function decideDispute(
  disputes: Disputes,
  id: string,
  status: 'WON' | 'LOST',
): { readonly entries: readonly Entry[]; readonly reference: string } {
  const dispute = disputes.wireOf(id);
  if (!dispute) throw notFound('DISPUTE_NOT_FOUND', 'There is no dispute with this id.');
  const { reference } = dispute;
  return { reference, entries: dispute.status === status ? [] : [{ type: 'dispute-decided', id, status }] };
}
