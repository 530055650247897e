import { addresses, readConfig, secret, serviceShape, type ServiceConfig } from '@shop/common/config/config';
import { developmentAdmin, processes } from '@shop/topology/processes';
import Joi from 'joi';
import { emailSchema, newPasswordSchema } from './http/account.schema.js';

/** The configuration of this process. It verifies access tokens with its own keys, so it takes no JWKS_URLS. */
export interface UserConfig extends Omit<ServiceConfig, 'JWKS_URLS'> {
  JWT_KEY_SECRET: string;
  NOTIFICATION_SERVICE_GRPC_URLS: string[];
  /** Days after which a signing key is replaced. */
  JWT_KEY_DAYS: number;
  ADMIN_EMAIL: string;
  ADMIN_PASSWORD: string;
  ARGON2_MEMORY_KIB: number;
  ARGON2_PASSES: number;
  /** Password hashes computed at the same time. */
  ARGON2_AT_ONCE: number;
}

const LEAST_MEMORY_KIB = 19_456;
const LEAST_PASSES = 2;
/** Publicly known, so for development only. */
const { ADMIN_EMAIL, ADMIN_PASSWORD } = developmentAdmin;

/** `schema` with a default in development and required elsewhere. */
const developmentDefault = (schema: Joi.StringSchema, value: string) =>
  schema.when('NODE_ENV', { is: 'development', then: Joi.string().default(value), otherwise: Joi.required() });

/** A cost that is `least` by default; it may be lower only outside production. */
const cost = (least: number, lowest: number) =>
  Joi.number()
    .integer()
    .min(lowest)
    .default(least)
    .when('NODE_ENV', { is: 'production', then: Joi.number().min(least) });

/** Reads and checks the environment. Throws ConfigError naming every bad variable. */
export function readUserConfig(env: NodeJS.ProcessEnv = process.env): UserConfig {
  const { JWKS_URLS: _, ...shape } = serviceShape(processes['user-service']);
  return readConfig<UserConfig>(
    {
      ...shape,
      JWT_KEY_SECRET: secret(),
      NOTIFICATION_SERVICE_GRPC_URLS: addresses(),
      JWT_KEY_DAYS: Joi.number().min(1).max(365).default(30),
      ADMIN_EMAIL: developmentDefault(emailSchema, ADMIN_EMAIL),
      ADMIN_PASSWORD: developmentDefault(newPasswordSchema, ADMIN_PASSWORD).when('NODE_ENV', {
        is: 'production',
        then: Joi.invalid(ADMIN_PASSWORD).messages({
          'any.invalid': '{#label} is the development password; choose one of your own',
        }),
      }),
      ARGON2_MEMORY_KIB: cost(LEAST_MEMORY_KIB, 1024).max(1_048_576),
      ARGON2_PASSES: cost(LEAST_PASSES, 1).max(20),
      ARGON2_AT_ONCE: Joi.number().integer().min(1).max(64).default(2),
    } as Joi.StrictSchemaMap<UserConfig>,
    env,
  );
}
