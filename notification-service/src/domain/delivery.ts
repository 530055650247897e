import { notFound, type Problem } from '@shop/common/errors';
import type { DeliveryStatus } from '@shop/protos/contract';
import { v5 } from 'uuid';

/** One time that the receiver was asked to take it. */
export interface Attempt {
  at: Date;
  durationMs: number;
  /** HTTP status of the answer; without one `error` says why. */
  status?: number;
  error?: string;
  /** The beginning of what was answered. */
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
  /** Of the event, in the log of its source. */
  position: number;
  status: DeliveryStatus;
  createdAt: Date;
  /** While it is pending: when it is due, or until when the attempt under way has time. */
  nextAttemptAt?: Date;
  /** Since when it is tried; a replay starts again. */
  firstAttemptAt?: Date;
  deliveredAt?: Date;
  /** All attempts ever made; `attempts` holds the last of them. */
  attemptCount: number;
  attempts: Attempt[];
  /** Name of the last call that asked for a replay, so that a call that is sent again replays once. */
  replayKey?: string;
  traceparent?: string;
  expiresAt: Date;
}

export const KEPT_DAYS = 30;
export const MOST_ATTEMPTS_KEPT = 20;

const NAMESPACE = 'a3f2c9d4-5f0e-4b57-9a0d-0d3c5d1b7e62';

/** The same each time that the event is read, so that an event is one delivery for each webhook. */
export const deliveryIdOf = (webhookId: string, eventId: string): string => v5(`${webhookId} ${eventId}`, NAMESPACE);

/**
 * The `webhook-id` of an event: the same for each attempt and replay, so that the receiver knows it again. Without full
 * stops, which separate what is signed.
 */
export const messageIdOf = (eventId: string): string => eventId.replaceAll(/[^A-Za-z0-9_-]/g, '_');

/** 404 DELIVERY_NOT_FOUND. */
export const deliveryNotFound = (): Problem =>
  notFound('DELIVERY_NOT_FOUND', `This webhook has no delivery with this id; they are kept for ${KEPT_DAYS} days.`);
