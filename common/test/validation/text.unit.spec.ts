import { expect } from 'chai';
import { characters, closesDirections, inOneLine, isWellFormed, visible } from '../../dist/validation/text.js';

describe('a text', () => {
  it('is counted in characters, not in UTF-16 units', () => {
    expect(characters('')).to.equal(0);
    expect(characters('abc')).to.equal(3);
    expect(characters('😀'.repeat(100))).to.equal(100);
  });

  it('is well-formed unless half of a surrogate pair stands alone', () => {
    for (const text of ['', 'Ada', '😀', '\u{10ffff}', '\ufffd']) expect(isWellFormed(text), text).to.equal(true);
    for (const text of ['\ud83d', 'a\ude00', '\ude00\ud83d', '😀\ud83d']) expect(isWellFormed(text)).to.equal(false);
  });

  it('is visible when a reader sees anything of it', () => {
    for (const text of ['A', '  A  ', '김', '😀', '👨‍👩‍👧', 'é', '\u200bx', '-', '¨', '\ue000'])
      expect(visible(text), text).to.equal(true);
  });

  it('is not visible when it is made of blanks, fillers, controls and combining marks', () => {
    const blanks = ['', ' ', '\t', '\u00a0', '\u1680', '\u2003', '\u202f', '\u205f', '\u3000', '\u2028'];
    const formats = [
      '\u00ad',
      '\u034f',
      '\u061c',
      '\u180e',
      '\u200b',
      '\u200d',
      '\u200e',
      '\u2060',
      '\u2066',
      '\ufeff',
    ];
    const fillers = ['\u115f', '\u1160', '\u3164', '\uffa0', '\u17b4', '\u2800', '\ufe0f', '\u{e0020}', '\u{1d159}'];
    const others = ['\u0301', '\u0300\u20dd', '\u0000', '\u007f', '\ufffe', '\ud83d'];
    const unseen = [...blanks, ...formats, ...fillers, ...others];
    for (const text of unseen) expect(visible(text), JSON.stringify(text)).to.equal(false);
    expect(visible(unseen.join(''))).to.equal(false);
  });

  it('is in one line without control characters and line separators', () => {
    expect(inOneLine('Ada Lovelace')).to.equal(true);
    for (const text of ['a\nb', 'a\rb', 'a\u0085b', 'a\u2028b', 'a\u0000']) expect(inOneLine(text)).to.equal(false);
  });

  it('changes the direction of what follows it unless it closes what it opens', () => {
    for (const text of [
      'Mug',
      'ספל 250 ml',
      'a\u200f!',
      '\u202a+82 2\u202c',
      '\u2066a\u202e b\u2069',
      'a\u202c',
      'a\u2069',
    ])
      expect(closesDirections(text), JSON.stringify(text)).to.equal(true);
    for (const text of [
      'Mug \u202e',
      '\u202aa\u202e\u202c',
      '\u2067a',
      '\u2067a\u202c',
      '\u202ea\u2069',
      '\u2067\u202ea\u202c',
    ])
      expect(closesDirections(text), JSON.stringify(text)).to.equal(false);
    expect(closesDirections('\u202e'.repeat(50_000) + '\u202c'.repeat(50_000))).to.equal(true);
  });

  it('is checked in time linear in its length', () => {
    const long = '\u3164'.repeat(500_000);
    const began = performance.now();
    expect([visible(long), isWellFormed(long), inOneLine(`${long}\n`), characters(long)]).to.deep.equal([
      false,
      true,
      false,
      500_000,
    ]);
    expect(performance.now() - began).to.be.lessThan(1_000);
  });
});
