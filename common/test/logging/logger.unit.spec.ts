import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';

const logger = fileURLToPath(new URL('../../dist/logging/logger.js', import.meta.url));
const run = promisify(execFile);

describe('a log line', () => {
  it('is JSON with its level and without secrets, and is left out below the configured level', async () => {
    const script = `const { createLogger } = await import(${JSON.stringify(logger)});
      const log = createLogger('test', 'info');
      log.info('hello', { password: 'hunter2', card: '4242424242424242' });
      log.debug('unheard');`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script]);
    const lines = stdout.trim().split('\n');
    expect(lines).to.have.length(1);
    const line = JSON.parse(lines[0]!) as Record<string, unknown>;
    expect(line).to.deep.include({ level: 'info', service: 'test', message: 'hello', password: '[redacted]' });
    expect(stdout).not.to.match(/hunter2|4242/);
  });
});
