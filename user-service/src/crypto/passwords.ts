import { randomBytes } from 'node:crypto';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import type { Requester } from './fair-line.js';
import { Gate } from './gate.js';

export interface PasswordCost {
  readonly memoryKib: number;
  readonly passes: number;
  /** Hashes computed at the same time; each takes a core and `memoryKib`. */
  readonly atOnce: number;
}

// a hash takes some 20 ms: these queues are processed in a few seconds
const LINE = { all: 512, address: 256, account: 48 };

/** The result of checking a password against a hash; `outdated` when it was hashed as sent, or at another cost than the current one. */
export interface Checked {
  readonly right: boolean;
  readonly outdated: boolean;
}

/**
 * Hashes and checks passwords by argon2id, a few at a time. They are hashed in NFKC, because keyboards compose characters differently.
 * Throws 429 when too many of one account or address wait, 503 when too many wait in total.
 */
export class Passwords {
  readonly #options: { memoryCost: number; timeCost: number; parallelism: number };
  readonly #gate: Gate;
  readonly #decoy: string;
  readonly #verify: typeof verify;

  private constructor(cost: PasswordCost, decoy: string, verifyHash: typeof verify) {
    this.#verify = verifyHash;
    this.#options = optionsOf(cost);
    this.#gate = new Gate(cost.atOnce, LINE);
    this.#decoy = decoy;
  }

  /** `verifyHash` is argon2's own, except in tests that observe what is verified. */
  static async withCost(cost: PasswordCost, verifyHash = verify): Promise<Passwords> {
    return new Passwords(cost, await hash(randomBytes(32), optionsOf(cost)), verifyHash);
  }

  hash(password: string, by: Requester): Promise<string> {
    return this.#gate.run(by, () => hash(normal(password), this.#options));
  }

  /** Without a hash (unknown account) it takes as long, and no password is right. */
  async check(passwordHash: string | undefined, password: string, by: Requester): Promise<Checked> {
    const against = passwordHash ?? this.#decoy;
    const verifies = (form: string) => this.#gate.run(by, () => this.#verify(against, form));
    const isNormal = await verifies(normal(password));
    // earlier releases hashed what was sent
    const right = isNormal || (normal(password) !== password && (await verifies(password)));
    if (passwordHash === undefined || !right) return { right: false, outdated: false };
    return { right, outdated: !isNormal || this.#costsOtherwise(passwordHash) };
  }

  /** True when it is right; otherwise as `check`. */
  async matches(passwordHash: string | undefined, password: string, by: Requester): Promise<boolean> {
    return (await this.check(passwordHash, password, by)).right;
  }

  #costsOtherwise(passwordHash: string): boolean {
    const { memoryCost, timeCost } = parseOptions(passwordHash);
    return memoryCost !== this.#options.memoryCost || timeCost !== this.#options.timeCost;
  }
}

const normal = (password: string): string => password.normalize('NFKC');

const optionsOf = ({ memoryKib, passes }: PasswordCost) => ({
  memoryCost: memoryKib,
  timeCost: passes,
  parallelism: 1,
});
