/** The value of `www-authenticate` when the caller's internal token is refused, not its user's token. */
export const INTERNAL_CHALLENGE = 'Internal';
