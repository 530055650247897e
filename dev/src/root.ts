import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's folder; the same from dev/src and dev/dist. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The launcher's plain JavaScript in dev/, which is not compiled. */
export const launcherFolder = join(root, 'dev');
