/** Options that no URI may change: services read from the primary with read concern majority, and write with write concern majority. */
const OURS: Readonly<Record<string, string | undefined>> = {
  readpreference: 'primary',
  readpreferencetags: undefined,
  maxstalenessseconds: undefined,
  // with it the driver reads from that member, even if it is not the primary, or no longer is
  directconnection: 'false',
  readconcernlevel: 'majority',
  w: 'majority',
  journal: 'true',
  j: 'true',
};

const SHAPE = /^mongodb(?:\+srv)?:\/\/(?:[^@/\s]+@)?([^@/?\s]+)([/?]\S*)?$/;

/** The hosts of a URI, each with its port if it has one. Undefined when it is not a URI of MongoDB. */
export const hostsOf = (uri: string): string[] | undefined => SHAPE.exec(uri)?.[1]?.split(',');

/** The options of a URI that would make reads or writes less safe than ours, each as `name=value`. */
export function weakOptions(uri: string): string[] {
  const rest = SHAPE.exec(uri)?.[2] ?? '';
  const options = rest.includes('?') ? new URLSearchParams(rest.slice(rest.indexOf('?') + 1)) : [];
  // the driver compares names without case
  return [...options].flatMap(([name, value]) => {
    const key = name.toLowerCase();
    return Object.hasOwn(OURS, key) && OURS[key] !== value ? [`${name}=${value}`] : [];
  });
}
