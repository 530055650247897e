import { randomBytes } from 'node:crypto';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { Gate } from './gate.js';

export interface PasswordCost {
  readonly memoryKib: number;
  readonly passes: number;
  /** Hashes computed at the same time; each takes a core and `memoryKib`. */
  readonly atOnce: number;
}

// a hash takes some 20 ms: this line is emptied in a few seconds
const LINE = 256;

/** Hashes and checks passwords by argon2id, a few at a time. Throws 503 when too many wait. */
export class Passwords {
  readonly #options: { memoryCost: number; timeCost: number; parallelism: number };
  readonly #gate: Gate;
  readonly #decoy: string;

  private constructor(cost: PasswordCost, decoy: string) {
    this.#options = optionsOf(cost);
    this.#gate = new Gate(cost.atOnce, LINE);
    this.#decoy = decoy;
  }

  static async withCost(cost: PasswordCost): Promise<Passwords> {
    return new Passwords(cost, await hash(randomBytes(32), optionsOf(cost)));
  }

  hash(password: string): Promise<string> {
    return this.#gate.run(() => hash(password, this.#options));
  }

  /** Without a hash (nobody there) it takes as long and answers false. */
  async matches(passwordHash: string | undefined, password: string): Promise<boolean> {
    const same = await this.#gate.run(() => verify(passwordHash ?? this.#decoy, password));
    return same && passwordHash !== undefined;
  }

  /** True when a hash was made at another cost than today's. */
  isOutdated(passwordHash: string): boolean {
    const { memoryCost, timeCost } = parseOptions(passwordHash);
    return memoryCost !== this.#options.memoryCost || timeCost !== this.#options.timeCost;
  }
}

const optionsOf = ({ memoryKib, passes }: PasswordCost) => ({
  memoryCost: memoryKib,
  timeCost: passes,
  parallelism: 1,
});
