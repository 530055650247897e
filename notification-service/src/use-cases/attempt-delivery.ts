import { minutes, seconds } from '@shop/common/time';
import { currentContext, newContext, traceparentOf, withContext } from '@shop/common/tracing/context';
import { inSpan } from '@shop/common/tracing/tracing';
import { ATTEMPT_MS, type Outcome } from '../clients/receiver.js';
import { signedHeaders } from '../clients/signing.js';
import type { Claim, Conclusion } from '../data/delivery.repository.js';
import { messageIdOf, type Attempt } from '../domain/delivery.js';
import { nextAttempt } from '../domain/retries.js';
import type { Webhook } from '../domain/webhook.js';
import { disableWebhook } from './change-webhook.js';
import type { WebhookParts } from './webhook-parts.js';

/** An attempt and recording its outcome end within this time; after it, the attempt of a process that died is repeated. */
const CLAIM_MS = ATTEMPT_MS + seconds(5);
/** The shortest interval at which a successful delivery is recorded. */
const GOOD_EVERY_MS = minutes(1);

const GONE = 410;

/** Sends a due delivery and records the outcome. Does nothing when another process has claimed it. */
export async function attemptDelivery(
  parts: WebhookParts,
  webhook: Webhook,
  deliveryId: string,
  signal: AbortSignal,
): Promise<void> {
  const { deliveries, now } = parts;
  const at = now();
  const until = new Date(at.getTime() + CLAIM_MS);
  const claim = await deliveries.claim(webhook._id, deliveryId, at, until);
  if (!claim) return;
  const { traceparent, type } = claim.delivery;
  await withContext(newContext(undefined, traceparent), () =>
    inSpan(`webhook ${type}`, { kind: 'client' }, async () => {
      const outcome = await send(parts, webhook, claim, signal);
      // this process is stopping: the next process that claims it sends it
      if (!outcome) return deliveries.release(claim, now());
      await conclude(parts, webhook, claim, { ...outcome, at });
    }),
  );
}

/** Undefined when `signal` aborted it. An error here counts as a failed attempt, so that it does not block other deliveries. */
async function send(
  { secrets, receivers, faults, logger, now }: WebhookParts,
  webhook: Webhook,
  { delivery: { eventId, body } }: Claim,
  signal: AbortSignal,
): Promise<Outcome | undefined> {
  const context = currentContext();
  try {
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'shop-webhooks/1',
      ...signedHeaders(secrets.signing(webhook, now()), messageIdOf(eventId), now(), body),
      // the receiver's work can go on in the order's trace
      ...(context && { traceparent: traceparentOf(context) }),
    };
    return await faults.around('notification.webhook', () => receivers.send(webhook.url, headers, body, signal));
  } catch (error) {
    if (signal.aborted) return undefined;
    logger.error('A webhook could not be sent', { webhook: webhook._id, error });
    return { error: (error as Error).message, durationMs: 0 };
  }
}

async function conclude(
  parts: WebhookParts,
  webhook: Webhook,
  claim: Claim,
  { at, retryAfterMs, ...outcome }: Outcome & { at: Date },
): Promise<void> {
  const { deliveries, webhooks, schedule, now, logger } = parts;
  const { delivery } = claim;
  const good = outcome.status !== undefined && outcome.status >= 200 && outcome.status < 300;
  const firstAttemptAt = delivery.firstAttemptAt ?? at;
  const next = good
    ? undefined
    : nextAttempt(schedule, {
        failures: triesSince(delivery.attempts, firstAttemptAt) + 1,
        since: firstAttemptAt,
        now: now(),
        ...(retryAfterMs === undefined ? {} : { atLeastMs: retryAfterMs }),
      });
  const to: Conclusion = good
    ? { status: 'DELIVERED', firstAttemptAt, deliveredAt: now() }
    : next
      ? { status: 'PENDING', firstAttemptAt, nextAttemptAt: next }
      : { status: 'FAILED', firstAttemptAt };
  const attempt: Attempt = { at, ...outcome };
  if (!(await deliveries.conclude(claim, attempt, to))) return;
  parts.attempted(good ? 'delivered' : 'failed');
  if (good) {
    if (now().getTime() - (webhook.lastGoodAt?.getTime() ?? 0) > GOOD_EVERY_MS)
      await webhooks.noteGood(webhook._id, now());
    return;
  }
  logger.debug('A webhook was not taken', { webhook: webhook._id, delivery: delivery._id, status: outcome.status });
  if (outcome.status === GONE) return disableWebhook(parts, webhook._id, 'GONE');
  if (next || !(await webhooks.disableIfSilent(webhook._id, firstAttemptAt, now()))) return;
  logger.warn('A webhook was disabled: nothing arrived as long as deliveries are tried', { webhook: webhook._id });
  await deliveries.hold(webhook._id);
}

/** Attempts since the last replay. Fewer may be stored than were made, which only makes a rest shorter. */
const triesSince = (attempts: readonly Attempt[], first: Date): number =>
  attempts.filter(({ at }) => at >= first).length;
