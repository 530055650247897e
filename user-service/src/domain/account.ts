import type { Role } from '@shop/common/auth/callers';
import type { Language } from '@shop/protos/contract';
import type { KnownAddress } from './known-addresses.js';

/** One person's account. */
export interface Account {
  readonly id: string;
  /** As `sameEmail` returns it. */
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** Cannot log in, refresh, or be named by the gateway. */
  readonly disabled: boolean;
  readonly passwordHash: string;
  /** Counts the events that end every log-in: a new password, a disabling. A log-in of an earlier epoch has ended. */
  readonly epoch: number;
  readonly createdAt: Date;
  /** Counts changes of role and access; absent counts as 0. A change that was decided on an earlier one fails. */
  readonly revision?: number;
  /** Addresses from which it logged in recently. */
  readonly knownAddresses?: KnownAddress[];
  /** The language of mails; absent in older accounts. */
  readonly language?: Language;
}

/** The form in which addresses are stored and compared: lower case, composed (NFC). */
export const sameEmail = (email: string): string => email.normalize('NFC').toLowerCase();

/** What an owner may change of an account, besides the password. */
export interface ProfileChange {
  readonly name?: string;
  readonly language?: Language;
}

/** What an administrator may change of an account. */
export interface AccountChange {
  readonly role?: Role;
  readonly disabled?: boolean;
}

type Standing = Pick<Account, 'role' | 'disabled'>;
const isAdministrator = ({ role, disabled }: Standing): boolean => role === 'admin' && !disabled;

/** The effect of a change on an account's membership in the enabled administrators. */
export function placeAfter(account: Standing, change: AccountChange): 'joins' | 'leaves' | 'stays' {
  const [before, after] = [isAdministrator(account), isAdministrator({ ...account, ...change })];
  return before === after ? 'stays' : after ? 'joins' : 'leaves';
}

/** True when a change must end every log-in of the account. */
export const endsLogIns = (account: Account, change: AccountChange): boolean =>
  change.disabled === true && !account.disabled;
