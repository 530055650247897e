import type { Setting } from '../setting.js';

export interface Experiment {
  /** What protects, and against what, in a sentence. */
  readonly about: string;
  /** The same events with and without the protection; answers what became of them. */
  readonly run: (protection: boolean, setting: Setting) => Promise<string>;
}
