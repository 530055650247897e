import { InternalTokens } from '@shop/common/auth/internal-tokens';
import { unavailable } from '@shop/common/errors';
import { Faults } from '@shop/common/faults';
import { serve, startGrpcServer } from '@shop/common/grpc/server';
import { silentLogger } from '@shop/common/logging/logger';
import { createMetrics } from '@shop/common/metrics';
import type { NotificationsDefinition } from '@shop/protos/generated/shop/v1/Notifications';
import { CALLERS } from '@shop/topology/callers';
import { SECRET } from './users.js';

/** A stand-in for notification-service over real gRPC. It records the mails; while `down` is set it refuses them. */
export async function startNotifications() {
  const asked: { resetId: string; userId: string }[] = [];
  const state = { down: false };
  const server = await startGrpcServer({
    host: '127.0.0.1',
    port: 0,
    services: [
      serve<NotificationsDefinition>('Notifications', CALLERS.Notifications, {
        async SendPasswordReset({ resetId, userId }) {
          if (state.down) throw unavailable('down for the test');
          asked.push({ resetId, userId });
          return {};
        },
      }),
    ],
    internal: new InternalTokens('notification-service', SECRET),
    logger: silentLogger(),
    metrics: createMetrics('notification-service'),
    faults: new Faults(false),
    faultPrefix: 'notification',
  });
  return { asked, state, address: `127.0.0.1:${server.port}`, stop: () => server.close(0) };
}
