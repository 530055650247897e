import { Disputes } from './disputes.js';
import type { Entry, MovementEntry, TokenEntry } from './entries.js';
import type { WireCharge, WireList } from './wire.js';

export interface ChargeState {
  readonly id: string;
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly token?: string;
  declineCode?: string;
  readonly action?: { readonly id: string; readonly returnUrl: string };
  readonly at: string;
  voided: boolean;
  answered: boolean;
  readonly movements: MovementEntry[];
  /** When refunds reached their final state, by the ids of their movements. */
  readonly finished: Map<string, string>;
}

/** A charge that requires, or required, confirmation by its customer. */
export type ChargeWithAction = ChargeState & Required<Pick<ChargeState, 'action'>>;

/** The provider's books in memory, built from its entries. */
export class State {
  readonly tokens = new Map<string, TokenEntry>();
  /** Detached tokens; the behaviour of their cards is still known, for existing charges. */
  readonly detached = new Set<string>();
  readonly tokensByKey = new Map<string, TokenEntry>();
  readonly charges = new Map<string, ChargeState>();
  /** The references of all charges, the oldest first. */
  readonly references: string[] = [];
  /** The request of each key. */
  readonly keys = new Map<string, string>();
  readonly disputes = new Disputes();
  readonly failures = new Map<string, number>();
  readonly #actions = new Map<string, ChargeWithAction>();
  readonly #pages: string;

  /** `pages`: base URL of the pages for customers. */
  constructor(pages: string) {
    this.#pages = pages;
  }

  apply(entry: Entry): void {
    switch (entry.type) {
      case 'token':
        this.tokens.set(entry.token, entry);
        this.tokensByKey.set(entry.key, entry);
        return;
      case 'detached':
        this.detached.add(entry.token);
        return;
      case 'charge': {
        const { type: _type, ...charge } = entry;
        this.references.push(entry.reference);
        const state: ChargeState = { ...charge, voided: false, answered: false, movements: [], finished: new Map() };
        this.charges.set(entry.reference, state);
        if (isAsking(state)) this.#actions.set(state.action.id, state);
        return;
      }
      case 'answered': {
        const charge = this.charges.get(entry.reference)!;
        charge.answered = true;
        if (entry.declineCode !== undefined) charge.declineCode = entry.declineCode;
        return;
      }
      case 'movement':
        this.charges.get(entry.reference)!.movements.push(entry);
        return;
      case 'refund-finished':
        this.charges.get(entry.reference)!.finished.set(entry.id, entry.at);
        return;
      case 'dispute':
        this.disputes.open(entry);
        return;
      case 'dispute-decided':
        this.disputes.decided(entry.id, entry.status);
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

  /** The charge that is confirmed on the page with this id. */
  byAction(id: string): ChargeWithAction | undefined {
    return this.#actions.get(id);
  }

  /** The charges of a page that begins at `from` and holds `size`; those made before `since` are left out. */
  listed(since: string, from: number, size: number): WireList {
    const page = this.references.slice(from, from + size);
    const items = page.flatMap((reference) => {
      const { at } = this.charges.get(reference)!;
      return at < since ? [] : [{ ...this.wireOf(reference)!, at }];
    });
    return { items, ...(from + size < this.references.length ? { next: from + size } : {}) };
  }

  /** A charge in the format of the API. */
  wireOf(reference: string): WireCharge | undefined {
    const charge = this.charges.get(reference);
    if (!charge) return undefined;
    const { token: _token, at: _at, action, answered: _answered, movements, finished, ...rest } = charge;
    const failed = movements.filter((each) => hasFailed(charge, each));
    return {
      ...rest,
      ...(action && isOpen(charge) ? { actionUrl: new URL(`/actions/${action.id}`, this.#pages).href } : {}),
      movements: movements
        .filter((each) => (each.later === 'done' ? finished.has(each.id) : !failed.includes(each)))
        .map(({ id, movement, amountMinor, key, at }) => ({
          id,
          type: movement,
          amountMinor,
          key,
          at,
        })),
      ...(failed.length > 0
        ? { failedRefunds: failed.map(({ id, key }) => ({ id, key, at: finished.get(id)! })) }
        : {}),
    };
  }
}

/** True for a refund that was done and has failed. */
export const hasFailed = ({ finished }: ChargeState, { id, later }: MovementEntry): boolean =>
  later === 'failed' && finished.has(id);

/** The refunds that have not reached their final state. */
export const unfinishedRefunds = ({ movements, finished }: ChargeState): MovementEntry[] =>
  movements.filter(({ id, later }) => later !== undefined && !finished.has(id));

const isAsking = (charge: ChargeState): charge is ChargeWithAction => charge.action !== undefined;

/** True while the customer may still answer. */
export const isOpen = ({ answered, voided }: ChargeState): boolean => !answered && !voided;
