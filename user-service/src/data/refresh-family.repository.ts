import type { GatewayCall } from '@shop/common/http/gateway-call';
import type { Connection, Model } from 'mongoose';
import type { RefreshToken } from '../crypto/refresh-token.js';
import { REFRESH_TOKEN_LIFE } from '../domain/lifetimes.js';
import { refreshFamilyModel, type RefreshFamilyDocument } from './refresh-family.model.js';

const nextExpiry = (): Date => new Date(Date.now() + REFRESH_TOKEN_LIFE);

/** Families of refresh tokens in the database; only hashes of the tokens are stored. */
export class RefreshFamilyRepository {
  readonly #model: Model<RefreshFamilyDocument>;

  constructor(connection: Connection) {
    this.#model = refreshFamilyModel(connection);
  }

  async begin(token: RefreshToken, { id, epoch }: { id: string; epoch: number }): Promise<void> {
    await this.#model.create([{ _id: token.family, userId: id, epoch, current: token.hash, expiresAt: nextExpiry() }]);
  }

  /** The family if it has not expired (the TTL index is up to a minute late). */
  async alive(family: string): Promise<{ userId: string; epoch: number } | undefined> {
    const found = await this.#model.findOne({ _id: family, expiresAt: { $gt: new Date() } }).lean();
    return found ?? undefined;
  }

  /**
   * Makes `next` the valid token. False when `used` is no longer the valid one: it was used before, and not by an earlier attempt of this
   * same call, whose answer was lost, so that nobody holds its token.
   */
  async turn(used: RefreshToken, next: RefreshToken, by?: GatewayCall): Promise<boolean> {
    const lost = by && { 'turnedBy.id': by.id, 'turnedBy.attempt': { $lt: by.attempt } };
    const { modifiedCount } = await this.#model.updateOne(
      { _id: used.family, $or: [{ current: used.hash }, ...(lost ? [lost] : [])] },
      { $set: { current: next.hash, expiresAt: nextExpiry(), ...(by ? { turnedBy: by } : {}) } },
    );
    return modifiedCount === 1;
  }

  /** True when a later attempt of this call has made the valid token. */
  async wasTurnedBy(family: string, { id }: GatewayCall): Promise<boolean> {
    return (await this.#model.exists({ _id: family, 'turnedBy.id': id })) !== null;
  }

  async end(family: string): Promise<void> {
    await this.#model.deleteOne({ _id: family });
  }

  async endAllOf(userId: string): Promise<void> {
    await this.#model.deleteMany({ userId });
  }
}
