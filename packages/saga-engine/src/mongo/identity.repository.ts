import { randomUUID } from 'node:crypto';
import { Documents } from '@shop/common/mongo/documents';
import type { Model } from 'mongoose';
import type { IdentityDocument } from './identity.model.js';

const ID = 'sagas';

/** The name of a database of sagas, by which those who share it know each other. */
export class IdentityRepository {
  readonly #documents: Documents<IdentityDocument>;

  constructor(model: Model<IdentityDocument>) {
    this.#documents = new Documents(model);
  }

  /** The same for every process that uses this database, also when several ask first at once; a restored copy keeps it. */
  async identity(): Promise<string> {
    // false when somebody else was first
    await this.#documents.insert({ _id: ID, identity: randomUUID() });
    const stored = await this.#documents.findCommitted(ID);
    if (!stored) throw new Error('The identity of this database was removed while it was read; start again.');
    return stored.identity;
  }
}
