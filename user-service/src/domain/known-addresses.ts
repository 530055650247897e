import { days } from '@shop/common/time';

/** An address from which an account logged in, as `AddressHash` returns it. */
export interface KnownAddress {
  readonly hash: string;
  readonly at: Date;
}

/** How long after a log-in its address is known, milliseconds. */
const KNOWN_FOR = days(30);
/** The most addresses of an account that are kept, the latest ones. */
const MOST = 10;
/** A log-in from a known address is recorded again only after this long, milliseconds: not every log-in writes. */
const NOTED_AGAIN_AFTER = days(1);

type Known = readonly KnownAddress[] | undefined;

const since = (at: Date, now: Date): number => now.getTime() - at.getTime();

/** True when the account logged in from this address within 30 days. */
export const isKnown = (known: Known, hash: string, now: Date): boolean =>
  (known ?? []).some((each) => each.hash === hash && since(each.at, now) < KNOWN_FOR);

/** The known addresses after a log-in from one; undefined when nothing needs to be written. */
export function afterLogIn(known: Known, hash: string, now: Date): KnownAddress[] | undefined {
  const others = (known ?? []).filter((each) => each.hash !== hash && since(each.at, now) < KNOWN_FOR);
  const noted = known?.find((each) => each.hash === hash);
  if (noted && since(noted.at, now) < NOTED_AGAIN_AFTER) return undefined;
  return [...others, { hash, at: now }].slice(-MOST);
}
