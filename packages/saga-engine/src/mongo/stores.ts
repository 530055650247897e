import type { Connection } from 'mongoose';
import { bulkModel } from './bulk.model.js';
import { BulkRepository } from './bulk.repository.js';
import { fleetModels } from './fleet.model.js';
import { identityModel } from './identity.model.js';
import { IdentityRepository } from './identity.repository.js';
import { pauseModel } from './pause.model.js';
import { PauseRepository } from './pauses.repository.js';
import { sagaModel } from './saga.model.js';
import { SagaRepository } from './sagas.repository.js';

/**
 * Everything that the engine stores in its database. `ownerField` is the field of inputs with a saga's owner: sagas of one owner wait for
 * each other and not for those of another, and are found by owner.
 */
export function openEngineStores(mongo: Connection, ownerField?: string) {
  const model = sagaModel(mongo, ownerField);
  return {
    model,
    fleet: fleetModels(mongo),
    identity: new IdentityRepository(identityModel(mongo)),
    ownerField,
    sagas: new SagaRepository(model, ownerField),
    bulk: new BulkRepository(bulkModel(mongo)),
    pauses: new PauseRepository(pauseModel(mongo)),
  };
}

export type EngineStores = ReturnType<typeof openEngineStores>;
