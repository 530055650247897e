/** The rules, with their names in an audit's answer. */
export const RULES = {
  stock: 'stock adds up: available + reserved + sold = stocked, nothing negative',
  holds: 'holds are those of orders that wait',
  sold: 'what is sold is what confirmed orders bought',
  confirmed: 'a confirmed order is sold and captured exactly once',
  cancelled: 'a cancelled order holds nothing and keeps no money',
  sagas: 'every order has exactly one place-order saga',
  ends: 'a saga that has ended left its order and its money as it says',
  wakes: 'no live saga is without a next action',
  books: "the ledger agrees with the provider's books",
  charges: 'every charge of the last 30 days with money is a payment’s',
} as const;
export type Rule = keyof typeof RULES;

/** One violation of a rule. */
export interface Fault {
  readonly rule: Rule;
  readonly text: string;
}

/** These faults, as violations of this rule. */
export const named = (rule: Rule, texts: readonly string[]): Fault[] => texts.map((text) => ({ rule, text }));
