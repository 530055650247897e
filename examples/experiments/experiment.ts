import type { Setting } from '../setting.js';

export interface Experiment {
  /** The protection, and what it prevents, in a sentence. */
  readonly about: string;
  /** Runs the same events with or without the protection; returns the outcome. */
  readonly run: (protection: boolean, setting: Setting) => Promise<string>;
}
