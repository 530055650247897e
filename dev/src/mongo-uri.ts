/**
 * The connection string with another database name; credentials and options are kept. The authentication database stays the one that was
 * named before (or `admin`, MongoDB's default).
 */
export function databaseUri(uri: string, database: string): string {
  const match = /^(mongodb(?:\+srv)?:\/\/)([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/.exec(uri);
  if (!match) throw new TypeError('not a MongoDB connection string');
  const [, scheme, authority = '', named, query = ''] = match;
  const options = new URLSearchParams(query);
  if (authority.includes('@') && !options.has('authSource')) options.set('authSource', named || 'admin');
  const kept = options.toString();
  return `${scheme}${authority}/${database}${kept === '' ? '' : `?${kept}`}`;
}
