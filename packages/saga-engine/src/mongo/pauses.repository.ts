import { Documents } from '@shop/common/mongo/documents';
import type { Model } from 'mongoose';
import type { PauseDocument } from './pause.model.js';

/** The operators' pauses in the database. */
export class PauseRepository {
  readonly #pauses: Documents<PauseDocument>;

  constructor(model: Model<PauseDocument>) {
    this.#pauses = new Documents(model);
  }

  /** Every pause, oldest first, including ended ones that still have sagas to wake. */
  findAll(): Promise<PauseDocument[]> {
    return this.#pauses.find({}, { sort: { at: 1, _id: 1 } }).toArray();
  }

  /** Does nothing when there is one with this id. */
  async begin(pause: PauseDocument): Promise<void> {
    await this.#pauses.insert(pause);
  }

  /** False when none has this id, or it has ended. */
  end(id: string, endedAt: number): Promise<boolean> {
    return this.#pauses.updateOne({ _id: id, endedAt: null }, { $set: { endedAt } });
  }

  async remove(id: string): Promise<void> {
    await this.#pauses.deleteOne({ _id: id });
  }
}
