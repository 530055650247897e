import { join } from 'node:path';
import { connectHost } from './ports.js';
import { failingChecks, isHealthy } from './ready.js';
import { root } from './root.js';
import type { Program } from './supervise.js';
import { label } from './topology.js';
import type { ProcessSpec } from './topology.js';

/**
 * Node's arguments and environment for this file. Node 22 and newer cache compiled code between runs in the folder NODE_COMPILE_CACHE;
 * older versions ignore it.
 */
export function nodeProgram(entry: string): { command: string; args: string[]; env: Record<string, string> } {
  return { command: process.execPath, args: [entry], env: { NODE_COMPILE_CACHE: join(root, '.cache', 'compiled') } };
}

/** A process of the topology as a supervised program, ready when its health check answers so. */
export function asProgram(spec: ProcessSpec): Program {
  const node = nodeProgram(spec.entry);
  const [command = node.command, ...args] = [...(spec.under ?? []), node.command, ...node.args];
  return {
    label: label(spec.name, spec.replica),
    name: spec.name,
    replica: spec.replica,
    command,
    args,
    env: { ...node.env, ...spec.env },
    isReady: () => isHealthy(restUrl(spec)),
    notReady: () => failingChecks(restUrl(spec)),
  };
}

/** The address by which this machine reaches a process's REST port. */
export function restUrl(spec: ProcessSpec): string {
  const scheme = spec.env['TLS_CERT_FILE'] ? 'https' : 'http';
  return `${scheme}://${connectHost(spec.env['HOST'])}:${spec.restPort}`;
}
