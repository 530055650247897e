import { processes } from '@shop/topology/processes';

type Call = (typeof processes)['gateway']['calls'][number];
type UpstreamCall = Exclude<Call, { readonly http: 'JWKS_URLS' }>;

/** The processes to which the gateway forwards requests. */
export type UpstreamName = UpstreamCall['to'];
/** The variables that contain their addresses. */
export type UpstreamVariable = UpstreamCall['http'];

const calls = processes.gateway.calls.filter((call): call is UpstreamCall => call.http !== 'JWKS_URLS');

export const upstreamNames: readonly UpstreamName[] = calls.map(({ to }) => to);

/** The variable that contains the addresses of each. */
export const upstreamVariables = Object.fromEntries(calls.map(({ to, http }) => [to, http])) as Readonly<
  Record<UpstreamName, UpstreamVariable>
>;
