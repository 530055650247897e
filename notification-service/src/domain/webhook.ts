import { conflict, notFound, type Problem } from '@shop/common/errors';

/** An address that receives events. */
export interface Webhook {
  _id: string;
  url: string;
  /** Types of events, or `*` for all. */
  events: string[];
  /** Its slot, 0 to MOST_WEBHOOKS − 1, unique among the webhooks. */
  place: number;
  sealedSecret: string;
  /** The secret that `sealedSecret` replaced, and until when both are used to sign. */
  formerSecret?: { sealed: string; until: Date };
  /** Key of the last call that replaced the secret, so that a repeated call replaces it only once. */
  rotationKey?: string;
  createdBy: string;
  createdAt: Date;
  disabled: boolean;
  disabledAt?: Date;
  disabledReason?: DisabledReason;
  /**
   * When the administrators are notified, or notified again, that it was disabled; absent once they were, or when one of them disabled it.
   */
  noticeDueAt?: Date;
  /** Time of the last delivery that arrived, to the minute; or when it was enabled again. */
  lastGoodAt?: Date;
}

/**
 * `GONE`: the receiver answered 410. `FAILING`: a delivery was given up, and none arrived in all that time. `ADMINISTRATOR`: an
 * administrator disabled it.
 */
export const DISABLED_REASONS = ['GONE', 'FAILING', 'ADMINISTRATOR'] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];
/** Reasons for disabling a webhook automatically; administrators are notified. */
export type OwnReason = Exclude<DisabledReason, 'ADMINISTRATOR'>;

/** The most webhooks, which is how many can be sent to at the same time, so that none waits for another. */
export const MOST_WEBHOOKS = 50;
/** Calls to one webhook at the same time. */
export const CALLS_AT_ONCE = 4;

export const ALL_EVENTS = '*';

/** Whether the webhook receives events of this type. */
export const wants = ({ events }: Pick<Webhook, 'events'>, type: string): boolean =>
  events.includes(ALL_EVENTS) || events.includes(type);

/** The types of events that at least one webhook receives; undefined for all. */
export function wantedTypes(webhooks: readonly Pick<Webhook, 'events'>[]): readonly string[] | undefined {
  const types = new Set(webhooks.flatMap(({ events }) => events));
  return types.has(ALL_EVENTS) ? undefined : [...types];
}

/** 404 WEBHOOK_NOT_FOUND. */
export const webhookNotFound = (): Problem =>
  notFound('WEBHOOK_NOT_FOUND', 'There is no webhook with this id; GET /api/webhooks lists them.');

/** 409 WEBHOOK_LIMIT. */
export const tooManyWebhooks = (): Problem =>
  conflict('WEBHOOK_LIMIT', `There are ${MOST_WEBHOOKS} webhooks, and no more can be; delete one that is not needed.`);

/** 409 WEBHOOK_DISABLED. */
export const webhookDisabled = (): Problem =>
  conflict(
    'WEBHOOK_DISABLED',
    'This webhook is disabled, so nothing is sent to it; enable it first: PATCH it with {"disabled": false}.',
  );
