import { named } from '@shop/common/http/json-schema';
import { pageShape, type PageQuery } from '@shop/common/http/paging';
import Joi from 'joi';
import type { Mail } from '../domain/mail.js';

export const mailsQuerySchema = Joi.object<PageQuery>(pageShape);

const shownMail = named(
  'Mail',
  Joi.object({
    id: Joi.string().required(),
    kind: Joi.string()
      .valid(
        'password-reset',
        'order-confirmed',
        'order-cancelled',
        'payment-refunded',
        'refund-failed',
        'webhook-disabled',
      )
      .required(),
    userId: Joi.string().required(),
    orderId: Joi.string(),
    state: Joi.string().valid('WAITING', 'SENDING', 'SENT', 'FAILED', 'UNKNOWN', 'DROPPED').required(),
    attempts: Joi.number().integer().required(),
    possibleDuplicate: Joi.boolean().required(),
    reason: Joi.string(),
    createdAt: Joi.string().isoDate().required(),
    dueAt: Joi.string().isoDate(),
    endedAt: Joi.string().isoDate(),
  }),
);
export const mailsSchema = Joi.object({
  items: Joi.array().items(shownMail).required(),
  nextCursor: Joi.string().allow(null).required(),
});

/** A mail as an administrator sees it: the recipient's account, never the address. */
export const showMail = (mail: Mail) => ({
  id: mail._id,
  kind: mail.content.kind,
  userId: mail.userId,
  ...('orderId' in mail.content ? { orderId: mail.content.orderId } : {}),
  state: mail.state,
  attempts: mail.attempts,
  possibleDuplicate: mail.possibleDuplicate ?? false,
  ...(mail.reason === undefined ? {} : { reason: mail.reason }),
  createdAt: mail.createdAt.toISOString(),
  ...(mail.dueAt ? { dueAt: mail.dueAt.toISOString() } : {}),
  ...(mail.endedAt ? { endedAt: mail.endedAt.toISOString() } : {}),
});
