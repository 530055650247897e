import { ConfigError, mongoUri, readConfig } from '@shop/common/config/config';
import { createLogger } from '@shop/common/logging/logger';
import { sagas } from './sagas/definitions.js';
import { gate } from 'saga-engine/operations/gate';

// Run by a deployment with the new release, before the rollout. Exit code 0: continue; 1: sagas under way would lack their definition,
// which is named; 78: the environment is invalid; 69: the database cannot be reached. With --rollback, sagas of newer versions may wait.
try {
  const { MONGODB_URI } = readConfig<{ MONGODB_URI: string }>({ MONGODB_URI: mongoUri() });
  const rollback = process.argv.includes('--rollback');
  const { passed, lines } = await gate(MONGODB_URI, sagas, createLogger('saga-gate', 'error'), { rollback });
  for (const line of lines) process.stdout.write(`${line}\n`);
  process.exitCode = passed ? 0 : 1;
} catch (error) {
  process.stderr.write(`The gate could not look: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof ConfigError ? ConfigError.exitCode : 69;
}
