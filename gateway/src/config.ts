import { isIP } from 'node:net';
import { baseShape, onOff, readConfig, urls, type BaseConfig, redisUrl } from '@shop/common/config/config';
import { certificateFile, pemFile } from '@shop/common/config/certificate-files';
import { BODY_LIMIT } from '@shop/common/http/body';
import { processes } from '@shop/topology/processes';
import Joi from 'joi';
import { upstreamVariables, type UpstreamVariable } from './upstreams/upstream-names.js';

/** The gateway's environment, validated. */
export interface GatewayConfig extends BaseConfig, Record<UpstreamVariable, string[]> {
  REDIS_URL: string;
  JWKS_URLS: string[];
  RATE_LIMIT: boolean;
  /** Requests a minute, per user or address. */
  RATE_LIMIT_REQUESTS: number;
  /** Log-ins and registrations a minute, per address. */
  RATE_LIMIT_LOGINS: number;
  /** Webhooks of payment providers a minute, per address. */
  RATE_LIMIT_WEBHOOKS: number;
  BODY_LIMIT_BYTES: number;
  /** Maximum requests in progress to one upstream; more are answered 503. */
  BULKHEAD_LIMIT: number;
  /** How long requests wait for an upstream that has just become unavailable, so that a restart loses none. */
  OUTAGE_GRACE_MS: number;
  /** Whether orders, payments and refunds are refused without an Idempotency-Key. */
  IDEMPOTENCY_KEYS: 'optional' | 'required';
  /** Addresses or CIDR blocks whose X-Forwarded-For is trusted. */
  TRUSTED_PROXIES: string[];
  CORS_ORIGINS: string[];
  /** Host names of this shop; requests for others are refused. */
  ALLOWED_HOSTS: string[];
  /** Share of successful requests that are logged, 0 to 1. Failures are always logged. */
  ACCESS_LOG_SAMPLE: number;
  /** Who may read /metrics: everybody, or our own networks and administrators. */
  METRICS_ACCESS: 'open' | 'private';
  TLS_CERT_FILE?: string;
  TLS_KEY_FILE?: string;
  HTTP_REDIRECT_PORT?: number;
  /** The port of HTTPS as clients see it; PORT when absent. */
  HTTPS_PORT?: number;
}

/** A comma-separated list, empty unless set, of items that `fits` accepts. */
const optionalList = (what: string, fits: (item: string) => boolean) =>
  Joi.any()
    .custom((value: unknown, helpers) => {
      const items = String(value)
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean);
      const wrong = items.find((item) => !fits(item));
      return wrong === undefined
        ? items
        : helpers.message({ custom: `{#label} must be a comma list of ${what}: ${wrong} is not one` });
    })
    .default([]) as unknown as Joi.ArraySchema;

function isBlock(item: string): boolean {
  const [address = '', bits, ...rest] = item.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

const isHost = (item: string): boolean => isIP(item) !== 0 || /^[\w.-]+$/.test(item);
const isOrigin = (item: string): boolean =>
  /^https?:/.test(item) && URL.canParse(item) && new URL(item).origin === item;

const upstreamShape = Object.fromEntries(Object.values(upstreamVariables).map((name) => [name, urls()])) as Record<
  UpstreamVariable,
  Joi.ArraySchema
>;

const shape: Joi.StrictSchemaMap<GatewayConfig> = {
  ...baseShape(processes.gateway),
  REDIS_URL: redisUrl(),
  JWKS_URLS: urls(),
  ...upstreamShape,
  RATE_LIMIT: onOff(true),
  RATE_LIMIT_REQUESTS: Joi.number().integer().min(1).default(600),
  RATE_LIMIT_LOGINS: Joi.number().integer().min(1).default(30),
  RATE_LIMIT_WEBHOOKS: Joi.number().integer().min(1).default(6_000),
  BODY_LIMIT_BYTES: Joi.number().integer().min(1024).default(BODY_LIMIT),
  BULKHEAD_LIMIT: Joi.number().integer().min(1).default(1000),
  OUTAGE_GRACE_MS: Joi.number().integer().min(0).max(30_000).default(4_000),
  IDEMPOTENCY_KEYS: Joi.string().valid('optional', 'required').default('optional'),
  TRUSTED_PROXIES: optionalList('addresses or CIDR blocks', isBlock),
  CORS_ORIGINS: optionalList('origins such as https://shop.example', isOrigin),
  ALLOWED_HOSTS: optionalList('host names or addresses without a port', isHost),
  ACCESS_LOG_SAMPLE: Joi.number().min(0).max(1).default(1),
  METRICS_ACCESS: Joi.string()
    .valid('open', 'private')
    .default('open')
    .when('NODE_ENV', { is: 'production', then: Joi.string().default('private') }),
  TLS_CERT_FILE: certificateFile('TLS_KEY_FILE'),
  TLS_KEY_FILE: pemFile(),
  HTTP_REDIRECT_PORT: Joi.number().port(),
  HTTPS_PORT: Joi.number().port(),
};

/** The gateway's configuration. Throws ConfigError naming every bad variable. */
export const readGatewayConfig = (env: NodeJS.ProcessEnv = process.env): GatewayConfig =>
  readConfig(
    shape,
    env,
    ({ PORT, TLS_CERT_FILE: cert, TLS_KEY_FILE: key, HTTP_REDIRECT_PORT: redirect, HTTPS_PORT: https }) => [
      ...(!cert === !key ? [] : ['TLS_CERT_FILE and TLS_KEY_FILE go together']),
      ...(redirect === undefined || cert ? [] : ['HTTP_REDIRECT_PORT needs TLS_CERT_FILE']),
      ...(https === undefined || redirect ? [] : ['HTTPS_PORT needs HTTP_REDIRECT_PORT']),
      ...(redirect && redirect === PORT ? ['HTTP_REDIRECT_PORT must be another port than PORT'] : []),
    ],
  );
