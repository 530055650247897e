import { connectMongo } from '@shop/common/mongo';
import type { Logger } from '@shop/common/logger';
import { changedDefinitions } from '../data/definitions-check.js';
import { fleetModels } from '../data/fleet.model.js';
import { liveVersions } from '../data/journal.js';
import { sagaModel } from '../data/saga.model.js';
import { unknownTo, type Registry } from '../engine/registry.js';

/** Whether a release may be rolled out, and what to say about it. */
export interface Passage {
  readonly passed: boolean;
  readonly lines: readonly string[];
}

/** Looks whether these definitions leave any saga of the database without its own. Changes nothing. Throws when it cannot be reached. */
export async function gate(mongoUri: string, definitions: Registry, logger: Logger): Promise<Passage> {
  const mongo = await connectMongo(mongoUri, { logger, poolSize: 2 });
  try {
    const live = await liveVersions(sagaModel(mongo));
    const orphans = unknownTo(definitions, live).map(
      ({ type, version, count }) =>
        `saga ${type} version ${version} has ${count} live ${count === 1 ? 'saga' : 'sagas'} and no definition in this ` +
        'release: put it back until they have ended',
    );
    const changed = (await changedDefinitions(definitions, fleetModels(mongo))).map(
      (what) => `${what} was changed under its version: put it back and give the changed one the next version`,
    );
    const problems = [...orphans, ...changed];
    const count = live.reduce((sum, each) => sum + each.count, 0);
    if (problems.length === 0)
      return { passed: true, lines: [`Go ahead: ${count} live sagas keep their definitions.`] };
    return { passed: false, lines: ['Do not roll out:', ...problems.map((problem) => `- ${problem}`)] };
  } finally {
    await mongo.close();
  }
}
