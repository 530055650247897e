import { conflict, notFound, Problem } from '@shop/common/errors';

/** 401, the same words for an unknown address and a wrong password. */
export const badCredentials = (): Problem =>
  new Problem(401, 'BAD_CREDENTIALS', { detail: 'The e-mail address or the password is not right.' });

/** 401, the same words for an unknown, spent, ended or expired token. */
export const badRefreshToken = (): Problem =>
  new Problem(401, 'BAD_REFRESH_TOKEN', { detail: 'This refresh token is not valid any more; log in again.' });

/** 401, the same words for an unknown, used or expired token of a mail. */
export const badResetToken = (): Problem =>
  new Problem(401, 'BAD_RESET_TOKEN', { detail: 'This link was used already or is too old; ask for a new one.' });

/** 403; only returned to someone who knows the password. */
export const accountDisabled = (): Problem =>
  new Problem(403, 'ACCOUNT_DISABLED', { detail: 'This account is disabled; ask an administrator.' });

/** 409 EMAIL_TAKEN. */
export const emailTaken = (): Problem =>
  conflict('EMAIL_TAKEN', 'There is an account with this e-mail address; log in, or register with another one.');

/** 409 LAST_ADMINISTRATOR. */
export const lastAdministrator = (): Problem =>
  conflict('LAST_ADMINISTRATOR', 'This is the last enabled administrator; make another account one first.');

/** 404 USER_NOT_FOUND. */
export const userNotFound = (): Problem => notFound('USER_NOT_FOUND', 'There is no such account.');

/** 401 for an access token that is not valid, or no longer. */
export const badAccessToken = (): Problem =>
  new Problem(401, 'UNAUTHENTICATED', { detail: 'The access token is not valid any more; log in again.' });

/** 429 for an account or address with the maximum number of passwords being checked. */
export const tooManyAtOnce = (): Problem =>
  new Problem(429, 'RATE_LIMITED', {
    detail: 'More passwords of yours are being checked than one account or address may have; try again shortly.',
    retryAfter: 2,
  });

/** 429 with the seconds until the account accepts log-ins again. */
export const tooManyFailures = (retryAfter: number): Problem =>
  new Problem(429, 'RATE_LIMITED', {
    detail: 'Too many failed log-ins for this account; wait as long as Retry-After says.',
    retryAfter,
  });
