import { textId } from '@shop/common/mongo/connection';
import { Documents } from '@shop/common/mongo/documents';
import { Intents, type Leased } from '@shop/common/mongo/intents';
import type { Connection } from 'mongoose';
import type { PasswordReset } from '../domain/password-reset.js';
import { passwordResetModel } from './password-reset.model.js';

/** A reset that is ours to look up and to have mailed. */
export type LeasedReset = Leased<PasswordReset>;

/** Password resets in the database, without tokens. */
export class PasswordResetRepository {
  readonly #documents: Documents<PasswordReset>;
  /** Those that notification-service does not have yet. */
  readonly unmailed: Intents<PasswordReset>;

  constructor(connection: Connection) {
    const model = passwordResetModel(connection);
    this.#documents = new Documents(model);
    this.unmailed = new Intents(model, 'mailIntent');
  }

  /** Keeps that somebody asked; one with this id is left as it is. */
  async add(reset: PasswordReset): Promise<void> {
    await this.#documents.insert(reset);
  }

  find(id: string): Promise<PasswordReset | null> {
    return this.#documents.findOne({ _id: textId(id) });
  }

  /** Makes it the account's, and forgets the address that was given. */
  async assign(id: string, account: { readonly id: string; readonly epoch: number }): Promise<void> {
    await this.#documents.updateOne(
      { _id: textId(id), userId: { $exists: false } },
      { $set: { userId: account.id, epoch: account.epoch }, $unset: { email: 1 } },
    );
  }

  /** How many of the account there are. */
  countOf(userId: string): Promise<number> {
    return this.#documents.count({ userId: textId(userId), expiresAt: { $gt: new Date() } });
  }

  async remove(id: string): Promise<void> {
    await this.#documents.deleteOne({ _id: textId(id) });
  }
}
