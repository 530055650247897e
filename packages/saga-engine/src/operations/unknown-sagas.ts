import type { Logger } from '@shop/common/logging/logger';
import { Gauge, type Metrics } from '@shop/common/metrics';
import { every, minutes, seconds, steadyNow } from '@shop/common/time';
import type { SagaRepository } from '../mongo/sagas.repository.js';
import { KNOWN_EVENTS } from '../core/event-kinds.js';
import { unknownTo, type DatedVersion, type Registry } from '../core/registry.js';

/** Running sagas that this process leaves alone, because another release began or continued them. */
export interface UnknownSagas {
  /** Those of a type or version that it has no definition of; `elsewhere`: another running orchestrator has it. */
  readonly versions: readonly (DatedVersion & { readonly elsewhere: boolean })[];
  /** Those whose journal has lines of a kind that it does not know, whatever their version. */
  readonly events: readonly DatedVersion[];
}

/** The minimum interval of searches through the journals of all running sagas, which are expensive, milliseconds. */
const EVENTS_FRESH_MS = seconds(10);
/** The same for metrics, which are scraped from every replica all the time. */
const MEASURED_FRESH_MS = minutes(1);

/** Returns the function that finds the sagas that this process leaves alone. Throws when the store is unreachable. */
export function unknownSagas(
  sagas: Pick<SagaRepository, 'countLiveWithOtherEvents'>,
  registry: Registry,
): (live: readonly DatedVersion[]) => Promise<UnknownSagas> {
  const events = withOtherEvents(sagas, EVENTS_FRESH_MS);
  return async (live) => ({
    versions: unknownTo(registry, live).map((each) => ({
      ...each,
      elsewhere: registry.isKnownToFleet?.(each) ?? false,
    })),
    events: await events(),
  });
}

/** Counts the sagas whose journal has lines of a kind that this process does not know; the count is cached for this time. */
function withOtherEvents(
  sagas: Pick<SagaRepository, 'countLiveWithOtherEvents'>,
  freshMs: number,
): () => Promise<readonly DatedVersion[]> {
  let last: { at: number; events: Promise<readonly DatedVersion[]> } | undefined;
  return () => {
    if (last && steadyNow() - last.at < freshMs) return last.events;
    const looked = { at: steadyNow(), events: sagas.countLiveWithOtherEvents(KNOWN_EVENTS) };
    last = looked;
    looked.events.catch(() => (last = undefined));
    return looked.events;
  };
}

/**
 * Reports how many running sagas this process leaves alone, and which versions take no new sagas yet: in the metrics, and the sagas every
 * ten minutes in the log. Returns the function that stops it. `handedBack` counts those that it took up and could not run.
 */
export function watchUnknownSagas(
  { registry: register }: Pick<Metrics, 'registry'>,
  {
    sagas,
    registry,
    logger,
    handedBack,
  }: {
    sagas: Pick<SagaRepository, 'countLiveVersions' | 'countLiveWithOtherEvents'>;
    registry: Registry;
    logger: Logger;
    handedBack: () => number;
  },
): () => Promise<void> {
  const unknown = async () => unknownTo(registry, await sagas.countLiveVersions());
  new Gauge({
    name: 'saga_unknown',
    help: 'Sagas under way whose type or version this process has no definition of; another release runs them',
    labelNames: ['type', 'version'],
    registers: [register],
    async collect() {
      this.reset();
      for (const { type, version, count } of await unknown()) this.set({ type, version }, count);
    },
  });
  new Gauge({
    name: 'saga_orphaned',
    help: 'Sagas under way whose type or version no orchestrator that is up has a definition of',
    registers: [register],
    async collect() {
      const left = (await unknown()).filter((each) => !registry.isKnownToFleet?.(each));
      this.set(left.reduce((sum, { count }) => sum + count, 0));
    },
  });
  const events = withOtherEvents(sagas, MEASURED_FRESH_MS);
  new Gauge({
    name: 'saga_unreadable',
    help: 'Sagas under way whose journal has lines of a kind that only a newer release than this process knows',
    labelNames: ['type', 'version'],
    registers: [register],
    async collect() {
      this.reset();
      for (const { type, version, count } of await events()) this.set({ type, version }, count);
    },
  });
  new Gauge({
    name: 'saga_version_waiting',
    help: 'Orchestrators that are up and lack a version that others have, which therefore takes no new sagas',
    labelNames: ['type', 'version'],
    registers: [register],
    collect() {
      this.reset();
      for (const { type, version, have, orchestrators } of registry.waiting?.() ?? [])
        this.set({ type, version }, orchestrators - have);
    },
  });
  new Gauge({
    name: 'saga_handed_back',
    help: 'Sagas that this process took up, could not run and left to another',
    registers: [register],
    collect() {
      this.set(handedBack());
    },
  });
  const say = async () => {
    try {
      const left = await unknown();
      if (left.length > 0)
        logger.warn('Sagas are left alone whose type or version this release does not have', {
          sagas: left.map(({ type, version, count }) => `${type} version ${version}: ${count}`),
        });
    } catch (error) {
      logger.warn('Sagas of other releases could not be counted', { error });
    }
  };
  void say();
  return every(minutes(10), say);
}
