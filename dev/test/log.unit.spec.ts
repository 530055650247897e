import { expect } from 'chai';
import { asLogLine } from '../src/log.js';
import { shortForm } from '../src/terminal.js';

describe('a line of a process', () => {
  it('goes to the file as it is when it is JSON', () => {
    const text = '{"level":"warn","message":"slow","orderId":"o1"}';
    const { json, line } = asLogLine('order-service', text, 'info');
    expect(json).to.equal(text);
    expect(line).to.include({ process: 'order-service', level: 'warn', message: 'slow' });
  });

  for (const text of ['Ready to accept connections', '{ not JSON', '[1,2]']) {
    it(`is wrapped when it is plain text: ${text}`, () => {
      const entry = JSON.parse(asLogLine('redis', text, 'info').json) as Record<string, unknown>;
      expect(entry).to.include({ level: 'info', service: 'redis', message: text });
      expect(Date.parse(entry['time'] as string)).to.be.closeTo(Date.now(), 5000);
    });
  }

  it('is short on the terminal, in colour only when asked', () => {
    const line = { process: 'redis', level: 'info', message: 'ready', at: new Date(2026, 0, 2, 3, 4, 5) };
    expect(shortForm(line, false)).to.equal('03:04:05 redis             info  ready');
    expect(shortForm(line, true)).to.contain('\u001b[').and.contain('ready');
  });
});
