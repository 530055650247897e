import type { Person, Shop } from '../shop.js';

/** The shop and the people for which the examples are made. */
export interface ExampleContext {
  readonly shop: Shop;
  /** Places the orders. */
  readonly user: Person;
  readonly admin: Person;
}

/** A call and the expected status. */
export interface Example {
  readonly status: number;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Another valid body, for operations that accept an Idempotency-Key. */
  readonly other?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whose token is sent, when it is not that of `user` or `admin`. */
  readonly as?: Person;
}

export type MakeExample = (context: ExampleContext) => Promise<Example> | Example;
