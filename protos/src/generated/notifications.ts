import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { NotificationsClient as _shop_v1_NotificationsClient, NotificationsDefinition as _shop_v1_NotificationsDefinition } from './shop/v1/Notifications.js';
import type { SendPasswordResetReply as _shop_v1_SendPasswordResetReply, SendPasswordResetReply__Output as _shop_v1_SendPasswordResetReply__Output } from './shop/v1/SendPasswordResetReply.js';
import type { SendPasswordResetRequest as _shop_v1_SendPasswordResetRequest, SendPasswordResetRequest__Output as _shop_v1_SendPasswordResetRequest__Output } from './shop/v1/SendPasswordResetRequest.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  shop: {
    v1: {
      /**
       * Mails to users. A call says only what about and to whom: address, name, language and the link are asked for when the mail is sent.
       */
      Notifications: SubtypeConstructor<typeof grpc.Client, _shop_v1_NotificationsClient> & { service: _shop_v1_NotificationsDefinition }
      SendPasswordResetReply: MessageTypeDefinition<_shop_v1_SendPasswordResetReply, _shop_v1_SendPasswordResetReply__Output>
      SendPasswordResetRequest: MessageTypeDefinition<_shop_v1_SendPasswordResetRequest, _shop_v1_SendPasswordResetRequest__Output>
    }
  }
}

