import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { seal, unseal, type SealKey } from '@shop/common/auth/seal';
import { ConfigError } from '@shop/common/config/config';
import { isDuplicateKey } from '@shop/common/mongo/connection';
import type { Connection, Model } from 'mongoose';
import { publishedKeys, type KeyTimes } from '../domain/signing-keys.js';
import { signingKeyModel, type SigningKeyDocument } from './signing-key.model.js';

/** A signing key, ready to use. */
export interface SigningKey extends KeyTimes {
  readonly kid: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** Signing keys in the database, the private parts encrypted. */
export class SigningKeyRepository {
  readonly #model: Model<SigningKeyDocument>;
  readonly #key: SealKey;

  constructor(connection: Connection, secret: string) {
    this.#model = signingKeyModel(connection);
    this.#key = { secret, purpose: 'shop user-service signing keys' };
  }

  /** Every key, the newest first. Throws ConfigError when JWT_KEY_SECRET does not decrypt them. */
  async all(): Promise<SigningKey[]> {
    const documents = await this.#model.find({}).sort({ generation: -1 }).lean();
    return documents.map(({ _id: kid, generation, activeFrom, publicKey, sealedPrivateKey }) => ({
      kid,
      generation,
      activeFrom,
      publicKey: createPublicKey(publicKey),
      privateKey: this.#open(sealedPrivateKey, kid),
    }));
  }

  /** Generates and stores a P-256 key pair; false when another replica has stored that generation. */
  async add(times: KeyTimes): Promise<boolean> {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const kid = randomUUID();
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    try {
      await this.#model.create([
        {
          ...times,
          _id: kid,
          publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
          sealedPrivateKey: seal(pem, this.#key, kid),
        },
      ]);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** Deletes the keys with which nothing that is still valid was signed. */
  async removeRetired(keys: readonly SigningKey[], now: Date): Promise<void> {
    const published = publishedKeys(keys, now);
    const retired = keys.filter((key) => !published.includes(key)).map(({ kid }) => kid);
    if (retired.length > 0) await this.#model.deleteMany({ _id: { $in: retired } });
  }

  #open(sealed: string, kid: string): KeyObject {
    try {
      return createPrivateKey(unseal(sealed, this.#key, kid));
    } catch {
      throw new ConfigError([
        'JWT_KEY_SECRET does not open the signing keys in the database; set the one that they were made with, or empty the collection signing_keys (everyone then logs in again)',
      ]);
    }
  }
}
