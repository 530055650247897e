import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { asLogLine } from '../dist/log.js';
import { shortForm, terminalSink } from '../dist/terminal.js';

describe('a line of a process', () => {
  it('goes to the file unchanged if it is JSON', () => {
    const text = '{"level":"warn","message":"slow","orderId":"o1"}';
    const { json, line } = asLogLine('order-service', text, 'info');
    expect(json).to.equal(text);
    expect(line).to.include({ process: 'order-service', level: 'warn', message: 'slow' });
  });

  for (const text of ['Ready to accept connections', '{ not JSON', '[1,2]']) {
    it(`is wrapped in JSON if it is plain text: ${text}`, () => {
      const entry = JSON.parse(asLogLine('redis', text, 'info').json) as Record<string, unknown>;
      expect(entry).to.include({ level: 'info', service: 'redis', message: text });
      expect(Date.parse(entry['time'] as string)).to.be.closeTo(Date.now(), 5000);
    });
  }

  it('shows the call and the outcome of a request', () => {
    const text = '{"level":"info","message":"request","method":"GET","path":"/api/orders","status":200,"ms":12.3}';
    expect(asLogLine('gateway', text, 'info').line.message).to.equal('GET /api/orders 200 12.3 ms');
  });

  for (const [all, shown] of [
    [false, ['launcher', 'warning', 'failure']],
    [true, ['launcher', 'routine', 'warning', 'failure']],
  ] as const) {
    it(`is left out of the terminal if it is routine, unless all are requested (${all})`, () => {
      const output = new PassThrough({ encoding: 'utf8' });
      const sink = terminalSink({ all }, output as unknown as NodeJS.WriteStream);
      const at = new Date();
      sink({ process: 'launcher', level: 'info', message: 'launcher', at });
      sink({ process: 'redis', level: 'info', message: 'routine', at });
      sink({ process: 'redis', level: 'warn', message: 'warning', at });
      sink({ process: 'gateway', level: 'error', message: 'failure', at });
      const lines = String(output.read()).trimEnd().split('\n');
      expect(lines.map((line) => line.split(' ').at(-1))).to.deep.equal(shown);
    });
  }

  it('is short on the terminal, with colour only on request', () => {
    const line = { process: 'redis', level: 'info', message: 'ready', at: new Date(2026, 0, 2, 3, 4, 5) };
    expect(shortForm(line, false)).to.equal('03:04:05 redis             info  ready');
    expect(shortForm(line, true)).to.contain('\u001b[').and.contain('ready');
  });
});
