/** What `www-authenticate` says when it is the caller's internal token that is refused, not its user's. */
export const INTERNAL_CHALLENGE = 'Internal';
