import { seconds } from './time.js';

/**
 * How long a process has from SIGTERM to its end, milliseconds. The launcher kills after the same time; Compose (stop_grace_period) and
 * Kubernetes (terminationGracePeriodSeconds) wait longer.
 */
export const DRAIN_MS = seconds(10);
