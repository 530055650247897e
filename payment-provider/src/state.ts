import type { Entry, MovementEntry, TokenEntry } from './entries.js';
import type { WireCharge, WireList } from './wire.js';

interface ChargeState {
  readonly id: string;
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly token?: string;
  readonly declineCode?: string;
  readonly at: string;
  voided: boolean;
  readonly movements: MovementEntry[];
}

/** The provider's books in memory: what its entries add up to. */
export class State {
  readonly tokens = new Map<string, TokenEntry>();
  readonly tokensByKey = new Map<string, TokenEntry>();
  readonly charges = new Map<string, ChargeState>();
  /** The references of all charges, the oldest first. */
  readonly references: string[] = [];
  /** What each key was used for. */
  readonly keys = new Map<string, string>();
  readonly failures = new Map<string, number>();

  apply(entry: Entry): void {
    switch (entry.type) {
      case 'token':
        this.tokens.set(entry.token, entry);
        this.tokensByKey.set(entry.key, entry);
        return;
      case 'charge': {
        const { type: _type, ...charge } = entry;
        this.references.push(entry.reference);
        this.charges.set(entry.reference, { ...charge, voided: false, movements: [] });
        return;
      }
      case 'movement':
        this.charges.get(entry.reference)!.movements.push(entry);
        return;
      case 'voided':
        this.charges.get(entry.reference)!.voided = true;
        return;
      case 'key':
        this.keys.set(entry.key, entry.request);
        return;
      case 'failure': {
        const name = `${entry.call} ${entry.reference}`;
        this.failures.set(name, (this.failures.get(name) ?? 0) + 1);
      }
    }
  }

  /** The charges of a page that begins at `from` and holds `size`; those made before `since` are left out. */
  listed(since: string, from: number, size: number): WireList {
    const page = this.references.slice(from, from + size);
    const items = page.flatMap((reference) => {
      const { at } = this.charges.get(reference)!;
      return at < since ? [] : [{ ...this.told(reference)!, at }];
    });
    return { items, ...(from + size < this.references.length ? { next: from + size } : {}) };
  }

  /** A charge as it is told to the outside. */
  told(reference: string): WireCharge | undefined {
    const charge = this.charges.get(reference);
    if (!charge) return undefined;
    const { token: _token, at: _at, movements, ...rest } = charge;
    return {
      ...rest,
      movements: movements.map(({ id, movement, amountMinor, key, at }) => ({
        id,
        type: movement,
        amountMinor,
        key,
        at,
      })),
    };
  }
}
