import type { Logger } from '@shop/common/logging/logger';
import { startService, type Service } from '@shop/common/service/start-service';
import type { NotificationConfig } from './config.js';

/** Puts notification-service together and starts it, see startService. */
export const startApp = (config: NotificationConfig, logger?: Logger): Promise<Service> =>
  startService({
    name: 'notification-service',
    faultPrefix: 'notification',
    config,
    logger,
    data: () => ({}),
    parts: () => ({ grpc: [], http: [] }),
  });
