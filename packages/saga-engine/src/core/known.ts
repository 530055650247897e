import type { Definition } from './definition.js';
import { describe } from './describe.js';
import { isKnownEvent } from './event-kinds.js';
import { evolve } from './evolve.js';
import type { SagaRecord } from './journal.js';
import { NotMine } from './not-mine.js';
import { followUpDue } from './follow-up.js';
import type { Registry } from './registry.js';
import { standIn } from './stand-in.js';
import type { SagaView } from './view.js';

/** The definition that the saga began with, or a substitute for reading it (`gone`). */
export const definitionOf = (registry: Registry, record: SagaRecord): Definition =>
  registry.find(record.type, record.version) ?? standIn(registry, record);

/**
 * The definition to run the saga with. A saga whose definition is missing everywhere can still be undone once it has ended. Throws NotMine
 * when this process cannot run it.
 */
export function definitionToRun(registry: Registry, record: SagaRecord): Definition {
  const { type, version } = record;
  const definition = definitionOf(registry, record);
  if (!definition.gone) return definition;
  if (!registry.isKnownToFleet?.(record) && followUpDue(evolve(definition, record)) !== undefined) return definition;
  throw new NotMine(`There is no definition of saga ${type} version ${version} here.`, record);
}

/**
 * The saga as operators and watchers see it, whichever release began it. If the journal has lines that only a newer release knows, the
 * steps are shown as they were before the first of them.
 */
export function viewOf(registry: Registry, record: SagaRecord): SagaView {
  const unknown = record.journal.findIndex((entry) => !isKnownEvent(entry));
  const readable = unknown < 0 ? record : { ...record, journal: record.journal.slice(0, unknown) };
  return describe(definitionOf(registry, record), readable);
}
