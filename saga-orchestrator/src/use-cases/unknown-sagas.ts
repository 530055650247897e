import type { Logger } from '@shop/common/logger';
import { Gauge, type Metrics } from '@shop/common/metrics';
import { every, minutes } from '@shop/common/time';
import type { SagaRepository } from '../data/sagas.repository.js';
import { unknownTo, type Registry } from '../engine/registry.js';

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
