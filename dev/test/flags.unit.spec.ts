import { expect } from 'chai';
import { parseFlags } from '../dist/flags.js';

describe('the flags of npm start', () => {
  it('default to the whole stack with the demonstration', () => {
    const flags = parseFlags([]);
    expect(flags).to.include({ demo: true, fresh: false, verbose: false, help: false });
    expect(flags).not.to.have.property('portBase');
    expect(flags.dataDir).to.match(/\/\.data$/);
  });

  it('are read as the contract names them', () => {
    const args = [
      '--port-base',
      '4000',
      '--data',
      '/tmp/d',
      '--no-demo',
      '--fresh',
      '--verbose',
      '--replicas',
      'order-service=2',
    ];
    expect(parseFlags([...args, '--replicas=gateway=3'])).to.deep.equal({
      portBase: 4000,
      dataDir: '/tmp/d',
      demo: false,
      fresh: true,
      verbose: true,
      help: false,
      replicas: { 'order-service': 2, gateway: 3 },
    });
  });

  for (const [args, reason] of [
    [['--port', '4000'], "Unknown option '--port'"],
    [['4000'], "Unexpected argument '4000'"],
    [['--port-base'], '--port-base'],
    [['--port-base', 'x'], '--port-base x is not a port number'],
    [['--replicas', 'order-service=5'], '1 to 4'],
    [['--replicas', 'order-service'], '1 to 4'],
    [['--replicas', 'orders=2'], 'names no service'],
    [['--replicas', 'payment-provider=2'], 'names no service'],
  ] as const) {
    it(`refuse ${args.join(' ')} with a sentence`, () => {
      expect(() => parseFlags([...args]))
        .to.throw(reason)
        .with.property('exitCode', 1);
    });
  }
});
