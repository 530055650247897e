import { Problem, timedOut, unavailable } from '@shop/common/errors';
import { Faults } from '@shop/testkit/random-history/faults';
import type { Mortal } from '@shop/testkit/random-history/mortal';
import type { Charge, PaymentProvider } from '../../dist/providers/provider.js';
import { providersOf } from '../../dist/providers/providers.js';
import type { Parts } from '../../dist/use-cases/parts.js';

/** Reads that may be older than what was written. */
const MAY_BE_OLD = new Set(['find', 'findStored', 'ofChanges']);

/** How often a provider refuses a call for good. */
const REFUSALS: Record<string, number> = { authorize: 0.05, refund: 0.3 };

/** The idempotency key of a call to a provider. */
const keyOf = ([charge, key]: readonly unknown[]): string => String(key ?? (charge as Charge).authorize?.key);

/** The faults of a history, with those of a provider. */
export class PaymentFaults extends Faults {
  /** A provider repeats its answer to a key: these were refused, and these were carried out. */
  readonly #refused = new Set<string>();
  readonly #taken = new Set<string>();

  /** The parts of a process that has just begun: it may die at each call, and each call may fail before or after its effect. */
  parts(parts: Parts): Parts {
    const process = this.process();
    const [provider] = parts.providers.all;
    return {
      ...parts,
      payments: this.#wrapped(parts.payments, process),
      methods: this.#wrapped(parts.methods, process),
      providers: providersOf([this.#provider(provider!, process)], provider!.name, []),
    };
  }

  async #network<T>(name: string, key: string, work: () => Promise<T>): Promise<T> {
    if (this.occurs(0.08)) throw unavailable('The request was lost.');
    if (this.#refused.has(key) || (!this.#taken.has(key) && this.occurs(REFUSALS[name] ?? 0))) {
      this.#refused.add(key);
      throw Problem.received(409, 'PROVIDER_REFUSED', { detail: 'Not this one.' });
    }
    if (this.occurs(0.08)) {
      const late = () => (this.#refused.has(key) ? Promise.resolve() : this.#taking(key, work).then(() => undefined));
      void this.turns.pass(this.random.between(1, 12)).then(() => this.turns.take(late).catch(() => undefined));
      throw timedOut('The request takes long.');
    }
    const result = await this.#taking(key, work);
    if (this.occurs(0.08)) throw timedOut('The answer was lost.');
    return result;
  }

  #taking<T>(key: string, work: () => Promise<T>): Promise<T> {
    this.#taken.add(key);
    return work();
  }

  #provider(provider: PaymentProvider, process: Mortal): PaymentProvider {
    return new Proxy(provider, {
      get: (target, name) => {
        const member = Reflect.get(target, name) as unknown;
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          const work = () => member.apply(target, args) as Promise<unknown>;
          return process.does(() => this.#network(String(name), keyOf(args), work));
        };
      },
    });
  }

  /** Reads may be old until the process has written something, since from then on it knows the new primary. */
  #wrapped<Part extends object>(part: Part, process: Mortal): Part {
    let knowsPrimary = false;
    const current = async (make: () => Promise<unknown>) => {
      const result = await make();
      knowsPrimary = true;
      return result;
    };
    return new Proxy(part, {
      get: (target, name) => {
        const call = String(name);
        const member = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
        return (...args: unknown[]) => {
          const make = () => member.apply(target, args);
          const old = async () => (await this.old.read(call, args, make)) ?? (call === 'findStored' ? make() : null);
          const mayBeOld = MAY_BE_OLD.has(call) && !knowsPrimary;
          return process.does(() => this.store(0.03, mayBeOld ? old : () => current(make)));
        };
      },
    });
  }
}
