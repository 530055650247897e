import { readConfig, serviceShape, type ServiceConfig } from '@shop/common/config/config';
import { processes } from '@shop/topology/processes';

/** The environment of notification-service: so far that of every service. */
export type NotificationConfig = ServiceConfig;

/** Reads and checks the environment. Throws ConfigError naming every bad variable. */
export const readServiceConfig = (env: NodeJS.ProcessEnv = process.env): NotificationConfig =>
  readConfig<NotificationConfig>(serviceShape(processes['notification-service']), env);
