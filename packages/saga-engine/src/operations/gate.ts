import { connectMongo } from '@shop/common/mongo/connection';
import type { Logger } from '@shop/common/logging/logger';
import { changedDefinitions } from '../mongo/definitions-check.js';
import { fleetModels } from '../mongo/fleet.model.js';
import { sagaModel } from '../mongo/saga.model.js';
import { SagaRepository } from '../mongo/sagas.repository.js';
import { unknownTo, type LiveVersion, type Registry } from '../core/registry.js';

/** Whether a release may be rolled out, with a message. */
export interface Passage {
  readonly passed: boolean;
  readonly lines: readonly string[];
}

/**
 * Checks whether these definitions lack the definition of any saga in the database. A `rollback` may lack versions that are newer than its
 * own: their sagas wait for the newer release. Changes nothing. Throws when the database is unreachable.
 */
export async function gate(
  mongoUri: string,
  definitions: Registry,
  logger: Logger,
  { rollback = false } = {},
): Promise<Passage> {
  const mongo = await connectMongo(mongoUri, { logger, poolSize: 2 });
  try {
    const live = await new SagaRepository(sagaModel(mongo)).countLiveVersions();
    const unknown = unknownTo(definitions, live);
    const waiting = unknown.filter((each) => rollback && isNewer(definitions, each));
    const orphaned = unknown.filter((each) => !waiting.includes(each));
    const changed = await changedDefinitions(definitions, fleetModels(mongo));
    const problems = [
      ...orphaned.map(
        (each) => `${inWords(each)} and no definition in this release: put it back until they have ended`,
      ),
      ...changed.map(
        (what) => `${what} was changed under its version: put it back and give the changed one the next version`,
      ),
    ];
    if (problems.length > 0)
      return { passed: false, lines: ['Do not roll out:', ...problems.map((line) => `- ${line}`)] };
    const waits = waiting.map((each) => `- ${inWords(each)}, which wait until the newer release is back`);
    return { passed: true, lines: ['Go ahead: no live saga loses its definition.', ...waits] };
  } finally {
    await mongo.close();
  }
}

const inWords = ({ type, version, count }: LiveVersion): string =>
  `saga ${type} version ${version} has ${count} live ${count === 1 ? 'saga' : 'sagas'}`;

function isNewer({ all }: Registry, { type, version }: LiveVersion): boolean {
  const mine = all.filter(({ name }) => name === type);
  return mine.length > 0 && mine.every((each) => each.version < version);
}
