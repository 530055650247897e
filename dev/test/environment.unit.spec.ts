import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { documentedVariables } from '../dist/environment.js';
import { databaseUri } from '../dist/mongo-uri.js';
import { serviceEnvironment } from '../dist/single.js';
import { temporaryFolders } from './support/stacks.js';

describe('a service’s .env.example', () => {
  const folder = temporaryFolders();

  const example = (text: string) => {
    const made = folder();
    writeFileSync(join(made, '.env.example'), text);
    return made;
  };

  it('names variables, with their values unless commented out or empty', () => {
    const text =
      '# Its own port\nPORT=3001\n#PAYMENT_TIMEOUT_MS=900000\nEMPTY=\nURLS="http://a,http://b" # two\nnot a line\n';
    expect(documentedVariables(example(text))).to.deep.equal([
      { name: 'PORT', value: '3001' },
      { name: 'PAYMENT_TIMEOUT_MS' },
      { name: 'EMPTY' },
      { name: 'URLS', value: 'http://a,http://b' },
    ]);
  });

  it('provides defaults for unset variables when the service runs alone, outside production', () => {
    const made = example('PORT=3001\nREDIS_URL=redis://127.0.0.1:3079\n');
    expect(serviceEnvironment(made, { PORT: '9000', OTHER: 'x' })).to.deep.equal({
      PORT: '9000',
      REDIS_URL: 'redis://127.0.0.1:3079',
    });
    expect(serviceEnvironment(made, { NODE_ENV: 'production' })).to.deep.equal({ NODE_ENV: 'production' });
  });
});

describe('a service’s own .env', () => {
  const folder = temporaryFolders();
  const written = (env: string | Buffer) => {
    const made = folder();
    writeFileSync(
      join(made, '.env.example'),
      'NODE_ENV=development\nPORT=3003\nGRPC_PORT=50053\nREDIS_URL=redis://a:1\n',
    );
    writeFileSync(join(made, '.env'), env);
    return made;
  };

  it('overrides the example, and the environment overrides it', () => {
    const made = written('PORT=3100\nLOG_LEVEL="debug" # all of it\nOTHER=x\n');
    expect(serviceEnvironment(made, {})).to.include({ PORT: '3100', LOG_LEVEL: 'debug', REDIS_URL: 'redis://a:1' });
    expect(serviceEnvironment(made, {})).not.to.have.property('OTHER');
    expect(serviceEnvironment(made, { PORT: '3200', LOG_LEVEL: '' })).to.include({ PORT: '3200', LOG_LEVEL: 'debug' });
  });

  for (const [what, env] of [
    ['ends its lines as Windows does', 'PORT=3100\r\nLOG_LEVEL=debug\r\n'],
    ['begins with the mark of UTF-8', '\uFEFFPORT=3100\nLOG_LEVEL=debug\n'],
    ['is UTF-16', Buffer.from('\uFEFFPORT=3100\r\nLOG_LEVEL=debug\r\n', 'utf16le')],
    ['is written for a shell', "export PORT='3100'\nexport LOG_LEVEL=debug\n"],
  ] as const)
    it(`is read when it ${what}`, () =>
      expect(serviceEnvironment(written(env), {})).to.include({ PORT: '3100', LOG_LEVEL: 'debug' }));

  it('can set production, in which the example provides no defaults', () => {
    const made = written('NODE_ENV=production\nREDIS_URL=redis://b:1\n');
    expect(serviceEnvironment(made, {})).to.deep.equal({ NODE_ENV: 'production', REDIS_URL: 'redis://b:1' });
    expect(serviceEnvironment(made, { NODE_ENV: 'development' })).to.include({ PORT: '3003' });
  });
});

describe('a database’s connection string', () => {
  it('keeps its authentication database', () => {
    expect(databaseUri('mongodb://u:p@h/auth', 'orders')).to.equal('mongodb://u:p@h/orders?authSource=auth');
    expect(databaseUri('mongodb+srv://u:p@h', 'orders')).to.equal('mongodb+srv://u:p@h/orders?authSource=admin');
    expect(databaseUri('mongodb://u:p@h/x?authSource=y', 'orders')).to.equal('mongodb://u:p@h/orders?authSource=y');
  });

  it('changes only its database if it has no credentials', () => {
    expect(databaseUri('mongodb://127.0.0.1:27017', 'orders')).to.equal('mongodb://127.0.0.1:27017/orders');
    expect(() => databaseUri('redis://x', 'orders')).to.throw(TypeError);
  });
});
