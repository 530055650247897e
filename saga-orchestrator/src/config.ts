import { addresses, readConfig, serviceShape, type ServiceConfig } from '@shop/common/config/config';
import { minutes, seconds } from '@shop/common/time';
import { processes } from '@shop/topology/processes';
import Joi from 'joi';
import type { PlaceLimits } from 'saga-engine/bullmq/participant-places';
import { placeLimits } from 'saga-engine/bullmq/place-limits';

export interface OrchestratorConfig extends ServiceConfig {
  ORDER_SERVICE_GRPC_URLS: string[];
  PAYMENT_SERVICE_GRPC_URLS: string[];
  /** Additional participants over plain HTTP, by name: their addresses, one for each replica. */
  PARTICIPANT_URLS: Readonly<Record<string, readonly string[]>>;
  /** The token that each of them receives, by name. */
  PARTICIPANT_TOKENS: ParticipantTokens;
  /** How long an order waits for its payment, milliseconds. */
  PAYMENT_TIMEOUT_MS: number;
  /** Sagas that one process runs at a time. */
  CONCURRENCY: number;
  /** Concurrent calls that a participant accepts from one process, by name; unset: its share of CONCURRENCY. */
  PARTICIPANT_CALLS: Readonly<Record<string, number>>;
  /** Calls per second that a participant accepts from one process, by name. */
  PARTICIPANT_RATE: Readonly<Record<string, number>>;
  /** How long a job stays locked by a process that no longer renews its lock, milliseconds. */
  JOB_LOCK_MS: number;
  /** Days that a saga is kept after its end; 0: for ever. */
  SAGA_RETENTION_DAYS: number;
}

/** `internal`: an internal token, for a process of this system; `none`: no token; everything else is a bearer token. */
type ParticipantTokens = Readonly<Record<string, string>>;

/** The shop's participants; see sagas/participants.ts. */
const PARTICIPANTS = ['orders', 'stock', 'payments'];

/** The pairs of `name=value[,name=value]`. */
const pairsOf = (text: unknown): string[][] =>
  String(text)
    .split(',')
    .map((part) => part.trim().split('='));

/**
 * True for a URL to which a command's name can be appended. A URL with a password is refused: errors would show it, and tokens exist for
 * that.
 */
function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && !username && !password && !/[?#]/.test(text);
}

/** `name=http://address[,name=http://address]`; a name that occurs twice has two replicas. */
const participantUrls = (): Joi.ObjectSchema<Readonly<Record<string, readonly string[]>>> =>
  Joi.any()
    .custom((value: unknown, helpers) => {
      const urls: Record<string, string[]> = {};
      for (const [name = '', ...rest] of pairsOf(value)) {
        const url = rest.join('=');
        if (!/^[a-z][a-z0-9-]{0,63}$/.test(name) || PARTICIPANTS.includes(name) || !isBaseUrl(url)) {
          const custom = `{#label} must be a comma list of name=address, such as hotel=http://hotel:8080/commands, without user, password, query or fragment; ${PARTICIPANTS.join(', ')} have variables of their own`;
          return helpers.message({ custom });
        }
        (urls[name] ??= []).push(url);
      }
      return urls;
    })
    .default({}) as unknown as Joi.ObjectSchema<Readonly<Record<string, readonly string[]>>>;

const TOKEN = /^(internal|none|[A-Za-z0-9._~+/-]{16,1000}=*)$/;

/**
 * `name=token[,name=token]`, required for each of these names: a participant without a token by mistake could not authenticate its caller.
 */
const participantTokens = (names: ReadonlySet<string>): Joi.ObjectSchema<ParticipantTokens> => {
  // never the value: it is a secret
  const custom = `{#label} must say for each of PARTICIPANT_URLS (${[...names].join(', ')}) what it is shown, as a comma list of name=token: internal for a process of this system of that name, a bearer token of 16 characters or more for any other, none if only this orchestrator can reach it`;
  const checked = Joi.any()
    .custom((value: unknown, helpers) => {
      const pairs = pairsOf(value).map(([name = '', ...token]) => [name, token.join('=')] as const);
      const given = new Set(pairs.map(([name]) => name));
      const fits = pairs.every(([name, token]) => names.has(name) && TOKEN.test(token));
      if (!fits || given.size !== pairs.length || given.size !== names.size) return helpers.message({ custom });
      return Object.fromEntries(pairs);
    })
    .messages({ 'any.required': custom });
  return (names.size > 0 ? checked.required() : checked.default({})) as unknown as Joi.ObjectSchema<ParticipantTokens>;
};

/** `name=number[,name=number]`, of participants that exist. */
const perParticipant = (names: readonly string[], most: number): Joi.ObjectSchema<Readonly<Record<string, number>>> =>
  Joi.any()
    .custom((value: unknown, helpers) => {
      const pairs = pairsOf(value);
      const wrong = pairs.find(
        ([name = '', number = '', ...more]) =>
          more.length > 0 || !names.includes(name) || !/^[1-9]\d{0,5}$/.test(number) || Number(number) > most,
      );
      if (!wrong) return Object.fromEntries(pairs.map(([name, number]) => [name, Number(number)]));
      const custom = `{#label} must be a comma list of name=number (${names.join(', ')}; 1 to ${most}), such as payments=20`;
      return helpers.message({ custom });
    })
    .default({}) as unknown as Joi.ObjectSchema<Readonly<Record<string, number>>>;

/** The configured limits of the calls from this process to a participant. */
export const limitsOf = (
  { CONCURRENCY, PARTICIPANT_CALLS, PARTICIPANT_RATE }: OrchestratorConfig,
  participant: string,
): PlaceLimits =>
  placeLimits({
    concurrency: CONCURRENCY,
    calls: PARTICIPANT_CALLS[participant],
    perSecond: PARTICIPANT_RATE[participant],
  });

/** The environment of this process. Throws ConfigError. */
export function readOrchestratorConfig(env = process.env): OrchestratorConfig {
  const further = env['PARTICIPANT_URLS'] ? pairsOf(env['PARTICIPANT_URLS']).map(([name = '']) => name) : [];
  const names = [...PARTICIPANTS, ...new Set(further)];
  return readConfig<OrchestratorConfig>(
    {
      ...serviceShape(processes['saga-orchestrator']),
      ORDER_SERVICE_GRPC_URLS: addresses(),
      PAYMENT_SERVICE_GRPC_URLS: addresses(),
      PAYMENT_TIMEOUT_MS: Joi.number().integer().min(1).max(86_400_000).default(minutes(15)),
      CONCURRENCY: Joi.number().integer().min(1).max(1_000).default(64),
      PARTICIPANT_URLS: participantUrls(),
      PARTICIPANT_TOKENS: participantTokens(new Set(further)),
      PARTICIPANT_CALLS: perParticipant(names, 1_000),
      PARTICIPANT_RATE: perParticipant(names, 100_000),
      JOB_LOCK_MS: Joi.number().integer().min(1_000).max(600_000).default(seconds(5)),
      // at least a week: longer than any saga waits and any idempotency key is kept
      SAGA_RETENTION_DAYS: Joi.number().integer().min(7).max(3_650).allow(0).default(0),
    },
    env,
  );
}
