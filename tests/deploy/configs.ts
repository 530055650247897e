import { join } from 'node:path';
import { documentedVariables } from '@shop/dev/environment';
import { readAs } from '@shop/dev/environments';
import { root } from '@shop/dev/root';
import { processOf, type ProcessName } from '@shop/topology/processes';

/** Reads an environment with the process's own config reader, which throws when it is invalid. */
export const readConfigOf = async (name: ProcessName, env: Record<string, string>): Promise<Record<string, unknown>> =>
  (await readAs(name, env)) as Record<string, unknown>;

/** The variables that a process's .env.example names. */
export const documentedBy = (name: ProcessName): string[] =>
  documentedVariables(join(root, processOf(name).folder)).map((variable) => variable.name);
