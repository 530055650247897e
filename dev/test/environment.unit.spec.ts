import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { documentedVariables } from '../src/environment.js';
import { databaseUri } from '../src/mongo-uri.js';
import { serviceEnvironment } from '../src/single.js';
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

  it('fills in what is unset when the service runs alone, outside production', () => {
    const made = example('PORT=3001\nREDIS_URL=redis://127.0.0.1:3079\n');
    expect(serviceEnvironment(made, { PORT: '9000', OTHER: 'x' })).to.deep.equal({
      PORT: '9000',
      REDIS_URL: 'redis://127.0.0.1:3079',
    });
    expect(serviceEnvironment(made, { NODE_ENV: 'production' })).to.deep.equal({ NODE_ENV: 'production' });
  });
});

describe('a database’s connection string', () => {
  it('still authenticates where it did before', () => {
    expect(databaseUri('mongodb://u:p@h/auth', 'orders')).to.equal('mongodb://u:p@h/orders?authSource=auth');
    expect(databaseUri('mongodb+srv://u:p@h', 'orders')).to.equal('mongodb+srv://u:p@h/orders?authSource=admin');
    expect(databaseUri('mongodb://u:p@h/x?authSource=y', 'orders')).to.equal('mongodb://u:p@h/orders?authSource=y');
  });

  it('without credentials only changes its database', () => {
    expect(databaseUri('mongodb://127.0.0.1:27017', 'orders')).to.equal('mongodb://127.0.0.1:27017/orders');
    expect(() => databaseUri('redis://x', 'orders')).to.throw(TypeError);
  });
});
