import { differences, isReplaceable, correctedBy, without, type Administrators } from '../domain/administrators.js';
import { lastAdministrator } from '../domain/refusals.js';
import type { Parts } from './parts.js';

type Needed = Pick<Parts, 'users' | 'administrators'>;

/**
 * Makes the set of enabled administrators equal to the accounts, and returns it; `joining` has just become one. Every account that joins
 * gets a new revision first: a delayed change that removed it before fails then.
 */
export async function syncAdministrators({ users, administrators }: Needed, joining?: string): Promise<Administrators> {
  for (;;) {
    const all = await administrators.read();
    const enabled = await users.enabledAdministrators();
    const ids = enabled.map(({ id }) => id);
    const found = differences(all, ids, { now: new Date(), joining });
    if (found.missing.length === 0 && found.gone.length === 0) return all;
    const joins = enabled.filter(({ id }) => found.missing.includes(id));
    const renewed = await Promise.all(joins.map((account) => users.renewRevision(account)));
    const corrected = correctedBy(all, found);
    if (renewed.every(Boolean) && (await administrators.replace(corrected))) return corrected;
  }
}

/**
 * Removes an administrator from the set, before its account is changed. False when the set changed meanwhile: read again. Throws 409
 * LAST_ADMINISTRATOR.
 */
export async function takeOut(parts: Needed, id: string): Promise<boolean> {
  const all = await syncAdministrators(parts);
  if (!isReplaceable(all, id)) throw lastAdministrator();
  // another process is removing it now
  if (!all.ids.includes(id)) return true;
  return parts.administrators.replace(without(all, id, new Date()));
}
