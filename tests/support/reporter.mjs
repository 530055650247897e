import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import Mocha from 'mocha';
import { cpuSeconds } from './cpu.mjs';

/**
 * Mocha's spec reporter, which also writes the counts, the failed tests and their files, and the cost of each spec file to the file
 * named by TEST_COUNTS. @public mocha loads it by its path.
 */
export default class CountingSpec extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const failed = [];
    const failedFiles = new Set();
    /** Seconds of CPU by spec file; of several files, loading is counted on its own. */
    const cpu = {};
    let since = 0;
    runner.on('fail', (test, error) => {
      failed.push(`${test.fullTitle()}\n    ${error.stack ?? error.message ?? error}`);
      // a hook of all files has none of its own
      if (test.file) failedFiles.add(relative(process.cwd(), test.file));
    });
    const spend = (file) => {
      const now = cpuSeconds();
      cpu[file] = (cpu[file] ?? 0) + now - since;
      since = now;
    };
    const several = new Set(runner.suite.suites.map(({ file }) => file)).size > 1;
    runner.on('suite', ({ root }) => {
      if (root && several) spend('loading');
    });
    runner.on('suite end', ({ parent, file }) => {
      if (parent?.root) spend(relative(process.cwd(), file));
    });
    runner.once('end', () => {
      const { passes, failures, pending } = runner.stats;
      const counted = { passes, failures, pending, failed, failedFiles: [...failedFiles], cpu };
      if (process.env.TEST_COUNTS) writeFileSync(process.env.TEST_COUNTS, JSON.stringify(counted));
    });
  }
}
