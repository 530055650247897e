import type { OrderAudit__Output as OrderAudit } from '@shop/protos/generated/shop/v1/OrderAudit';
import type { UnknownCharge__Output as UnknownCharge } from '@shop/protos/generated/shop/v1/UnknownCharge';
import { RULES, type Fault, type Rule } from './audit-rules.js';
import { isMoving, orderFaults, wakeFaults, type OrderFacts } from './conservation.js';
import { chargeFault, moneyOf } from './money-faults.js';
import { holdFaults, soldFaults, stockFaults, type Counters, type Hold } from './stock-faults.js';

/** One rule and its result; `detail` names the documents that break it. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Rules that can be checked only by a whole audit. */
const ONLY_WHOLE: readonly Rule[] = ['sold', 'charges'];
/** The most faults that a check names; further ones are counted. */
const NAMED = 20;
/** The most orders with faults that are kept, to be checked again. */
const SUSPECTS = 1_000;

/**
 * Collects what an audit finds, order by order. Its memory grows with the products and the orders that hold stock, not with all orders.
 * Products come first: whatever is sold meanwhile belongs to an order that was changed since.
 */
export class AuditReport {
  /** Epoch milliseconds. */
  readonly began: number;
  readonly #forgottenBefore: number;
  readonly #products = new Map<string, { counters: Counters; held: number; least: number; most: number }>();
  readonly #holds = new Map<string, Hold[]>();
  readonly #suspects = new Map<string, { faults: Fault[]; currency: string; money: number }>();
  /** Faults of orders beyond those that are kept. */
  readonly #furtherFaults = new Map<Rule, number>();
  /** Money of orders whose sagas need attention, minor units by currency. */
  readonly #unresolved = new Map<string, number>();
  #charges = 0;
  #unknownCharges: readonly UnknownCharge[] = [];
  #chargeFaults: readonly Fault[] = [];
  #orders = 0;
  #sagas = 0;

  constructor(began: number, forgottenBefore: number) {
    this.began = began;
    this.#forgottenBefore = forgottenBefore;
  }

  /** Adds the unknown charges among the `looked` charges of the provider, and why the remaining charges could not be read. */
  charges(looked: number, unknown: readonly UnknownCharge[], failure?: string): void {
    this.#charges = looked;
    this.#unknownCharges = unknown;
    this.#chargeFaults = [
      ...unknown.map(chargeFault),
      ...(failure === undefined ? [] : [{ rule: 'charges', text: failure } as const]),
    ];
  }

  /** Orders checked so far. */
  get looked(): number {
    return this.#orders;
  }

  /** Orders that break a rule, at most SUSPECTS. */
  get suspects(): string[] {
    return [...this.#suspects.keys()];
  }

  /** Adds the counters of a product; its `holds` may come in several calls, the counters count only from the first. */
  product(counters: Counters, holds: readonly (Hold & { orderId: string })[]): void {
    const known = this.#products.get(counters.productId) ?? { counters, held: 0, least: 0, most: 0 };
    this.#products.set(counters.productId, known);
    for (const { orderId, productId, quantity } of holds) {
      known.held += quantity;
      const ofOrder = this.#holds.get(orderId);
      if (ofOrder) ofOrder.push({ productId, quantity });
      else this.#holds.set(orderId, [{ productId, quantity }]);
    }
  }

  /** Adds all facts of one order; each order once. */
  order(facts: OrderFacts): void {
    const { id, order, payment, sagas } = facts;
    if (order && !order.tombstone) this.#orders++;
    this.#sagas += sagas.length;
    const holds = this.#holds.get(id) ?? [];
    this.#holds.delete(id);
    const moving = isMoving(facts, this.began);
    const faults = [
      ...wakeFaults(sagas),
      ...(moving ? [] : [...orderFaults(facts, this.#forgottenBefore), ...holdFaults(id, order?.stock, holds)]),
    ];
    if (order && !order.tombstone && (moving || order.stock === 'SOLD'))
      for (const { productId, quantity } of moving ? mostLines(order) : order.lines)
        this.#explain(productId, quantity, !moving);
    const currency = payment?.payment?.currency ?? '';
    const money = moneyOf(payment);
    if (faults.length > 0) this.#keep(id, faults, currency, money);
    else if (sagas.some(({ state }) => state === 'NEEDS_ATTENTION')) add(this.#unresolved, currency, money);
  }

  /** Replaces the faults of an order with those of a later check. */
  replace(id: string, later: AuditReport): void {
    const found = later.#suspects.get(id);
    if (found) this.#suspects.set(id, found);
    else this.#suspects.delete(id);
  }

  /** Orders that hold stock and were not added: no order service knows them. */
  unknownHolders(): string[] {
    return [...this.#holds.keys()];
  }

  /** True when the sums over all products break a rule; only a whole audit can tell whether the fault persists. */
  get productsFail(): boolean {
    return this.#productFaults(true).length > 0;
  }

  /** Money held or kept for orders that break a rule or need attention, minor units by currency. */
  get moneyAtRisk(): Record<string, number> {
    const sums = new Map(this.#unresolved);
    for (const { currency, money } of this.#suspects.values()) add(sums, currency, money);
    for (const { currency, amountMinor } of this.#unknownCharges) add(sums, currency, amountMinor);
    return Object.fromEntries(sums);
  }

  /** The result of each rule. `whole`: every order was checked, so that sums over orders can be checked. */
  checks(whole: boolean): Check[] {
    const faults = [
      ...this.#productFaults(whole),
      ...[...this.#suspects.values()].flatMap((suspect) => suspect.faults),
      ...this.#chargeFaults,
    ];
    const looked: Record<Rule, number> = {
      stock: this.#products.size,
      holds: this.#products.size,
      sold: this.#products.size,
      confirmed: this.#orders,
      cancelled: this.#orders,
      sagas: this.#orders,
      ends: this.#orders,
      wakes: this.#sagas,
      books: this.#orders,
      charges: this.#charges,
    };
    return (Object.keys(RULES) as Rule[])
      .filter((rule) => whole || !ONLY_WHOLE.includes(rule))
      .map((rule) => {
        const texts = faults.filter((fault) => fault.rule === rule).map(({ text }) => text);
        const count = texts.length + (this.#furtherFaults.get(rule) ?? 0);
        const detail =
          count === 0
            ? `${looked[rule]} looked at`
            : `${count} of ${looked[rule]}: ${texts.slice(0, NAMED).join('; ')}`;
        return { name: RULES[rule], ok: count === 0, detail };
      });
  }

  #explain(productId: string, quantity: number, certain: boolean): void {
    const known = this.#products.get(productId);
    if (!known) return;
    known.most += quantity;
    if (certain) known.least += quantity;
  }

  #keep(id: string, faults: Fault[], currency: string, money: number): void {
    if (this.#suspects.size < SUSPECTS) return void this.#suspects.set(id, { faults, currency, money });
    for (const { rule } of faults) this.#furtherFaults.set(rule, (this.#furtherFaults.get(rule) ?? 0) + 1);
    add(this.#unresolved, currency, money);
  }

  #productFaults(whole: boolean): Fault[] {
    return [...this.#products.values()].flatMap(({ counters, held, least, most }) => [
      ...stockFaults(counters, held),
      ...(whole ? soldFaults(counters, least, most) : []),
    ]);
  }
}

/** The most that an order under way may have bought: its change may have been applied while the stock has not followed yet. */
function mostLines({ lines, otherLines }: OrderAudit): Hold[] {
  const most = new Map<string, number>();
  for (const { productId, quantity } of [...lines, ...otherLines])
    most.set(productId, Math.max(quantity, most.get(productId) ?? 0));
  return [...most].map(([productId, quantity]) => ({ productId, quantity }));
}

function add(sums: Map<string, number>, currency: string, money: number): void {
  if (money > 0) sums.set(currency, (sums.get(currency) ?? 0) + money);
}
