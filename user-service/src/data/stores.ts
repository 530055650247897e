import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { AdministratorsRepository } from './administrators.repository.js';
import { FailedLogIns } from './failed-log-ins.js';
import { PasswordResetRepository } from './password-reset.repository.js';
import { RefreshFamilyRepository } from './refresh-family.repository.js';
import { SessionRepository } from './session.repository.js';
import { SigningKeyRepository } from './signing-key.repository.js';
import { UserRepository } from './user.repository.js';

/** The repositories of user-service; `secret` seals its signing keys. */
export const openStores = (mongo: Connection, redis: Redis, secret: string) => ({
  signingKeys: new SigningKeyRepository(mongo, secret),
  users: new UserRepository(mongo),
  administrators: new AdministratorsRepository(mongo),
  families: new RefreshFamilyRepository(mongo),
  sessions: new SessionRepository(mongo),
  resets: new PasswordResetRepository(mongo),
  failures: new FailedLogIns(redis),
});
