import { expect } from 'chai';
import { markdownFiles, read } from './markdown-files.js';

describe('the documents', () => {
  it("repeat no access token's life: user-service/src/domain/lifetimes.ts says it", () => {
    const documents = markdownFiles().filter((path) => !/decisions|CHANGELOG/.test(path));
    const repeating = documents.filter((path) =>
      /(?:access token|액세스 토큰)[^.|]{0,80}?\d+ ?(?:minutes|seconds|분|초)/i.test(read(path)),
    );
    expect(repeating).to.deep.equal([]);
  });
});
