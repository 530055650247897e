import { expect } from 'chai';
import { addresses } from '../dist/cli.js';

describe('the addresses that a start prints', () => {
  const names = (env: Record<string, string>) =>
    addresses('http://localhost:3000', '.data', env).map((line) => line.split(' ')[0]);

  it('have the page of mails only where mails are files', () => {
    expect(names({})).to.include('Mails');
    expect(names({ NODE_ENV: 'development', SMTP_URL: '' })).to.include('Mails');
    expect(names({ NODE_ENV: 'production' }), 'mails wait for SMTP_URL').not.to.include('Mails');
    expect(names({ SMTP_URL: 'smtp://127.0.0.1:25' }), 'mails are sent').not.to.include('Mails');
  });
});
