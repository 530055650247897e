import { connectMongo, ensureIndexes } from '@shop/common/mongo/connection';
import { createLogger } from '@shop/common/logging/logger';
import { ConfigError } from '@shop/common/config/config';
import { days } from '@shop/common/time';
import { readUserConfig } from './config.js';
import { KeyRing } from './data/key-ring.js';
import { SigningKeyRepository } from './data/signing-key.repository.js';

// `npm run rotate-keys`: publishes a new signing key now; every replica signs with it a minute later
try {
  const config = readUserConfig();
  const logger = createLogger('rotate-keys', config.LOG_LEVEL);
  const mongo = await connectMongo(config.MONGODB_URI, { logger });
  try {
    const repository = new SigningKeyRepository(mongo, config.JWT_KEY_SECRET);
    await ensureIndexes(mongo);
    const keys = await KeyRing.open({ keys: repository, logger, maxAge: days(config.JWT_KEY_DAYS) });
    await keys.rotate();
    await keys.close();
  } finally {
    await mongo.close();
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof ConfigError ? ConfigError.exitCode : 1;
}
