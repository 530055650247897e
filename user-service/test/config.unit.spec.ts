import { readFileSync } from 'node:fs';
import { ConfigError } from '@shop/common/config/config';
import { expect } from 'chai';
import { readUserConfig } from '../dist/config.js';

const example = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    readFileSync(new URL('../.env.example', import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => /^[A-Z]/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
/** Every variable that .env.example names, including those commented out. */
const documented = (): string[] =>
  [...readFileSync(new URL('../.env.example', import.meta.url), 'utf8').matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map(
    ([, name]) => name!,
  );
const own = {
  INTERNAL_TOKEN_SECRET: 'x'.repeat(32),
  JWT_KEY_SECRET: 'y'.repeat(32),
  ADMIN_EMAIL: 'ops@example.com',
  ADMIN_PASSWORD: 'long enough',
};

describe('the environment of user-service', () => {
  it('is what .env.example shows, with every variable in it', () => {
    const config = readUserConfig(example());
    expect(config).to.include({ PORT: 3001, GRPC_PORT: 50051, ADMIN_EMAIL: 'admin@example.com', ARGON2_PASSES: 2 });
    expect(documented()).to.include.members(Object.keys(config));
  });

  it('has an administrator by default in development only', () => {
    const { ADMIN_EMAIL: _, ADMIN_PASSWORD: __, ...rest } = example();
    expect(readUserConfig(rest)).to.include({ ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: 'admin-password' });
    for (const NODE_ENV of ['test', 'production'])
      expect(() => readUserConfig({ ...rest, ...own, NODE_ENV, ADMIN_EMAIL: '', ADMIN_PASSWORD: '' })).to.throw(
        ConfigError,
        /ADMIN_EMAIL is required; ADMIN_PASSWORD is required/,
      );
  });

  it('refuses the secrets of .env.example and cheap hashes in production', () => {
    expect(() => readUserConfig({ ...example(), NODE_ENV: 'production' })).to.throw(
      ConfigError,
      /INTERNAL_TOKEN_SECRET is the development secret.*JWT_KEY_SECRET is the development secret.*ADMIN_PASSWORD is the development password; choose one of your own/,
    );
    const production = { ...example(), ...own, NODE_ENV: 'production' };
    expect(readUserConfig(production)).to.include({ ARGON2_MEMORY_KIB: 19_456 });
    expect(() => readUserConfig({ ...production, ARGON2_MEMORY_KIB: '1024' })).to.throw(/ARGON2_MEMORY_KIB/);
  });
});
