import { eventRetentionDays } from '@shop/common/config/config';
import { PAGE_LIMITS } from '@shop/common/http/paging';
import { days, hours, minutes, seconds } from '@shop/common/time';
import { AUDITED_AT_ONCE, ORDER_LIMITS } from '@shop/protos/contract';
import { expect } from 'chai';
import { MOST_ATTEMPTS_KEPT } from '../../notification-service/dist/domain/delivery.js';
import { MOST_WEBHOOKS } from '../../notification-service/dist/domain/webhook.js';
import { LIMITS } from '../../order-service/dist/domain/limits.js';
import { MOST_DECLINES } from '../../payment-service/dist/domain/attempts.js';
import { MOST_STORED_CARDS } from '../../payment-service/dist/domain/stored-cards.js';
import { KEY_AFTERLIFE, KEY_LEAD, REFRESH_TOKEN_LIFE, SESSION_LIFE } from '../../user-service/dist/domain/lifetimes.js';
import { read } from './markdown-files.js';

const eventDays = eventRetentionDays().validate(undefined).value as number;
const WORDS = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const MORE: Readonly<Record<string, number>> = { a: 1, an: 1, twenty: 20 };

/** Numbers of the sources that documents repeat, by file: a group of the pattern matches the number, at each occurrence. */
const REPEATED: readonly [what: string, value: number, places: Readonly<Record<string, RegExp>>][] = [
  [
    'lines of an order',
    ORDER_LIMITS.lines,
    {
      'protos/shop/v1/orders.proto': /At most (\S+) lines/g,
      'docs/growth.md': /at most (\S+) lines|lines of an order, at most (\S+)/g,
    },
  ],
  ['pieces of a line', ORDER_LIMITS.quantity, { 'protos/shop/v1/orders.proto': /Pieces, 1 to ([\d,]+)/g }],
  ['characters of a field', ORDER_LIMITS.text, { 'docs/growth.md': /fields of at most (\S+) characters/g }],
  [
    'orders that one call of an audit names',
    AUDITED_AT_ONCE,
    {
      'protos/shop/v1/orders.proto': /Only these orders, at most ([\d,]+)/g,
      'protos/shop/v1/payments.proto': /payments of these orders, at most ([\d,]+)/g,
    },
  ],
  ['items of a page at most', PAGE_LIMITS.most, { 'protos/shop/v1/sagas.proto': /1 to (\d+); 0: \d+/g }],
  ['items of a page', PAGE_LIMITS.usual, { 'protos/shop/v1/sagas.proto': /1 to \d+; 0: (\d+)/g }],
  [
    'unpaid orders of a customer',
    LIMITS.unpaidOrders,
    {
      'docs/failure-model.md': /`TOO_MANY_UNPAID_ORDERS` after (\S+) orders/g,
      'docs/troubleshooting.md': /may leave (\S+) orders unpaid/g,
      'docs/growth.md': /(\S+) unpaid orders a customer/g,
      'order-service/.env.example': /leaves unpaid \((\S+) orders/g,
    },
  ],
  [
    'pieces of a product in unpaid orders',
    LIMITS.unpaidPieces,
    {
      'docs/failure-model.md': /`HOLD_LIMIT` after ([\d,]+) pieces|holds ([\d,]+) pieces of a product/g,
      'docs/troubleshooting.md': /and ([\d,]+) pieces of a product/g,
      'order-service/.env.example': /orders, ([\d,]+) pieces/g,
    },
  ],
  [
    'stored cards of a customer',
    MOST_STORED_CARDS,
    {
      'docs/troubleshooting.md': /may store (\S+) cards/g,
      'docs/growth.md': /document: (\S+) cards a customer/g,
      'payment-service/.env.example': /stored cards \((\d+)\)/g,
    },
  ],
  [
    'declines of a customer in an hour',
    MOST_DECLINES,
    {
      'docs/troubleshooting.md': /(\S+) of the customer's cards were declined/g,
      'docs/growth.md': /(\S+) attempts a customer/g,
      'payment-service/.env.example': /declined cards \((\S+) an hour\)/g,
    },
  ],
  ['webhooks', MOST_WEBHOOKS, { 'docs/growth.md': /a webhook, at most (\d+)|(\d+) places, each taken once/g }],
  ['attempts of a delivery that are kept', MOST_ATTEMPTS_KEPT, { 'docs/growth.md': /the last (\d+) attempts/g }],
  [
    'days that events are kept',
    eventDays,
    {
      'docs/growth.md': /`EVENT_RETENTION_DAYS` \((\d+)\)/g,
      'docs/labs/08-a-consumer-of-events.md': /events are kept for (\d+)/g,
      'order-service/.env.example': /^EVENT_RETENTION_DAYS=(\d+)/gm,
      'payment-service/.env.example': /^EVENT_RETENTION_DAYS=(\d+)/gm,
    },
  ],
  [
    'days of a refresh token',
    REFRESH_TOKEN_LIFE / days(1),
    {
      'docs/architecture.md': /(\d+) days after its last use/g,
      'docs/growth.md': /TTL, (\d+) days after it was used last/g,
    },
  ],
  [
    'hours of a session',
    SESSION_LIFE / hours(1),
    {
      'docs/architecture.md': /session cookie \(pages\) +\| user-service +\| (\d+) h\b/g,
      'docs/growth.md': /`users\.sessions`.*TTL, (\d+) hours/g,
      'user-service/README.md': /a token of (\d+) hours/g,
    },
  ],
  [
    'hours that a replaced signing key stays',
    KEY_AFTERLIFE / hours(1),
    {
      'docs/runbook.md': /stays published for (\d+) hours/g,
      'user-service/README.md': /replaced one stays for (\d+) hours/g,
    },
  ],
  [
    'minutes before a new key signs',
    KEY_LEAD / minutes(1),
    {
      'docs/runbook.md': /It signs (\S+) minute later/g,
      'user-service/README.md': /published (\S+) minute before it/g,
    },
  ],
];

/**
 * Numbers that documents repeat, by document: a pattern, and the file that defines the number with the name before it, whose times are
 * read in milliseconds and compared in the unit.
 */
type Row = readonly [pattern: RegExp, where: string, unit?: number];
const sampled: Row = [/unless set, (\S+) in production/g, 'common/src/config/config.ts TRACE_SAMPLE.*then'];
const WRITTEN: Readonly<Record<string, readonly Row[]>> = {
  '.env.example': [[/and a second \(empty: (\d+)\)/g, 'packages/saga-engine/src/bullmq/place-limits.ts RATE']],
  'gateway/.env.example': [
    [/looked up again every (\d+) s/g, 'gateway/src/upstreams/upstream.ts LOOKUP_MS', seconds(1)],
    sampled,
  ],
  'notification-service/.env.example': [sampled],
  'order-service/.env.example': [sampled],
  'payment-provider/.env.example': [sampled],
  'payment-service/.env.example': [sampled],
  'saga-orchestrator/.env.example': [
    [/its payment, milliseconds \((\d+) minutes\)/g, 'saga-orchestrator/.env.example PAYMENT_TIMEOUT_MS', minutes(1)],
    [/name=number,…; (\d+) unless set/g, 'packages/saga-engine/src/bullmq/place-limits.ts RATE'],
    sampled,
  ],
  'user-service/.env.example': [sampled],
  'CONTRIBUTING.md': [
    [/bad requests; ([\d,]+) seeds/g, 'packages/saga-engine/test/core/simulation/seeds.ts usual'],
    [/three times; ([\d,]+) seeds/g, 'packages/saga-engine/test/core/simulation/seeds.ts full'],
  ],
  'deploy/observability/alerts.yml': [
    [/After (\S+) week\b/g, 'payment-service/src/use-cases/detach-card.ts GIVE_UP_AFTER_MS', days(7)],
  ],
  'docs/architecture.md': [
    [/at most (\S+)\s+seconds ago for a read/g, 'common/src/auth/current-accounts.ts TRUST_MS', seconds(1)],
    [/internal token \(HS256\).*\| (\d+) s /g, 'common/src/auth/internal-tokens.ts expiresIn'],
    [/per user, kept (\d+) h/g, 'common/src/http/idempotency-key.ts KEY_LIFE', hours(1)],
  ],
  'docs/failure-model.md': [
    [/at most (\S+) seconds ago for a read/g, 'common/src/auth/current-accounts.ts TRUST_MS', seconds(1)],
    [/asks for (\S+) days, ever less often/g, 'notification-service/src/domain/retries.ts totalMs', days(1)],
    [/charges of the last (\d+) days/g, 'payment-service/src/use-cases/find-charges.ts LOOK_BACK', days(1)],
    [/`PAYMENT_TIMEOUT` after (\d+) minutes/g, 'saga-orchestrator/.env.example PAYMENT_TIMEOUT_MS', minutes(1)],
  ],
  'docs/growth.md': [
    [/`\*\.idempotency`.*TTL, (\d+) hours/g, 'common/src/http/idempotency-key.ts KEY_LIFE', hours(1)],
    [/registrations; (\d+) a minute/g, 'gateway/.env.example RATE_LIMIT_LOGINS'],
    [/(\d+) characters of each answer/g, 'notification-service/src/clients/receiver.ts MOST_KEPT'],
    [/`notifications\.deliveries`.*TTL, (\d+) days/g, 'notification-service/src/domain/delivery.ts KEPT_DAYS'],
    [/`notifications\.mails`.*TTL, (\d+) days/g, 'notification-service/src/domain/mail.ts KEPT', days(1)],
    [/have ended the last (\S+) are kept/g, 'packages/saga-engine/src/bullmq/sagas-queue.ts count'],
    [/steps are restarted (\d+) times/g, 'packages/saga-engine/src/core/operate.ts MOST_RESTARTS'],
    [
      /`sagas\.bulk_operations`.*TTL, (\d+) days/g,
      'packages/saga-engine/src/mongo/bulk.model.ts expireAfterSeconds',
      days(1),
    ],
    [/the first (\S+) failures/g, 'packages/saga-engine/src/operations/bulk-worker.ts EXAMPLES'],
    [/the others: TTL, (\S+) year\b/g, 'payment-service/src/data/unknown-charge.repository.ts KEPT_FOR', days(365)],
    [/the last (\d+) that were refused/g, 'payment-service/src/domain/merge-books.ts REFUSED_KEPT'],
    [/the last (\d+) decisions/g, 'payment-service/src/domain/unknown-charge.ts DECISIONS_KEPT'],
    [/([\d,]+) that are open; the others/g, 'payment-service/src/domain/unknown-charge.ts MOST_OPEN'],
    [/of Stripe's the last (\S+) are read/g, 'payment-service/src/providers/stripe.ts autoPagingToArray.*limit'],
    [/given up after (\S+) week\b/g, 'payment-service/src/use-cases/detach-card.ts GIVE_UP_AFTER_MS', days(7)],
    [/at most (\d+) refunds/g, 'payment-service/src/use-cases/refund-payment.ts MOST_PARTS'],
    [/`SAGA_RETENTION_DAYS` \(default (\d+)/g, 'saga-orchestrator/.env.example SAGA_RETENTION_DAYS'],
    [/are kept, and (\d+) named for each rule/g, 'saga-orchestrator/src/domain/audit-report.ts NAMED'],
    [/at most (\S+) orders at fault/g, 'saga-orchestrator/src/domain/audit-report.ts SUSPECTS'],
    [/the last (\S+) addresses of log-ins/g, 'user-service/src/domain/known-addresses.ts MOST'],
    [/TTL, an hour\. (\S+) of an account/g, 'user-service/src/domain/password-reset.ts MOST_RESETS'],
    [/`users\.password_resets`.*TTL, (\S+) hour\b/g, 'user-service/src/domain/password-reset.ts RESET_LIFE', hours(1)],
  ],
  'docs/observability.md': [
    sampled,
    [/measured every (\S+) s|interval: (\S+) is/g, 'common/src/metrics.ts LAG_INTERVAL', seconds(1)],
    [/a file over (\d+) MiB/g, 'dev/src/log.ts rotateAbove'],
    [/after (\S+) week one is given up/g, 'payment-service/src/use-cases/detach-card.ts GIVE_UP_AFTER_MS', days(7)],
  ],
  'docs/runbook.md': [
    [/is tried again every\s+(\S+) minutes/g, 'common/src/events/relay.ts AGAIN_MS', minutes(1)],
    [/calls at once, (\d+) s each/g, 'notification-service/src/clients/receiver.ts ATTEMPT_MS', seconds(1)],
    [
      /Deliveries are kept for (\d+) days|Do either within (\d+) days/g,
      'notification-service/src/domain/delivery.ts KEPT_DAYS',
    ],
    [/more than\s+(\S+) cancellations/g, 'notification-service/src/domain/mail.ts MOST_CANCELLATIONS'],
    [/mails are tried for (\S+) days/g, 'notification-service/src/domain/mail.ts TRIED', days(1)],
    [/a delivery was tried for (\S+) days/g, 'notification-service/src/domain/retries.ts totalMs', days(1)],
    [/\((\S+) calls at once/g, 'notification-service/src/domain/webhook.ts CALLS_AT_ONCE'],
    [/Both sign for (\S+) day\b/g, 'notification-service/src/use-cases/rotate-secret.ts BOTH_SIGN_MS', days(1)],
    [/its job again, (\d+) at a time/g, 'packages/saga-engine/src/core/recover.ts page'],
    [/carries on after\s+(\S+) seconds/g, 'packages/saga-engine/src/operations/bulk-worker.ts LEASE', seconds(1)],
    [/At most (\d+) a\s+second are changed/g, 'packages/saga-engine/src/operations/bulk-worker.ts RATE'],
    [/for doubts older than (\d+) s/g, 'payment-service/.env.example RECONCILE_AFTER_MS', seconds(1)],
    [/reconciler \(every (\d+) s/g, 'payment-service/.env.example RECONCILE_INTERVAL_MS', seconds(1)],
    [
      /decided what and why is kept for (\S+) year\b/g,
      'payment-service/src/data/unknown-charge.repository.ts KEPT_FOR',
      days(365),
    ],
    [/gives a card up after (\S+) week\b/g, 'payment-service/src/use-cases/detach-card.ts GIVE_UP_AFTER_MS', days(7)],
    [/provider's charges of the last (\d+) days/g, 'payment-service/src/use-cases/find-charges.ts LOOK_BACK', days(1)],
    [/After (\d+) tries/g, 'saga-orchestrator/src/sagas/retry-policies.ts attempts'],
    [/each night at (\S+) \(UTC\)/g, 'saga-orchestrator/src/use-cases/audit-runs.ts NIGHT'],
    [/is still there (\S+) s later/g, 'saga-orchestrator/src/use-cases/audit.ts ROUND_MS', seconds(1)],
    [/every (\d+) days \(`JWT_KEY_DAYS`\)/g, 'user-service/.env.example JWT_KEY_DAYS'],
    [/shows both within (\S+) seconds/g, 'user-service/src/domain/lifetimes.ts KEY_RELOAD', seconds(1)],
  ],
  'docs/scaling.md': [
    [
      /looked up every (\d+) s and when|about (\d+) s, plus what/g,
      'common/src/grpc/replicas.ts careEveryMs',
      seconds(1),
    ],
    [/, (\d+) a replica\)/g, 'deploy/k8s/base/saga-orchestrator.yaml averageValue'],
    [/meant to: (\d+) requests a minute/g, 'gateway/.env.example RATE_LIMIT_REQUESTS'],
    [/([\d,]+) webhooks of a payment provider/g, 'gateway/.env.example RATE_LIMIT_WEBHOOKS'],
    [/name is looked up every (\d+) s,/g, 'gateway/src/upstreams/upstream.ts LOOKUP_MS', seconds(1)],
  ],
  'gateway/README.md': [
    [/at most (\d+) requests, from Redis/g, 'gateway/src/limits/leases.ts MOST'],
    [/is sent again, up to (\S+) times/g, 'gateway/src/upstreams/call.ts MOST_BREAKS'],
  ],
  'notification-service/README.md': [
    [/anything else is tried for (\S+) days/g, 'notification-service/src/domain/mail.ts TRIED', days(1)],
  ],
  'payment-service/README.md': [
    [/last (\d+) days are looked up/g, 'payment-service/src/use-cases/find-charges.ts LOOK_BACK', days(1)],
    [/last (\d+) days are compared/g, 'payment-service/src/use-cases/find-refunds.ts LOOK_BACK', days(1)],
  ],
  'protos/shop/v1/users.proto': [[/accounts, at most (\d+)/g, 'user-service/src/grpc/users.handlers.ts MOST_USERS']],
  'saga-orchestrator/README.md': [
    [/\((\d+), the default: for ever\)/g, 'saga-orchestrator/.env.example SAGA_RETENTION_DAYS'],
  ],
  'user-service/README.md': [
    [/at most every (\S+) seconds for reads/g, 'common/src/auth/current-accounts.ts TRUST_MS', seconds(1)],
    [/gateway asks every (\S+) seconds/g, 'gateway/src/auth/disabled-accounts.ts REFRESH_MS', seconds(1)],
    [/hashes \((\d+) MiB/g, 'user-service/src/config.ts LEAST_MEMORY_KIB', 1024],
    [/MiB, (\S+) passes\)/g, 'user-service/src/config.ts LEAST_PASSES'],
    [/closed to log-ins for (\S+) minute\b/g, 'user-service/src/data/failed-log-ins.ts CLOSED_SECONDS', 60],
    [/when (\d+) wait in all/g, 'user-service/src/crypto/passwords.ts all'],
    [/logged in within (\d+) days/g, 'user-service/src/domain/known-addresses.ts KNOWN_FOR', days(1)],
    [/the\s+last (\S+) are kept with the account/g, 'user-service/src/domain/known-addresses.ts MOST'],
    [/told, (\S+) times an hour and account/g, 'user-service/src/domain/password-reset.ts MOST_RESETS'],
    [/It works once, for (\S+) hour\b/g, 'user-service/src/domain/password-reset.ts RESET_LIFE', hours(1)],
  ],
};

const UNITS: Readonly<Record<string, (value: number) => number>> = { seconds, minutes, hours, days };

/** The number behind a name in a file; a time in milliseconds. */
function written(where: string): number {
  const [path = '', name = ''] = where.split(' ');
  const behind = new RegExp(`\\b${name}\\b[^=:\\n]*[=:]\\s*'?(?:(\\w+)\\()?([\\d_.]+)`);
  const [, unit = '', number = ''] = behind.exec(read(path)) ?? [];
  const value = Number(number.replaceAll('_', ''));
  return UNITS[unit]?.(value) ?? value;
}

/** The value of a number in figures, or in words up to ten. */
function figure(text: string): number {
  const word = text.toLowerCase();
  return MORE[word] ?? (WORDS.includes(word) ? WORDS.indexOf(word) : Number(text.replaceAll(',', '')));
}
const said = (text: string, pattern: RegExp): number[] =>
  [...text.matchAll(pattern)].map((match) => figure(match.slice(1).find(Boolean) ?? ''));

const wrong = (path: string, pattern: RegExp, value: number): string[] => {
  const found = new Set(said(read(path), pattern));
  if (found.size === 0) return [`${path}: ${pattern} is not there`];
  return [...found].filter((each) => each !== value).map((each) => `${path}: ${pattern} says ${each}, not ${value}`);
};

describe('numbers in documents, comments of the protos and .env.example', () => {
  for (const [what, value, places] of REPEATED)
    it(`are those of the sources: ${what}`, () => {
      expect(Object.entries(places).flatMap(([path, pattern]) => wrong(path, pattern, value))).to.deep.equal([]);
    });

  for (const [path, rows] of Object.entries(WRITTEN))
    it(`are those of constants, defaults and manifests: ${path}`, () => {
      expect(rows.flatMap(([pattern, where, unit = 1]) => wrong(path, pattern, written(where) / unit))).to.deep.equal(
        [],
      );
    });

  it('are read in figures and in words', () => {
    expect(said('at most 1,001; at most nine; at most a', /at most ([\w,]+)/g)).to.deep.equal([1001, 9, 1]);
  });
});
