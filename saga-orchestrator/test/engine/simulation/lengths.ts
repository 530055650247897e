export { hours, minutes, seconds } from '../../../src/engine/duration.js';
import { hours } from '../../../src/engine/duration.js';

export const days = (count: number): number => hours(24 * count);
