import { addresses, readConfig, serviceShape, type ServiceConfig } from '@shop/common/config';
import { minutes, seconds } from '@shop/common/time';
import Joi from 'joi';

export interface OrchestratorConfig extends ServiceConfig {
  ORDER_SERVICE_GRPC_URLS: string[];
  PAYMENT_SERVICE_GRPC_URLS: string[];
  /** How long an order waits for its payment, milliseconds. */
  PAYMENT_TIMEOUT_MS: number;
  /** Sagas that one process runs at a time. */
  CONCURRENCY: number;
  /** How long a job is a process's own without a sign of life, milliseconds. */
  JOB_LOCK_MS: number;
  /** Days that a saga is kept after its end; 0: for ever. */
  SAGA_RETENTION_DAYS: number;
}

/** The environment of this process. Throws ConfigError. */
export const readOrchestratorConfig = (env = process.env): OrchestratorConfig =>
  readConfig<OrchestratorConfig>(
    {
      ...serviceShape(3004, 50054),
      ORDER_SERVICE_GRPC_URLS: addresses(),
      PAYMENT_SERVICE_GRPC_URLS: addresses(),
      PAYMENT_TIMEOUT_MS: Joi.number().integer().min(1).max(86_400_000).default(minutes(15)),
      CONCURRENCY: Joi.number().integer().min(1).max(1_000).default(64),
      JOB_LOCK_MS: Joi.number().integer().min(1_000).max(600_000).default(seconds(30)),
      // a week at least: longer than any saga waits and any idempotency key is kept
      SAGA_RETENTION_DAYS: Joi.number().integer().min(7).max(3_650).allow(0).default(0),
    },
    env,
  );
