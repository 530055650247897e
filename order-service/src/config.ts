import {
  addresses,
  eventRetentionDays,
  onOff,
  readConfig,
  serviceShape,
  type ServiceConfig,
} from '@shop/common/config/config';
import { processes } from '@shop/topology/processes';
import { knownCurrencySchema } from '@shop/protos/schemas';
import Joi from 'joi';

/** The environment of order-service. */
export interface OrderServiceConfig extends ServiceConfig {
  /** How long events are kept in the log, days. */
  EVENT_RETENTION_DAYS: number;
  SAGA_ORCHESTRATOR_GRPC_URLS: string[];
  PAYMENT_SERVICE_GRPC_URLS: string[];
  /** The currency of new products; existing products keep theirs. */
  CURRENCY: string;
  /** Whether missing demonstration products are added, with stock. */
  SEED_CATALOGUE: boolean;
  /** How often the sweep looks for leftover holds, milliseconds. */
  SWEEP_INTERVAL_MS: number;
  /** Whether customers have limits on their unpaid orders. */
  RATE_LIMIT: boolean;
}

/** Reads and checks the environment. Throws ConfigError naming every bad variable. */
export function readServiceConfig(env: NodeJS.ProcessEnv = process.env): OrderServiceConfig {
  const development = (env['NODE_ENV'] || 'development') === 'development';
  return readConfig<OrderServiceConfig>(
    {
      ...serviceShape(processes['order-service']),
      EVENT_RETENTION_DAYS: eventRetentionDays(),
      SAGA_ORCHESTRATOR_GRPC_URLS: addresses(),
      PAYMENT_SERVICE_GRPC_URLS: addresses(),
      CURRENCY: knownCurrencySchema.default('USD'),
      SEED_CATALOGUE: onOff(development),
      SWEEP_INTERVAL_MS: Joi.number().integer().min(100).max(3_600_000).default(30_000),
      RATE_LIMIT: onOff(true),
    },
    env,
  );
}
