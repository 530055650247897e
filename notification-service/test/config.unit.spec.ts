import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { ConfigError } from '@shop/common/config/config';
import { expect } from 'chai';
import { readServiceConfig } from '../dist/config.js';

const example = () => ({ ...parseEnv(readFileSync(new URL('../.env.example', import.meta.url), 'utf8')) });

describe('the environment of notification-service', () => {
  it('is what .env.example shows', () =>
    expect(readServiceConfig(example())).to.include({ PORT: 3006, GRPC_PORT: 50056 }));

  it('refuses the secrets of .env.example in production', () =>
    expect(() => readServiceConfig({ ...example(), NODE_ENV: 'production' })).to.throw(
      ConfigError,
      /INTERNAL_TOKEN_SECRET/,
    ));

  for (const good of ['smtp://mail.example', 'smtps://u:p%40@mail.example:465', 'smtp://[::1]:2525', 'smtp://h:25/'])
    it(`accepts SMTP_URL=${good}`, () =>
      expect(readServiceConfig({ ...example(), SMTP_URL: good }).SMTP_URL).to.equal(good));

  for (const bad of [
    'mail.example',
    'http://mail.example',
    'smtp://',
    'smtp://h:99999',
    'smtp://u:s3cret@h/path',
    'smtp://u:%@h',
    'smtp://h?x=1',
  ])
    it(`refuses SMTP_URL=${bad}, without repeating it`, () =>
      expect(() => readServiceConfig({ ...example(), SMTP_URL: bad }))
        .to.throw(ConfigError, /SMTP_URL must be an address like smtp:/)
        .with.property('message')
        .that.does.not.include('s3cret'));

  for (const bad of ['shop', 'Shop <shop>', 'a@b\r\nBcc: c@d', 'Shop <a@b>, c@d'])
    it(`refuses MAIL_FROM=${JSON.stringify(bad)}`, () =>
      expect(() => readServiceConfig({ ...example(), MAIL_FROM: bad })).to.throw(ConfigError, /MAIL_FROM must be/));
});
