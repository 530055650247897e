import { steadyNow } from '@shop/common/time';

/** The share of the remaining requests that one gateway takes at once, and its maximum. */
const SHARE = 0.05;
const MOST = 50;
const MOST_KEYS = 20_000;

interface Lease {
  /** Requests that were taken and are not used yet. */
  unused: number;
  /** The remaining requests of all gateways when it was taken. */
  left: number;
  /** By the steady clock. */
  resetAt: number;
}

/** Requests that were counted in advance, by key. Those that are unused when their window ends are lost to all gateways. */
export class Leases {
  readonly #leases = new Map<string, Lease>();

  /** Uses a request that was taken in advance; undefined when there is none. */
  use(key: string): { left: number; resetS: number } | undefined {
    const lease = this.#leases.get(key);
    if (!lease || lease.unused === 0) return undefined;
    const now = steadyNow();
    if (now >= lease.resetAt) return void this.#leases.delete(key);
    lease.unused -= 1;
    return { left: lease.left + lease.unused, resetS: Math.max(1, Math.ceil((lease.resetAt - now) / 1000)) };
  }

  /** How many to take at once: a share of the last known remainder; one near the limit and for an unknown key. */
  wanted(key: string): number {
    const lease = this.#leases.get(key);
    if (!lease || steadyNow() >= lease.resetAt) return 1;
    return Math.min(MOST, Math.max(1, Math.floor(lease.left * SHARE)));
  }

  /** Stores the requests that were taken. */
  add(key: string, unused: number, { left, resetMs }: { left: number; resetMs: number }): void {
    const now = steadyNow();
    const known = this.#leases.get(key);
    const kept = known && now < known.resetAt ? known.unused : 0;
    if (this.#leases.size >= MOST_KEYS) this.#leases.clear();
    this.#leases.set(key, { unused: kept + unused, left, resetAt: now + resetMs });
  }
}
