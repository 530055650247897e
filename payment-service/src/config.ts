import {
  addresses,
  eventRetentionDays,
  notDevelopmentValue,
  onOff,
  readConfig,
  secret,
  serviceShape,
  url,
  type ServiceConfig,
} from '@shop/common/config/config';
import { processes } from '@shop/topology/processes';
import Joi from 'joi';
import type { Rule } from './providers/providers.js';
import { readRules } from './providers/rules.js';

/** The environment of payment-service. */
export interface PaymentConfig extends ServiceConfig {
  /** How long events are kept in the log, days. */
  EVENT_RETENTION_DAYS: number;
  ORDER_SERVICE_GRPC_URLS: string[];
  SAGA_ORCHESTRATOR_GRPC_URLS: string[];
  /** The provider of new cards that match no rule. */
  PAYMENT_PROVIDER: ProviderName;
  /** The providers of other new cards; the first rule that matches applies. */
  PAYMENT_RULES: Rule[];
  /** Allows the simulated provider in production, for a demonstration that takes no real money. */
  ALLOW_SIMULATED_PAYMENTS: boolean;
  /** Base URL of the simulated provider. */
  PROVIDER_URL?: string;
  /** Secret of the simulated provider's webhooks; also of Stripe's endpoint, unless that has its own. */
  PROVIDER_WEBHOOK_SECRET: string;
  STRIPE_SECRET_KEY?: string;
  STRIPE_WEBHOOK_KEY?: string;
  /** Replaces https://api.stripe.com, for tests. */
  STRIPE_API_BASE?: string;
  /** How long to wait for the provider, milliseconds. */
  PROVIDER_TIMEOUT_MS: number;
  /** The shop's URL for customers, who return to it after they confirm a payment at its provider. */
  SHOP_URL?: string;
  /** How often the reconciler runs, and how long a payment must have been in doubt before it is checked, milliseconds. */
  RECONCILE_INTERVAL_MS: number;
  RECONCILE_AFTER_MS: number;
  /** Whether declines of one customer are limited. */
  RATE_LIMIT: boolean;
}

/** Every provider, with the variables without which it is not configured. */
const NEEDED = {
  simulated: ['PROVIDER_URL'],
  stripe: ['STRIPE_SECRET_KEY'],
} as const satisfies Readonly<Record<string, readonly (keyof PaymentConfig)[]>>;
type ProviderName = keyof typeof NEEDED;
type Needed = (typeof NEEDED)[ProviderName][number];
const PROVIDERS = Object.keys(NEEDED) as ProviderName[];
const neededBy = (provider: ProviderName): readonly Needed[] => NEEDED[provider];

/** Required when the provider of new cards needs it. */
const needed = (variable: Needed, schema: Joi.StringSchema): Joi.StringSchema =>
  schema.when('PAYMENT_PROVIDER', {
    is: Joi.valid(...PROVIDERS.filter((provider) => neededBy(provider).includes(variable))),
    then: Joi.required(),
  });

/** Throws ConfigError naming every bad variable; in production also for the secrets of .env.example. */
export const readServiceConfig = (env: NodeJS.ProcessEnv = process.env): PaymentConfig =>
  readConfig<PaymentConfig>(
    {
      ...serviceShape(processes['payment-service']),
      EVENT_RETENTION_DAYS: eventRetentionDays(),
      ORDER_SERVICE_GRPC_URLS: addresses(),
      SAGA_ORCHESTRATOR_GRPC_URLS: addresses(),
      PAYMENT_PROVIDER: Joi.string()
        .valid(...PROVIDERS)
        .default('simulated'),
      PAYMENT_RULES: Joi.any().default([]).custom(rulesOf) as unknown as Joi.ArraySchema,
      ALLOW_SIMULATED_PAYMENTS: onOff(false),
      PROVIDER_URL: needed('PROVIDER_URL', url()),
      PROVIDER_WEBHOOK_SECRET: secret(),
      STRIPE_SECRET_KEY: needed('STRIPE_SECRET_KEY', notDevelopmentValue(Joi.string().min(16))),
      STRIPE_WEBHOOK_KEY: notDevelopmentValue(Joi.string().min(16)),
      STRIPE_API_BASE: url(),
      SHOP_URL: url(),
      PROVIDER_TIMEOUT_MS: Joi.number().integer().min(50).max(30_000).default(4_500),
      RECONCILE_INTERVAL_MS: Joi.number().integer().min(50).max(3_600_000).default(10_000),
      RECONCILE_AFTER_MS: Joi.number().integer().min(0).max(86_400_000).default(30_000),
      RATE_LIMIT: onOff(true),
    },
    env,
    (config) => [...wrongRules(config), ...wrongInProduction(config)],
  );

const rulesOf: Joi.CustomValidator = (text: string, helpers) => {
  try {
    return readRules(text);
  } catch (error) {
    return helpers.message({ custom: `{#label}: ${(error as Error).message}` });
  }
};

/**
 * Names of the providers whose configuration is complete. The simulated one takes no real money: in production it needs
 * ALLOW_SIMULATED_PAYMENTS.
 */
export function configuredNames(config: Partial<PaymentConfig>): ProviderName[] {
  const simulation = config.NODE_ENV !== 'production' || config.ALLOW_SIMULATED_PAYMENTS;
  return PROVIDERS.filter(
    (name) => neededBy(name).every((variable) => config[variable]) && (name !== 'simulated' || simulation),
  );
}

function wrongRules(config: Partial<PaymentConfig>): string[] {
  const known: string[] = configuredNames(config);
  // text that could not be parsed as rules is already reported
  const rules = Array.isArray(config.PAYMENT_RULES) ? config.PAYMENT_RULES : [];
  const missing = rules.map(({ provider }) => provider).filter((name) => !known.includes(name));
  const needs = PROVIDERS.map((name) => `${name} needs ${neededBy(name).join(' and ')}`).join(', ');
  return [...new Set(missing)].map((name) => `PAYMENT_RULES names ${name}, which is not configured: ${needs}`);
}

function wrongInProduction(config: Partial<PaymentConfig>): string[] {
  if (config.NODE_ENV !== 'production') return [];
  const problems = [];
  if (config.PAYMENT_PROVIDER === 'simulated' && config.ALLOW_SIMULATED_PAYMENTS === false)
    problems.push(
      'PAYMENT_PROVIDER=simulated takes no real money and approves test cards: in production set stripe, or ALLOW_SIMULATED_PAYMENTS=on for a demonstration',
    );
  return problems;
}
