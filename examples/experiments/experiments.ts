import { withSetting, type Urls } from '../setting.js';
import { barrier } from './barrier.js';
import { compareAndSet } from './compare-and-set.js';
import type { Experiment } from './experiment.js';
import { key } from './key.js';
import { majority } from './majority.js';

export const experiments: Readonly<Record<string, Experiment>> = {
  barrier,
  'compare-and-set': compareAndSet,
  key,
  majority,
};

/** Runs an experiment with or without its protection, and returns the outcome. */
export const run = (name: string, protection: boolean, urls: Urls): Promise<string> =>
  withSetting(`experiment-${name}`, urls, (setting) => experiments[name]!.run(protection, setting));
