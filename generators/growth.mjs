import { insert } from './insert.mjs';

const page = 'docs/growth.md';

/** The two rows of a new collection in docs/growth.md: its size, and what bounds it. */
export function growthRows(root, { database, collection, documents, bytes, bound }) {
  const name = `\`${database}.${collection}\``;
  insert(root, page, /\| `\*\.idempotency` \| 1 a call/, `| ${name} | ${documents} | ${bytes} | 1 | | ${bound} |\n`);
  insert(root, page, /\| `\*\.idempotency` \| \[growth\]/, `| ${name} | ${bound} |\n`);
}
