import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { baseShape, readConfig, secret, url, urls, type BaseConfig } from '@shop/common/config/config';
import { processes } from '@shop/topology/processes';
import Joi from 'joi';

/** The environment of the built-in provider. */
export interface ProviderConfig extends BaseConfig {
  /** The file that holds its books. */
  DATA_FILE: string;
  /** The shop's URL for webhooks; none are sent when unset. */
  WEBHOOK_URL?: string;
  PROVIDER_WEBHOOK_SECRET: string;
  /** Base URL of its pages for customers, for browsers. http://localhost:PORT unless set. */
  PAGES_URL?: string;
  /** Enables administrators' access tokens here, for fault injection. */
  JWKS_URLS?: string[];
}

/** The path of a file that this process can write, or can create in its own folder. */
const writableFile = () =>
  Joi.string().custom((path: string, helpers) => {
    try {
      let there = path;
      while (!existsSync(there)) there = dirname(there);
      accessSync(there, constants.W_OK);
      const found = statSync(there);
      if (there === path ? found.isFile() : found.isDirectory()) return path;
    } catch {
      // reported below
    }
    return helpers.message({ custom: `{#label} must be a file that can be written, ${path} cannot` });
  });

/** Throws ConfigError. */
export const readProviderConfig = (env: NodeJS.ProcessEnv = process.env): ProviderConfig =>
  readConfig<ProviderConfig>(
    {
      ...baseShape(processes['payment-provider']),
      DATA_FILE: writableFile().required(),
      WEBHOOK_URL: url(),
      PROVIDER_WEBHOOK_SECRET: secret(),
      PAGES_URL: url(),
      JWKS_URLS: urls().optional(),
    },
    env,
  );
