import type { Logger } from '@shop/common/logging/logger';
import { Gauge, type Metrics } from '@shop/common/metrics';
import { every, minutes, seconds, steadyNow } from '@shop/common/time';
import type { SagaRepository } from '../data/sagas.repository.js';
import { KNOWN_EVENTS } from '../engine/evolve.js';
import { unknownTo, type DatedVersion, type Registry } from '../engine/registry.js';

/** What of the sagas under way this process leaves alone, because another release began or carried them on. */
export interface UnknownSagas {
  /** Those of a type or version that it has no definition of; `elsewhere`: another orchestrator that is up has it. */
  readonly versions: readonly (DatedVersion & { readonly elsewhere: boolean })[];
  /** Those whose journal has lines of a kind that it does not know, whatever their version. */
  readonly events: readonly DatedVersion[];
}

/** Looking through the journals of all sagas under way costs, so that it is not done more often than this, milliseconds. */
const EVENTS_FRESH_MS = seconds(10);

/** Gives what finds the sagas that this process leaves alone. Throws when the store cannot be reached. */
export function unknownSagas(
  sagas: Pick<SagaRepository, 'countLiveWithOtherEvents'>,
  registry: Registry,
): (live: readonly DatedVersion[]) => Promise<UnknownSagas> {
  let last: { at: number; events: Promise<readonly DatedVersion[]> } | undefined;
  const events = () => {
    if (last && steadyNow() - last.at < EVENTS_FRESH_MS) return last.events;
    const looked = { at: steadyNow(), events: sagas.countLiveWithOtherEvents(KNOWN_EVENTS) };
    last = looked;
    looked.events.catch(() => (last = undefined));
    return looked.events;
  };
  return async (live) => ({
    versions: unknownTo(registry, live).map((each) => ({
      ...each,
      elsewhere: registry.isElsewhere?.(each.type, each.version) ?? false,
    })),
    events: await events(),
  });
}

/**
 * Shows how many sagas under way this process leaves alone: in the metrics, and every ten minutes in the log. Gives what stops it.
 * `unreadable` counts those whose journal holds lines of a kind that it does not know.
 */
export function watchUnknownSagas(
  { registry: register }: Pick<Metrics, 'registry'>,
  {
    sagas,
    registry,
    logger,
    unreadable,
  }: {
    sagas: Pick<SagaRepository, 'countLiveVersions'>;
    registry: Registry;
    logger: Logger;
    unreadable: () => number;
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
    name: 'saga_handed_back',
    help: 'Sagas that this process took up, could not run and left to another',
    registers: [register],
    collect() {
      this.set(unreadable());
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
