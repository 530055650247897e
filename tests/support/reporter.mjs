import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** Mocha's spec reporter, which also writes what was counted, and what failed, to the file named by TEST_COUNTS. @public mocha loads it by its path. */
export default class CountingSpec extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const failed = [];
    runner.on('fail', (test, error) =>
      failed.push(`${test.fullTitle()}\n    ${error.stack ?? error.message ?? error}`),
    );
    runner.once('end', () => {
      const { passes, failures, pending } = runner.stats;
      if (process.env.TEST_COUNTS)
        writeFileSync(process.env.TEST_COUNTS, JSON.stringify({ passes, failures, pending, failed }));
    });
  }
}
