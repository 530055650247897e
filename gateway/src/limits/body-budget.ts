import { Problem, unavailable } from '@shop/common/errors';
import type { BodyWatch } from '@shop/common/http/body';

const MIB = 1_048_576;
/** Limits, in bytes, of unfinished bodies: of all callers, and of one. */
const LIMITS = { total: 64 * MIB, each: 8 * MIB };

interface Caller {
  readonly bodies: Set<Body>;
  held: number;
}
interface Body {
  readonly caller: Caller;
  readonly cut: (problem: Problem) => void;
  held: number;
}

/**
 * Limits the bytes of incomplete bodies. Above the limit the oldest body is aborted: callers who hold a connection open without finishing
 * lose to those who send at once. A caller above its own share loses its own bodies first.
 */
export class BodyBudget {
  readonly #limits: typeof LIMITS;
  readonly #bodies = new Set<Body>();
  readonly #byCaller = new Map<string, Caller>();
  #held = 0;

  constructor(limits: typeof LIMITS = LIMITS) {
    this.#limits = limits;
  }

  /** Bytes of unfinished bodies. */
  get held(): number {
    return this.#held;
  }

  /** Tracks the reading of one body of a caller. */
  watch(name: string): BodyWatch {
    let body: Body;
    return {
      begin: (cut) => {
        const caller = this.#byCaller.get(name) ?? { bodies: new Set(), held: 0 };
        body = { caller, cut, held: 0 };
        this.#byCaller.set(name, caller);
        caller.bodies.add(body);
        this.#bodies.add(body);
      },
      grow: (bytes) => {
        this.#hold(body, bytes);
        if (body.caller.held > this.#limits.each) first(body.caller.bodies)?.cut(tooMany());
        if (this.#held > this.#limits.total) first(this.#bodies)?.cut(full());
      },
      end: () => {
        if (!this.#bodies.delete(body)) return;
        this.#hold(body, -body.held);
        body.caller.bodies.delete(body);
        if (body.caller.bodies.size === 0) this.#byCaller.delete(name);
      },
    };
  }

  #hold(body: Body, bytes: number): void {
    body.held += bytes;
    body.caller.held += bytes;
    this.#held += bytes;
  }
}

const first = (bodies: ReadonlySet<Body>): Body | undefined => bodies.values().next().value;

const tooMany = () =>
  new Problem(429, 'RATE_LIMITED', {
    detail: 'You have too many unfinished requests; send each at once, and fewer at a time.',
    retryAfter: 1,
  });
const full = () => unavailable('Too many requests are unfinished at the moment; send this one again at once.');
