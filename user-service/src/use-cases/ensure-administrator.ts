import { v7 as uuidv7 } from 'uuid';
import { sameEmail } from '../domain/account.js';
import { syncAdministrators } from './keep-administrators.js';
import type { Parts } from './parts.js';

/**
 * Creates the administrator of the environment unless the address has an account; several replicas may do so at once. An account that was
 * demoted or disabled stays so: an operator without any administrator left configures another address.
 */
export async function ensureAdministrator(
  parts: Pick<Parts, 'users' | 'administrators' | 'passwords' | 'logger'>,
  { ADMIN_EMAIL, ADMIN_PASSWORD }: { ADMIN_EMAIL: string; ADMIN_PASSWORD: string },
): Promise<void> {
  const { users, passwords, logger } = parts;
  const email = sameEmail(ADMIN_EMAIL);
  const existing = await users.byEmail(email);
  if (existing) {
    // whoever registered this address first must not become an administrator by that
    if (existing.role !== 'admin' || existing.disabled)
      logger.warn('The account of ADMIN_EMAIL is not an enabled administrator; choose another address', {
        userId: existing.id,
      });
    await syncAdministrators(parts);
    return;
  }
  const id = uuidv7();
  const isNew = await users.insert({
    id,
    email,
    name: 'Administrator',
    role: 'admin',
    disabled: false,
    passwordHash: await passwords.hash(ADMIN_PASSWORD, { account: email }),
    epoch: 0,
    createdAt: new Date(),
  });
  if (isNew) logger.info('Made the administrator of ADMIN_EMAIL', { userId: id });
  await syncAdministrators(parts);
}
