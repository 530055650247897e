import type { Logger } from '@shop/common/logging/logger';
import type { NotificationsClient } from '../clients/notifications.js';
import type { AddressHash } from '../crypto/address-hash.js';
import type { Passwords } from '../crypto/passwords.js';
import type { ResetTokens } from '../crypto/reset-token.js';
import type { Tokens } from '../crypto/tokens.js';
import type { AdministratorsRepository } from '../data/administrators.repository.js';
import type { FailedLogIns } from '../data/failed-log-ins.js';
import type { PasswordResetRepository } from '../data/password-reset.repository.js';
import type { RefreshFamilyRepository } from '../data/refresh-family.repository.js';
import type { SessionRepository } from '../data/session.repository.js';
import type { UserRepository } from '../data/user.repository.js';

/** The dependencies of the use cases; each names those that it needs. */
export interface Parts {
  readonly users: UserRepository;
  readonly administrators: AdministratorsRepository;
  readonly families: RefreshFamilyRepository;
  readonly sessions: SessionRepository;
  readonly failures: FailedLogIns;
  readonly passwords: Passwords;
  readonly addressHash: AddressHash;
  readonly tokens: Tokens;
  /** Notifies the gateways that an account was disabled, before its administrator gets the answer. Never rejects. */
  readonly announceDisabled: (userId: string) => Promise<void>;
  readonly resets: PasswordResetRepository;
  readonly resetTokens: ResetTokens;
  readonly notifications: NotificationsClient;
  /** Wakes the look-up: there is a reset to look up. */
  readonly wakeResets: () => void;
  readonly logger: Logger;
}
