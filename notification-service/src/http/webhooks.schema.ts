import { named } from '@shop/common/http/json-schema';
import { pageShape, type PageQuery } from '@shop/common/http/paging';
import { idSchema } from '@shop/common/http/server';
import { DELIVERY_STATUSES, WEBHOOK_LIMITS, type DeliveryStatus } from '@shop/protos/contract';
import { EVENT_TYPES } from '@shop/protos/events';
import { timeSchema } from '@shop/common/validation/time-schema';
import Joi from 'joi';
import { MOST_ATTEMPTS_KEPT, type Delivery } from '../domain/delivery.js';
import type { WebhookSecrets } from '../use-cases/webhook-secrets.js';
import { ALL_EVENTS, DISABLED_REASONS, type Webhook } from '../domain/webhook.js';

// the use case, which also resolves the host, reports all other errors
const url = Joi.string().max(WEBHOOK_LIMITS.url);
const events = Joi.array()
  .items(Joi.string().valid(ALL_EVENTS, ...EVENT_TYPES))
  .min(1)
  .max(EVENT_TYPES.length + 1)
  .unique();

export const registrationSchema = Joi.object<{ url: string; events: string[] }>({
  url: url.required(),
  events: events.required(),
});

export interface WebhookChanges {
  url?: string;
  events?: string[];
  disabled?: boolean;
}
export const webhookChangeSchema = Joi.object<WebhookChanges>({ url, events, disabled: Joi.boolean() }).min(1);

/** ISO 8601 with its offset from UTC, as everywhere. */
const time = timeSchema.pattern(/(?:Z|[+-]\d\d:\d\d)$/, 'a time such as 2026-01-31T00:00:00Z');
export const replaySchema = Joi.object<{ from: string }>({ from: time.required() });

export const webhookIdSchema = Joi.object<{ id: string }>({ id: idSchema.required() });
export const deliveryIdSchema = Joi.object<{ id: string; delivery: string }>({
  id: idSchema.required(),
  delivery: idSchema.required(),
});
export const webhooksQuerySchema = Joi.object<PageQuery>(pageShape);
export const deliveriesQuerySchema = Joi.object<PageQuery & { status?: DeliveryStatus }>({
  ...pageShape,
  status: Joi.string().valid(...DELIVERY_STATUSES),
});

const date = Joi.string().isoDate();
const webhook = {
  id: Joi.string().required(),
  url: Joi.string().required(),
  events: Joi.array().items(Joi.string()).required(),
  disabled: Joi.boolean().required(),
  disabledReason: Joi.string().valid(...DISABLED_REASONS),
  disabledAt: date,
  secretUnreadable: Joi.boolean(),
  formerSecretUntil: date,
  createdAt: date.required(),
};
export const webhookSchema = named('Webhook', Joi.object(webhook));
export const newWebhookSchema = named('NewWebhook', Joi.object({ ...webhook, secret: Joi.string() }));

const page = (item: Joi.Schema) =>
  Joi.object({ items: Joi.array().items(item).required(), nextCursor: Joi.string().allow(null).required() });
export const webhookPageSchema = page(webhookSchema);

const attempt = Joi.object({
  at: date.required(),
  durationMs: Joi.number().integer().required(),
  status: Joi.number().integer(),
  error: Joi.string(),
  answer: Joi.string(),
});
const delivery = {
  id: Joi.string().required(),
  eventId: Joi.string().required(),
  type: Joi.string().required(),
  subject: Joi.string().required(),
  status: Joi.string()
    .valid(...DELIVERY_STATUSES)
    .required(),
  attemptCount: Joi.number().integer().required(),
  attempts: Joi.array().items(attempt).max(MOST_ATTEMPTS_KEPT).required(),
  nextAttemptAt: date,
  deliveredAt: date,
  createdAt: date.required(),
};
export const deliverySchema = named('WebhookDelivery', Joi.object(delivery));
export const deliveryPageSchema = page(deliverySchema);
export const replayedSchema = Joi.object({ replayed: Joi.number().integer().required() });

const at = <Name extends string>(name: Name, value: Date | undefined): Partial<Record<Name, string>> =>
  value ? ({ [name]: value.toISOString() } as Record<Name, string>) : {};

/** A webhook as administrators see it; never its secret. `secrets` tells whether that can be decrypted. */
export const showWebhook = (webhook: Webhook, secrets: Pick<WebhookSecrets, 'canOpen'>) => ({
  id: webhook._id,
  url: webhook.url,
  events: webhook.events,
  disabled: webhook.disabled,
  ...(webhook.disabledReason ? { disabledReason: webhook.disabledReason } : {}),
  ...at('disabledAt', webhook.disabledAt),
  ...(secrets.canOpen(webhook) ? {} : { secretUnreadable: true }),
  ...at('formerSecretUntil', webhook.formerSecret?.until),
  createdAt: webhook.createdAt.toISOString(),
});

/** A delivery as administrators see it, without its body. */
export const showDelivery = (each: Delivery) => ({
  id: each._id,
  eventId: each.eventId,
  type: each.type,
  subject: each.subject,
  status: each.status,
  attemptCount: each.attemptCount,
  attempts: each.attempts.map(({ at: begun, ...rest }) => ({ at: begun.toISOString(), ...rest })),
  ...at('nextAttemptAt', each.nextAttemptAt),
  ...at('deliveredAt', each.deliveredAt),
  createdAt: each.createdAt.toISOString(),
});
