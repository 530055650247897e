import { randomUUID } from 'node:crypto';
import { Documents } from '@shop/common/mongo/documents';
import type { Model } from 'mongoose';
import type { IdentityDocument } from './identity.model.js';

const ID = 'sagas';

/** The id of a saga database, by which processes recognise that they share it. */
export class IdentityRepository {
  readonly #documents: Documents<IdentityDocument>;

  constructor(model: Model<IdentityDocument>) {
    this.#documents = new Documents(model);
  }

  /** The same for every process that uses this database, even when several read it first at once; a restored copy keeps it. */
  async identity(): Promise<string> {
    // false when another process was first
    await this.#documents.insert({ _id: ID, identity: randomUUID() });
    const stored = await this.#documents.findCommitted(ID);
    if (!stored) throw new Error('The identity of this database was removed while it was read; start again.');
    return stored.identity;
  }
}
