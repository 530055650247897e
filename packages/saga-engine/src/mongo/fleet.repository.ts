import { Documents } from '@shop/common/mongo/documents';
import type { FleetModels, OrchestratorDocument, VersionDocument } from './fleet.model.js';

/** The fleet's data about a version: since when new sagas may begin with it, and when it was stored first. */
export type StoredVersion = Pick<VersionDocument, '_id' | 'activatedAt' | 'storedAt'>;

/** The data that orchestrators exchange: which of them run, and which versions new sagas may begin with. */
export class FleetRepository {
  readonly #orchestrators: Documents<OrchestratorDocument>;
  readonly #versions: Documents<VersionDocument>;

  constructor({ orchestrators, versions }: FleetModels) {
    this.#orchestrators = new Documents(orchestrators);
    this.#versions = new Documents(versions);
  }

  /** Sends a heartbeat. */
  async beat(id: string, { knows, events }: Pick<OrchestratorDocument, 'knows' | 'events'>): Promise<void> {
    await this.#orchestrators.updateOne(
      { _id: id },
      { $inc: { beat: 1 }, $set: { knows, events, beatAt: new Date() } },
      { upsert: true },
    );
  }

  /** All orchestrators but this one. */
  findOthers(id: string): Promise<OrchestratorDocument[]> {
    return this.#orchestrators.find({ _id: { $ne: id } }).toArray();
  }

  /** Removes one that counts as dead, unless it has sent another heartbeat. */
  async removeSilent(id: string, beat: number): Promise<void> {
    await this.#orchestrators.deleteOne({ _id: id, beat });
  }

  async remove(id: string): Promise<void> {
    await this.#orchestrators.deleteOne({ _id: id });
  }

  findVersions(): Promise<StoredVersion[]> {
    return this.#versions.find<StoredVersion>({}, { fields: { activatedAt: 1, storedAt: 1 } }).toArray();
  }

  /** Permanently allows new sagas to begin with these versions. */
  async activate(ids: readonly string[]): Promise<void> {
    await this.#versions.updateMany(
      { _id: { $in: [...ids] }, activatedAt: null },
      { $set: { activatedAt: Date.now() } },
    );
  }
}
