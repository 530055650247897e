import { idSchema } from '@shop/common/validation/validate';
import { currencySchema, minorSchema } from '@shop/protos/schemas';
import Joi from 'joi';
import type { DisputeStatus } from '@shop/protos/contract';
import { MOVEMENTS, type MovementType } from '../domain/money-movement.js';
import { webhookSchema } from './webhook.js';

/** A charge in the built-in provider's answers and webhooks. Minor units; times ISO 8601. */
export interface WireCharge {
  readonly id: string;
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly declineCode?: string;
  readonly voided: boolean;
  /** The page on which the customer must confirm it, while that is required. */
  readonly actionUrl?: string;
  readonly movements: readonly {
    readonly id: string;
    readonly type: MovementType;
    readonly amountMinor: number;
    readonly key: string;
    readonly at: string;
  }[];
  /** Refunds that failed; they are no longer in `movements`. */
  readonly failedRefunds?: readonly { readonly id: string; readonly key: string; readonly at: string }[];
}

/** A page of all charges, the oldest first. */
export interface WireList {
  readonly items: readonly (WireCharge & { readonly at: string })[];
  /** Where the next page begins; left out on the last one. */
  readonly next?: number;
}

/** A dispute in the built-in provider's answers. */
export interface WireDispute {
  readonly id: string;
  readonly reference: string;
  readonly status: DisputeStatus;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reason: string;
  readonly evidenceDueAt?: string;
  readonly at: string;
}

/** A page of disputes, the oldest first. */
export interface WireDisputeList {
  readonly items: readonly WireDispute[];
  /** Where the next page begins; left out on the last one. */
  readonly next?: number;
}

/** The body of a webhook about a dispute: only its id, since the dispute is then read from the provider. */
export const disputeEvent = webhookSchema<{ dispute: { id: string } }>({
  dispute: Joi.object({ id: Joi.string().max(300).required() }).required(),
});

/** The body of a webhook. */
interface WireEvent {
  readonly id: string;
  readonly type: 'charge.changed';
  readonly charge: WireCharge;
}

const text = Joi.string().max(300).required();
const amountMinor = minorSchema.required();
const time = Joi.string()
  .max(40)
  .custom((value: string, helpers) => (Number.isNaN(Date.parse(value)) ? helpers.error('date.base') : value))
  .required();

/** The schema of a webhook's body. */
export const wireEvent = webhookSchema<WireEvent>({
  id: text,
  type: text,
  charge: Joi.object({
    id: text,
    reference: idSchema.required(),
    amountMinor,
    currency: currencySchema.required(),
    declineCode: Joi.string().max(100),
    voided: Joi.boolean().required(),
    actionUrl: Joi.string()
      .uri({ scheme: ['http', 'https'] })
      .max(2_000),
    movements: Joi.array()
      .items(
        Joi.object({
          id: text,
          type: Joi.string()
            .valid(...MOVEMENTS)
            .required(),
          amountMinor,
          key: text,
          at: time,
        }),
      )
      .max(1_000)
      .required(),
    failedRefunds: Joi.array()
      .items(Joi.object({ id: text, key: text, at: time }))
      .max(1_000),
  }).required(),
});
