import { Problem } from '@shop/common/errors';
import { endsLogIns, placeAfter, type Account, type AccountChange } from '../domain/account.js';
import { findAccount } from './find-account.js';
import { syncAdministrators, takeOut } from './keep-administrators.js';
import type { Parts } from './parts.js';

/** Throws 403 unless the account is an enabled administrator's now: a token may be older than a demotion. */
export async function requireAdministrator({ users }: Pick<Parts, 'users'>, id: string): Promise<void> {
  const account = await users.byId(id);
  if (account?.role !== 'admin' || account.disabled)
    throw new Problem(403, 'FORBIDDEN', { detail: 'Only an administrator may do this.' });
}

/**
 * Changes role or access of an account. Throws 404 USER_NOT_FOUND, 409 LAST_ADMINISTRATOR, whatever others change at the same time.
 * Disabling ends every log-in.
 */
export async function changeAccount(
  parts: Pick<Parts, 'users' | 'administrators' | 'families' | 'sessions' | 'announceDisabled' | 'logger'>,
  by: string,
  id: string,
  change: AccountChange,
): Promise<Account> {
  for (;;) {
    const account = await findAccount(parts, id);
    const place = placeAfter(account, change);
    // after the account was read: whoever adds it again has given it a new revision, so that this change fails
    if (place === 'leaves' && !(await takeOut(parts, id))) continue;
    const changed = await parts.users.change(account, change);
    // another administrator was faster: read again
    if (!changed) continue;
    if (place === 'joins') await syncAdministrators(parts, id);
    if (endsLogIns(account, change))
      await Promise.all([parts.announceDisabled(id), parts.families.endAllOf(id), parts.sessions.endAllOf(id)]);
    parts.logger.info('An administrator changed an account', { by, account: id, change });
    return changed;
  }
}
