import { isDuplicateKey } from '@shop/common/mongo/connection';
import type { Connection, Model } from 'mongoose';
import { NO_ADMINISTRATORS, type Administrators } from '../domain/administrators.js';
import { administratorsModel, type AdministratorsDocument } from './administrators.model.js';

const ID = 'enabled';

/** The set of enabled administrators in the database. */
export class AdministratorsRepository {
  readonly #model: Model<AdministratorsDocument>;

  constructor(connection: Connection) {
    this.#model = administratorsModel(connection);
  }

  /** The set; empty if none was ever written. */
  async read(): Promise<Administrators> {
    return (await this.#model.findById(ID).lean()) ?? NO_ADMINISTRATORS;
  }

  /** Replaces the set if it is still the one from which `next` was derived. False otherwise. */
  async replace({ ids, leaving, revision }: Administrators): Promise<boolean> {
    const fields = { ids: [...ids], leaving: [...leaving], revision };
    const { modifiedCount } = await this.#model.updateOne({ _id: ID, revision: revision - 1 }, { $set: fields });
    if (modifiedCount === 1 || revision > 1) return modifiedCount === 1;
    try {
      await this.#model.create([{ _id: ID, ...fields }]);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}
