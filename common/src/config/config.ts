import Joi from 'joi';
import { grpcTlsShape, type GrpcTlsConfig } from '../grpc/tls-config.js';
import { hostsOf, weakOptions } from '../mongo/uri.js';
import { readRedisAddress } from '../redis/address.js';
import { secretsOf } from '../auth/secrets.js';

/** An invalid environment; names every invalid variable. The process exits with 78 (EX_CONFIG of sysexits.h). */
export class ConfigError extends Error {
  static readonly exitCode = 78;
  /** One for each invalid variable; each begins with the variable's name. */
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The environment is not usable: ${problems.join('; ')}. See .env.example of this service.`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/**
 * Reads and checks the variables of `shape` (an empty one counts as unset). `together` returns the problems of their combination; it gets
 * the variables as far as they can be read. Throws one ConfigError with all problems.
 */
export function readConfig<T>(
  shape: Joi.StrictSchemaMap<T>,
  env: NodeJS.ProcessEnv = process.env,
  together: (config: Partial<T>) => readonly string[] = () => [],
): T {
  const given = Object.fromEntries(Object.keys(shape).map((name) => [name, env[name] === '' ? undefined : env[name]]));
  const { error, value } = Joi.object(shape).validate(given, { abortEarly: false, errors: { wrap: { label: false } } });
  // of several problems of one variable only the first is reported
  const first = new Map(error?.details.toReversed().map(({ path, message }) => [path[0], message]));
  const named = Object.keys(shape).flatMap((name) => first.get(name) ?? []);
  const problems = [...named, ...together(value as Partial<T>)];
  if (problems.length > 0) throw new ConfigError(problems);
  return value as T;
}

/** A comma-separated list whose items each match `item`. */
const list = (item: Joi.StringSchema): Joi.ArraySchema =>
  Joi.any().custom((value: unknown, helpers) => {
    const items = String(value)
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
    const { error } = Joi.array().items(item).min(1).validate(items);
    return error ? helpers.message({ custom: `{#label} must be a comma list: ${error.message}` }) : items;
  }) as unknown as Joi.ArraySchema;

/** For how many days a service keeps its log of events. */
export const eventRetentionDays = () => Joi.number().integer().min(1).max(3_650).default(30);

/** A port to listen on; 0 takes a free one. */
const port = (fallback: number) => Joi.number().port().default(fallback);
/** A URL of HTTP or HTTPS. */
export const url = () =>
  Joi.string().custom((value: string, helpers) =>
    /^https?:\/\/\S+$/.test(value) && URL.canParse(value)
      ? value
      : helpers.message({ custom: '{#label} must be an address like http://host:port' }),
  );
/** `http://host:port[,http://…]`: one address per replica. */
export const urls = () => list(url()).required();
/** `host:port[,host:port…]`: one address per replica; an IPv6 address in brackets. */
export const addresses = () =>
  list(
    Joi.string().custom((value: string, helpers) =>
      isPort(/^(?:[^\s:/[\]]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})$/.exec(value)?.[1])
        ? value
        : helpers.message({ custom: `each must be host:port, ${value} is not` }),
    ),
  ).required();
const isPort = (text: string | undefined): boolean => Number(text) >= 1 && Number(text) <= 65_535;
/** In production, refuses the values of `.env.example`. */
export const notDevelopmentValue = (schema: Joi.StringSchema) =>
  schema.when('NODE_ENV', {
    is: 'production',
    then: Joi.string()
      .pattern(/development-only/, { invert: true })
      .messages({ 'string.pattern.invert.base': '{#label} is the development secret; make one of your own' }),
  });
/** A secret of at least 32 characters. There is never a default, and production refuses those of `.env.example`. */
export const secret = () => notDevelopmentValue(Joi.string().min(32).required());
/** As `secret`, or several, comma separated, while they are being replaced: see `secretsOf`. */
export const secretList = () =>
  notDevelopmentValue(
    Joi.string()
      .custom((value: string, helpers) =>
        secretsOf(value).length === 0 || secretsOf(value).some((each) => each.length < 32)
          ? helpers.message({ custom: '{#label} must be secrets of at least 32 characters, comma separated' })
          : value,
      )
      .required(),
  );
/**
 * The URI of MongoDB: one server or the members of a replica set. Refuses options that would make reads or writes less safe, and in
 * production the passwords of `.env.example`.
 */
export const mongoUri = () =>
  notDevelopmentValue(
    Joi.string()
      .custom((value: string, helpers) => {
        if (!isMongoUri(value))
          return helpers.message({
            custom: '{#label} must be an address like mongodb://host:port[,host:port…]/database',
          });
        const weaker = weakOptions(value);
        if (weaker.length === 0) return value;
        return helpers.message({
          custom: `{#label} must not say ${weaker.join(' or ').replaceAll(/[{}]/g, '')}: the service reads from the primary what a majority has, and has its writes acknowledged and journalled by one; leave that out`,
        });
      })
      .required(),
  );
/** A first check: `connectMongo` refuses whatever else the driver does not accept. */
function isMongoUri(uri: string): boolean {
  const each = hostsOf(uri)?.map((host) => /^(?:\[[0-9A-Fa-f:.]+\]|[^:[\]]+)(?::(.*))?$/.exec(host));
  return each?.every((found) => found && (found[1] === undefined || isPort(found[1]))) ?? false;
}
/** The address of Redis, of a Redis Cluster or of Sentinels; production refuses the passwords of `.env.example`. */
export const redisUrl = () =>
  notDevelopmentValue(
    Joi.string()
      .custom((value: string, helpers) => {
        try {
          readRedisAddress(value);
          return value;
        } catch (error) {
          return helpers.message({ custom: `{#label} ${(error as Error).message}` });
        }
      })
      .required(),
  );
/** `on` or `off`, read as a boolean. */
export const onOff = (fallback: boolean): Joi.BooleanSchema =>
  Joi.any()
    .custom((value: unknown, helpers) =>
      value === 'on' || value === true
        ? true
        : value === 'off' || value === false
          ? false
          : helpers.message({ custom: '{#label} must be on or off' }),
    )
    .default(fallback) as unknown as Joi.BooleanSchema;

/** Which traces are recorded, and where they are sent. */
export interface TracingConfig {
  /** Share of the traces begun here that are recorded, 0 to 1; 0 records none at all. */
  TRACE_SAMPLE: number;
  /** Keeps the last spans in Redis, for the console. */
  TRACE_STORE: boolean;
  /** The URL of a collector, OTLP over HTTP, without `/v1/traces`. */
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  /** `name=value` pairs, read by the exporter itself. */
  OTEL_EXPORTER_OTLP_HEADERS?: string;
}

const share = (fallback: number) => Joi.number().min(0).max(1).default(fallback);

/** The variables of TracingConfig. By default development records and stores all traces; production records a tenth and stores none. */
const tracingShape = (): Joi.StrictSchemaMap<TracingConfig> => ({
  TRACE_SAMPLE: share(1).when('NODE_ENV', { is: 'production', then: share(0.1) }),
  TRACE_STORE: onOff(true).when('NODE_ENV', { is: 'production', then: onOff(false) }),
  OTEL_EXPORTER_OTLP_ENDPOINT: url(),
  OTEL_EXPORTER_OTLP_HEADERS: Joi.string()
    .pattern(/^\s*[^\s=,]+=[^,]*(,\s*[^\s=,]+=[^,]*)*$/)
    .messages({ 'string.pattern.base': '{#label} must be name=value[,name=value…]' }),
});

/** The configuration of every process. */
export interface BaseConfig extends Partial<TracingConfig> {
  NODE_ENV: 'development' | 'test' | 'production';
  HOST: string;
  PORT: number;
  LOG_LEVEL: string;
  INTERNAL_TOKEN_SECRET: string;
  FAULT_INJECTION: boolean;
}

/** The variables of BaseConfig, with the default REST port; fault injection is refused in production. */
export const baseShape = ({ http }: { readonly http: number }): Joi.StrictSchemaMap<BaseConfig> => ({
  NODE_ENV: Joi.string().valid('development', 'test', 'production').default('development'),
  HOST: Joi.string().hostname().default('127.0.0.1'),
  PORT: port(http),
  LOG_LEVEL: Joi.string().valid('error', 'warn', 'info', 'debug').default('info'),
  INTERNAL_TOKEN_SECRET: secretList(),
  ...tracingShape(),
  FAULT_INJECTION: onOff(false).when('NODE_ENV', {
    is: 'production',
    then: Joi.any().custom((value: unknown, helpers) =>
      value === 'on' || value === true
        ? helpers.message({ custom: 'FAULT_INJECTION must be off in production' })
        : false,
    ),
  }),
});

/** The configuration of every service that owns data. */
export interface ServiceConfig extends BaseConfig, GrpcTlsConfig {
  GRPC_PORT: number;
  MONGODB_URI: string;
  REDIS_URL: string;
  JWKS_URLS: string[];
}

/** The variables of ServiceConfig, with the default ports. */
export const serviceShape = (ports: {
  readonly http: number;
  readonly grpc: number;
}): Joi.StrictSchemaMap<ServiceConfig> => ({
  ...baseShape(ports),
  GRPC_PORT: port(ports.grpc)
    .invalid(Joi.ref('PORT', { adjust: (rest: number) => rest || -1 }))
    .messages({ 'any.invalid': '{#label} must be another port than PORT' }),
  ...grpcTlsShape(),
  MONGODB_URI: mongoUri(),
  REDIS_URL: redisUrl(),
  JWKS_URLS: urls(),
});
