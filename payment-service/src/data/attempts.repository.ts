import { isDuplicateKey, textId } from '@shop/common/mongo/connection';
import { Documents } from '@shop/common/mongo/documents';
import { MOST_DECLINES, WINDOW, type Attempt, type Attempts } from '../domain/attempts.js';
import type { AttemptsModel } from './attempts.model.js';

/** The recent attempts of each customer: each method is one atomic change of one document. */
export interface AttemptsRepository {
  find(userId: string): Promise<Attempts | null>;
  /** Adds an attempt; false when it is already stored or the limit is reached. */
  add(userId: string, id: string, now: Date): Promise<boolean>;
  /** Replaces the stored attempts; false when they were written since `read`. */
  replace(read: Attempts, attempts: readonly Attempt[]): Promise<boolean>;
  /** Records that the provider refused the card of an attempt; its id may be used again. */
  decline(userId: string, id: string, newId: string): Promise<void>;
  /** Deletes an attempt that was not declined. */
  remove(userId: string, id: string): Promise<void>;
}

/** The attempts in this model's collection. */
export function attemptsRepository(model: AttemptsModel): AttemptsRepository {
  const stored = new Documents<Attempts>(model);
  return {
    find: async (userId) => stored.findOne({ _id: textId(userId) }),
    async add(userId, id, now) {
      try {
        await stored.updateOne(
          { _id: userId, 'attempts.id': { $ne: id }, [`attempts.${MOST_DECLINES - 1}`]: { $exists: false } },
          {
            $push: { attempts: { id, at: now } },
            $set: { expiresAt: new Date(now.getTime() + WINDOW) },
            $inc: { revision: 1 },
          },
          { upsert: true },
        );
        return true;
      } catch (error) {
        // the document exists but does not match
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async replace({ _id, revision }, attempts) {
      const change = { $set: { attempts: [...attempts] }, $inc: { revision: 1 } };
      return stored.updateOne({ _id, revision }, change);
    },
    async decline(userId, id, newId) {
      const change = { $set: { 'attempts.$.id': newId, 'attempts.$.declined': true }, $inc: { revision: 1 } };
      await stored.updateOne({ _id: userId, 'attempts.id': id }, change);
    },
    async remove(userId, id) {
      await stored.updateOne({ _id: userId }, { $pull: { attempts: { id } }, $inc: { revision: 1 } });
    },
  };
}
