import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { ConfigError } from '@shop/common/config/config';
import { expect } from 'chai';
import { readServiceConfig } from '../src/config.js';

const example = () => ({ ...parseEnv(readFileSync(new URL('../.env.example', import.meta.url), 'utf8')) });

describe('the environment of notification-service', () => {
  it('is what .env.example shows', () =>
    expect(readServiceConfig(example())).to.include({ PORT: 3006, GRPC_PORT: 50056 }));

  it('refuses the secrets of .env.example in production', () =>
    expect(() => readServiceConfig({ ...example(), NODE_ENV: 'production' })).to.throw(
      ConfigError,
      /INTERNAL_TOKEN_SECRET/,
    ));
});
