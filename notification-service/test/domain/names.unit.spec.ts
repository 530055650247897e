import { expect } from 'chai';
import { nameInMails } from '../../dist/domain/templates/name.js';

describe('the name of the recipient in a mail', () => {
  for (const name of ['Ann', '김 철수', 'J. R. R. Tolkien', "Renée O'Neill", 'Dr. Who', 'María-José', 'Ann 3.0'])
    it(`is ${name}`, () => {
      expect(nameInMails(name)).to.equal(name);
    });

  for (const name of [
    'https://evil.example',
    'You won! evil.example/prize',
    'evil.example',
    'evil．example',
    'evil。example',
    'ann@evil.example',
    'tel:123',
    '\\\\evil\\share',
    'www.한국.kr',
  ])
    it(`is left out if it is ${JSON.stringify(name)}`, () => {
      expect(nameInMails(name)).to.equal('');
    });

  it('does not change the text direction of what follows it', () => {
    expect(nameInMails('Ann\u202e')).to.equal('Ann');
  });
});
