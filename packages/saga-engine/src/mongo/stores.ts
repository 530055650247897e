import type { Connection } from 'mongoose';
import { bulkModel } from './bulk.model.js';
import { BulkRepository } from './bulk.repository.js';
import { fleetModels } from './fleet.model.js';
import { pauseModel } from './pause.model.js';
import { PauseRepository } from './pauses.repository.js';
import { sagaModel } from './saga.model.js';
import { SagaRepository } from './sagas.repository.js';

/** Everything that the engine keeps in its database. */
export function openEngineStores(mongo: Connection) {
  const model = sagaModel(mongo);
  return {
    model,
    fleet: fleetModels(mongo),
    sagas: new SagaRepository(model),
    bulk: new BulkRepository(bulkModel(mongo)),
    pauses: new PauseRepository(pauseModel(mongo)),
  };
}

export type EngineStores = ReturnType<typeof openEngineStores>;
