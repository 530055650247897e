import { textId } from '@shop/common/mongo/connection';
import { Documents } from '@shop/common/mongo/documents';
import { Intents, type Leased } from '@shop/common/mongo/intents';
import type { Connection } from 'mongoose';
import type { PasswordReset } from '../domain/password-reset.js';
import { passwordResetModel } from './password-reset.model.js';

/** A reset that this process has leased, to look it up and have it mailed. */
export type LeasedReset = Leased<PasswordReset>;

/** Password resets in the database, without tokens. */
export class PasswordResetRepository {
  readonly #documents: Documents<PasswordReset>;
  /** The resets that notification-service has not accepted yet. */
  readonly unmailed: Intents<PasswordReset>;

  constructor(connection: Connection) {
    const model = passwordResetModel(connection);
    this.#documents = new Documents(model);
    this.unmailed = new Intents(model, 'mailIntent');
  }

  /** Stores a requested reset; an existing one with this id stays as it is. */
  async add(reset: PasswordReset): Promise<void> {
    await this.#documents.insert(reset);
  }

  find(id: string): Promise<PasswordReset | null> {
    return this.#documents.findOne({ _id: textId(id) });
  }

  /** Assigns it to the account, and removes the address that was given. */
  async assign(id: string, account: { readonly id: string; readonly epoch: number }): Promise<void> {
    await this.#documents.updateOne(
      { _id: textId(id), userId: { $exists: false } },
      { $set: { userId: account.id, epoch: account.epoch }, $unset: { email: 1 } },
    );
  }

  /** The number of live resets of the account. */
  countOf(userId: string): Promise<number> {
    return this.#documents.count({ userId: textId(userId), expiresAt: { $gt: new Date() } });
  }

  async remove(id: string): Promise<void> {
    await this.#documents.deleteOne({ _id: textId(id) });
  }
}
