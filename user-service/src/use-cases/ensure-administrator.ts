import { v7 as uuidv7 } from 'uuid';
import { sameEmail } from '../domain/account.js';
import type { Parts } from './parts.js';

/** Makes the administrator of the environment unless the address has an account; replicas may do so at once. */
export async function ensureAdministrator(
  { users, passwords, logger }: Pick<Parts, 'users' | 'passwords' | 'logger'>,
  { ADMIN_EMAIL, ADMIN_PASSWORD }: { ADMIN_EMAIL: string; ADMIN_PASSWORD: string },
): Promise<void> {
  const email = sameEmail(ADMIN_EMAIL);
  const existing = await users.byEmail(email);
  if (existing) {
    // whoever registered this address first must not become an administrator by that
    if (existing.role !== 'admin')
      logger.warn('The account of ADMIN_EMAIL is not an administrator; choose another address', {
        userId: existing.id,
      });
    return;
  }
  await users.insert({
    id: uuidv7(),
    email,
    name: 'Administrator',
    role: 'admin',
    disabled: false,
    passwordHash: await passwords.hash(ADMIN_PASSWORD),
    epoch: 0,
    createdAt: new Date(),
  });
}
