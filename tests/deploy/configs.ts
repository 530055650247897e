import { join } from 'node:path';
import { documentedVariables } from '@shop/dev/environment';
import { readAs } from '@shop/dev/environments';
import { root } from '@shop/dev/root';
import { processOf, type ProcessName } from '@shop/topology/processes';

/** What a process makes of an environment: its own config reader, which throws for a bad one. */
export const readConfigOf = async (name: ProcessName, env: Record<string, string>): Promise<Record<string, unknown>> =>
  (await readAs(name, env)) as Record<string, unknown>;

/** payment-service and the simulator of its provider share a folder, and so an .env.example. */
const ofTheProvider = ['DATA_FILE', 'WEBHOOK_URL'];
const ofPayments =
  /^(GRPC_|MONGODB_URI|REDIS_URL|RATE_LIMIT|.*_GRPC_URLS|(ALLOW|PAYMENT|STRIPE|RECONCILE)_|PROVIDER_(URL|TIMEOUT))/;

/** The variables of the .env.example in a process's folder that this process reads. */
export const readBy = (name: ProcessName): string[] =>
  documentedBy(name).filter((variable) =>
    name === 'payment-provider' ? !ofPayments.test(variable) : !ofTheProvider.includes(variable),
  );

/** The variables that a process's .env.example names. */
export const documentedBy = (name: ProcessName): string[] =>
  documentedVariables(join(root, processOf(name).folder)).map((variable) => variable.name);
