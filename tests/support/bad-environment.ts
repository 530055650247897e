/** Variables for which any value is valid, with the reason. */
const ANY_VALUE: Record<string, string> = {};

const kinds: readonly (readonly [RegExp, readonly string[]])[] = [
  [/PORT$/, ['70000', '-1', '1.5', 'x']],
  [/GRPC_URLS$/, ['nonsense', 'host:0', 'host:99999', 'http://host:1']],
  [/^REDIS_URL$/, ['nonsense', 'redis://', 'redis://host:99999', 'redis://host/x', 'redis+sentinel://host']],
  [/^MONGODB_URI$/, ['nonsense', 'mongodb://', 'mongodb://host:99999/x', 'mongodb://host:x/x']],
  [/URLS?$|ENDPOINT$|BASE$/, ['nonsense', 'http://', 'ftp://host']],
  [/SECRET$|PASSWORD$|SECRET_KEY$/, ['x']],
  [/_FOLDER$/, ['/dev/null/nonsense']],
  [/_FILE$/, ['/dev/null/nonsense', '/']],
];

/** Values that a process must refuse for this variable. */
export const badValues = (name: string): readonly string[] =>
  name in ANY_VALUE ? [] : (kinds.find(([pattern]) => pattern.test(name))?.[1] ?? ['nonsense!']);
