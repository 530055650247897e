import type { Clients } from './clients/participants.js';
import { participants, processOf } from './clients/participants.js';
import { connectRedis } from '@shop/common/redis/connection';
import type { ServiceBasics } from '@shop/common/service/start-service';
import { CHANNELS, SAGAS_QUEUE, type SagaStatusEvent } from '@shop/protos/channels';
import type { Registry } from 'saga-engine/core/registry';
import type { SagaView } from 'saga-engine/core/view';
import { hostSagas, type Host } from 'saga-engine/host';
import type { EngineStores } from 'saga-engine/mongo/stores';
import { limitsOf, type OrchestratorConfig } from './config.js';

/** Connects the saga engine to this process, its participants and the channel of saga changes, see hostSagas. */
export const hostEngine = (
  { data: stores, redis, logger, metrics, faults, closing, internal }: ServiceBasics & { readonly data: EngineStores },
  config: OrchestratorConfig,
  definitions: Registry,
  clients: Clients,
): Promise<Host> =>
  hostSagas({
    definitions,
    participants: participants(clients, config, internal, metrics),
    processOf: processOf(config.PARTICIPANT_URLS),
    stores,
    redis,
    openRedis() {
      const connection = connectRedis(config.REDIS_URL, { logger, metrics, blocking: true });
      closing.add(() => connection.disconnect());
      return connection;
    },
    logger,
    metrics,
    faults,
    closing,
    concurrency: config.CONCURRENCY,
    limitsOf: (participant) => limitsOf(config, participant),
    lockMs: config.JOB_LOCK_MS,
    keptDays: config.SAGA_RETENTION_DAYS,
    queuePrefix: SAGAS_QUEUE.prefix,
    channel: CHANNELS.sagas,
    changeOf: statusOf,
  });

function statusOf(saga: SagaView): SagaStatusEvent {
  const step = saga.steps.findLast(({ startedAt }) => startedAt !== null) ?? saga.steps[0];
  return {
    sagaId: saga.id,
    orderId: saga.correlationId,
    revision: saga.revision,
    state: saga.state,
    step: step?.name ?? '',
    stepStatus: step?.status ?? '',
    at: new Date(saga.updatedAt).toISOString(),
  };
}
