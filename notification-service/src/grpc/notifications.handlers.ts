import { serve, type Served } from '@shop/common/grpc/server';
import { idSchema } from '@shop/common/http/server';
import { valid } from '@shop/common/validation/validate';
import type { NotificationsDefinition } from '@shop/protos/generated/shop/v1/Notifications';
import { CALLERS } from '@shop/topology/callers';
import Joi from 'joi';
import type { MailParts } from '../use-cases/mail-parts.js';
import { takeMail } from '../use-cases/take-mail.js';

const resetSchema = Joi.object<{ resetId: string; userId: string }>({
  resetId: idSchema.required(),
  userId: idSchema.required(),
});

/** shop.v1.Notifications: proto → use case → proto. */
export const notificationHandlers = (parts: Pick<MailParts, 'mails' | 'queue' | 'faults' | 'logger'>): Served =>
  serve<NotificationsDefinition>('Notifications', CALLERS.Notifications, {
    async SendPasswordReset(request) {
      const { resetId, userId } = valid(resetSchema, { resetId: request.resetId, userId: request.userId });
      await takeMail(parts, `password-reset.${resetId}`, userId, { kind: 'password-reset', resetId });
      return {};
    },
  });
