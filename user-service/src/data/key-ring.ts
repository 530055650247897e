import type { JsonWebKey, KeyObject } from 'node:crypto';
import type { Logger } from '@shop/common/logging/logger';
import { runEvery } from '@shop/common/service/run-every';
import { seconds, steadyNow } from '@shop/common/time';
import { KEY_RELOAD } from '../domain/lifetimes.js';
import { isKeyDue, nextKey, publishedKeys, signingKey } from '../domain/signing-keys.js';
import type { SigningKey, SigningKeyRepository } from './signing-key.repository.js';

export interface KeyRingOptions {
  readonly keys: SigningKeyRepository;
  readonly logger: Logger;
  /** Milliseconds after which a key is replaced. */
  readonly maxAge: number;
  /** The clock; tests set it forward. */
  readonly now?: () => Date;
}

/** The signing keys in memory, read again every few seconds so that replicas agree, and replaced when they are old. */
export class KeyRing {
  readonly #options: Required<KeyRingOptions>;
  #keys: readonly SigningKey[] = [];
  #readAt = -Infinity;
  #stop: () => Promise<void> = async () => undefined;

  private constructor(options: KeyRingOptions) {
    this.#options = { now: () => new Date(), ...options };
  }

  /** Creates the first key if there is none. Rejects when the database is unreachable or the keys cannot be decrypted. */
  static async open(options: KeyRingOptions): Promise<KeyRing> {
    const ring = new KeyRing(options);
    await ring.refresh();
    ring.#stop = runEvery(KEY_RELOAD, 'Reading the signing keys', options.logger, () => ring.refresh());
    return ring;
  }

  /** Reads the keys, replaces an old one, removes those that are no longer needed. */
  async refresh(): Promise<void> {
    await this.#read();
    if (isKeyDue(this.#keys, this.#options.now(), this.#options.maxAge)) await this.rotate();
    await this.#options.keys.removeRetired(this.#keys, this.#options.now());
  }

  /** Adds the next key, to be used in a minute; what was signed before stays valid. Resolves to the newest key's id. */
  async rotate(): Promise<string> {
    const times = nextKey(this.#keys, this.#options.now());
    const ours = await this.#options.keys.add(times);
    await this.#read();
    const newest = this.#keys[0];
    if (!newest) throw new Error('A signing key was stored and is not there.');
    if (ours) this.#options.logger.info('A new signing key is published', { kid: newest.kid, from: times.activeFrom });
    return newest.kid;
  }

  /** The key to sign with now. */
  signingKey(): SigningKey {
    const key = signingKey(this.#keys, this.#options.now());
    if (!key) throw new Error('There is no signing key.');
    return key;
  }

  /** The key of an id; an unknown one is looked for in the database, at most every few seconds. */
  async verificationKey(kid: string): Promise<KeyObject | undefined> {
    if (!this.#published().some((key) => key.kid === kid) && steadyNow() - this.#readAt > seconds(5))
      await this.#read();
    return this.#published().find((key) => key.kid === kid)?.publicKey;
  }

  /** The JWK set (RFC 7517) of every key that may have signed something valid, or soon will. */
  jwks(): { keys: (JsonWebKey & { kid: string; use: 'sig'; alg: 'ES256' })[] } {
    return {
      keys: this.#published().map(({ kid, publicKey }) => ({
        ...publicKey.export({ format: 'jwk' }),
        kid,
        use: 'sig',
        alg: 'ES256',
      })),
    };
  }

  close(): Promise<void> {
    return this.#stop();
  }

  #published(): SigningKey[] {
    return publishedKeys(this.#keys, this.#options.now());
  }

  async #read(): Promise<void> {
    this.#keys = await this.#options.keys.all();
    this.#readAt = steadyNow();
  }
}
