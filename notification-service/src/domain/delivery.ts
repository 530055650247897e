import { notFound, type Problem } from '@shop/common/errors';
import type { DeliveryStatus } from '@shop/protos/contract';
import { v5 } from 'uuid';

/** One attempt to deliver it. */
export interface Attempt {
  at: Date;
  durationMs: number;
  /** HTTP status of the answer; without one `error` says why. */
  status?: number;
  error?: string;
  /** The beginning of the answer's body. */
  answer?: string;
}

/** One event for one webhook. */
export interface Delivery {
  _id: string;
  webhookId: string;
  eventId: string;
  type: string;
  subject: string;
  /** The event as it is sent, JSON. */
  body: string;
  /** The event's position in the log of its source. */
  position: number;
  status: DeliveryStatus;
  createdAt: Date;
  /** While it is pending: when it is due, or the deadline of the attempt under way. */
  nextAttemptAt?: Date;
  /** Time of the first attempt; a replay resets it. */
  firstAttemptAt?: Date;
  deliveredAt?: Date;
  /** Number of all attempts; `attempts` holds the last of them. */
  attemptCount: number;
  attempts: Attempt[];
  /** Key of the last call that requested a replay, so that a repeated call replays only once. */
  replayKey?: string;
  traceparent?: string;
  expiresAt: Date;
}

export const KEPT_DAYS = 30;
export const MOST_ATTEMPTS_KEPT = 20;

const NAMESPACE = 'a3f2c9d4-5f0e-4b57-9a0d-0d3c5d1b7e62';

/** Deterministic, so that an event has one delivery for each webhook, however often it is read. */
export const deliveryIdOf = (webhookId: string, eventId: string): string => v5(`${webhookId} ${eventId}`, NAMESPACE);

/**
 * The `webhook-id` of an event: the same for each attempt and replay, so that the receiver recognises duplicates. Without full stops, which
 * separate the signed parts.
 */
export const messageIdOf = (eventId: string): string => eventId.replaceAll(/[^A-Za-z0-9_-]/g, '_');

/** 404 DELIVERY_NOT_FOUND. */
export const deliveryNotFound = (): Problem =>
  notFound('DELIVERY_NOT_FOUND', `This webhook has no delivery with this id; they are kept for ${KEPT_DAYS} days.`);
