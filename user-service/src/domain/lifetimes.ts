import { days, hours, minutes, seconds } from '@shop/common/time';

/** How long an access token is valid, milliseconds. */
export const ACCESS_TOKEN_LIFE = minutes(15);
/** How long a browser's session lasts, milliseconds. */
export const SESSION_LIFE = hours(8);
/** How long after its last use a refresh token still works, milliseconds. */
export const REFRESH_TOKEN_LIFE = days(30);
/** A new signing key is published this long before it signs, milliseconds: every replica and caller has seen it by then. */
export const KEY_LEAD = minutes(1);
/** A replaced signing key stays published this long, milliseconds: longer than anything that it signed. */
export const KEY_AFTERLIFE = hours(24);
/** Replicas look for new signing keys this often, milliseconds; well below KEY_LEAD. */
export const KEY_RELOAD = seconds(10);
