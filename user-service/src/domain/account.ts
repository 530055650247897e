import type { Role } from '@shop/common/auth';

/** One person's account. */
export interface Account {
  readonly id: string;
  /** As `sameEmail` gives it. */
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** Cannot log in, refresh, or be vouched for. */
  readonly disabled: boolean;
  readonly passwordHash: string;
  /** Counts what ends every log-in at once: a new password, a disabling. A log-in of an earlier epoch is over. */
  readonly epoch: number;
  readonly createdAt: Date;
}

/** The form in which addresses are kept and compared: without case, composed (NFC). */
export const sameEmail = (email: string): string => email.normalize('NFC').toLowerCase();

/** What an administrator may change of an account. */
export interface AccountChange {
  readonly role?: Role;
  readonly disabled?: boolean;
}

/** True when a change would take the acting administrator's own powers, after which nobody might be left to undo it. */
export const locksOutItself = (by: string, id: string, change: AccountChange): boolean =>
  by === id && (change.disabled === true || (change.role ?? 'admin') !== 'admin');

/** True when a change must end every log-in of the account. */
export const endsLogIns = (account: Account, change: AccountChange): boolean =>
  change.disabled === true && !account.disabled;
