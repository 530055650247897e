import { route, type AnyRoute } from '@shop/common/http/route';
import { sameEmail } from '../domain/account.js';
import { askForReset } from '../use-cases/ask-for-reset.js';
import type { Parts } from '../use-cases/parts.js';
import { resetPassword } from '../use-cases/reset-password.js';
import { resetRequestSchema, resetSchema } from './password-reset.schema.js';

const tag = 'Log-in';

/** Routes for a forgotten password: whoever can read the account's mails sets a new one. */
export const passwordResetRoutes = (parts: Parts): AnyRoute[] => [
  route({
    method: 'POST',
    path: '/api/users/password-reset',
    who: 'anyone',
    summary:
      'Have a link mailed to set a new password with; the answer is the same whether or not there is such an account',
    tag,
    body: resetRequestSchema,
    idempotent: ({ caller, body }) => `password reset ${caller.address ?? ''} ${sameEmail(body.email)}`,
    answers: { 202: { description: 'If there is such an account, it is sent a mail' } },
    problems: ['RATE_LIMITED'],
    async handle({ body, caller: { address }, idempotencyKey }) {
      const key = idempotencyKey && JSON.stringify([address, sameEmail(body.email), idempotencyKey]);
      await askForReset(parts, { email: body.email, key });
      return { status: 202 };
    },
  }),
  route({
    method: 'POST',
    path: '/api/users/password-reset/confirm',
    who: 'anyone',
    summary: 'Set a new password with the token of a mail; every log-in of the account ends',
    tag,
    body: resetSchema,
    answers: { 204: { description: 'Set' } },
    problems: ['BAD_RESET_TOKEN', 'RATE_LIMITED'],
    async handle({ body, begun, caller: { address } }) {
      await resetPassword(parts, { ...body, begun, address });
      return { status: 204 };
    },
  }),
];
