import { baseShape, readConfig, secret, url, urls, type BaseConfig } from '@shop/common/config';
import Joi from 'joi';

/** The environment of the built-in provider. */
export interface ProviderConfig extends BaseConfig {
  /** The file that holds its books. */
  DATA_FILE: string;
  /** Where it tells the shop of changes; it tells nobody when unset. */
  WEBHOOK_URL?: string;
  PROVIDER_WEBHOOK_SECRET: string;
  /** With them administrators' access tokens are taken here, for the faults. */
  JWKS_URLS?: string[];
}

/** Throws ConfigError. */
export const readProviderConfig = (env: NodeJS.ProcessEnv = process.env): ProviderConfig =>
  readConfig<ProviderConfig>(
    {
      ...baseShape(3005),
      DATA_FILE: Joi.string().required(),
      WEBHOOK_URL: url(),
      PROVIDER_WEBHOOK_SECRET: secret(),
      JWKS_URLS: urls().optional(),
    },
    env,
  );
