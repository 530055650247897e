import { BlockList, isIP } from 'node:net';
import { Problem } from '@shop/common/errors';
import type { Handler } from './exchange.js';

const PRIVATE: readonly [address: string, bits: number, family: 'ipv4' | 'ipv6'][] = [
  ['127.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
];
const ours = new BlockList();
for (const block of PRIVATE) ours.addSubnet(...block);

/** True for an address that cannot be a public internet address. */
export const isPrivate = (address: string): boolean => {
  const version = isIP(address);
  return version !== 0 && ours.check(address, version === 6 ? 'ipv6' : 'ipv4');
};

/** Serves metrics to everybody (`open`), or only to our own networks and administrators. Throws 403 FORBIDDEN. */
export function guardMetrics(access: 'open' | 'private', answer: Handler): Handler {
  if (access === 'open') return answer;
  return async (exchange) => {
    if (!isPrivate(exchange.address) && exchange.caller.role !== 'admin')
      throw new Problem(403, 'FORBIDDEN', {
        detail: 'Metrics are for our own networks and administrators; METRICS_ACCESS=open lets everybody read them.',
      });
    return answer(exchange);
  };
}
