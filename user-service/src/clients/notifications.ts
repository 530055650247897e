import type { GrpcClient } from '@shop/common/grpc/client';
import { seconds } from '@shop/common/time';
import type { NotificationsDefinition } from '@shop/protos/generated/shop/v1/Notifications';

/** notification-service, as user-service needs it. */
export class NotificationsClient {
  readonly #grpc: GrpcClient<NotificationsDefinition>;

  constructor(grpc: GrpcClient<NotificationsDefinition>) {
    this.#grpc = grpc;
  }

  /** Has the link of a reset mailed to the account's address, once however often it is called. Throws 503 or 504. */
  async sendPasswordReset(resetId: string, userId: string): Promise<void> {
    await this.#grpc.call('SendPasswordReset', { resetId, userId }, { deadlineMs: seconds(2) });
  }
}
