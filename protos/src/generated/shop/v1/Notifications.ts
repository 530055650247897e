// Original file: shop/v1/notifications.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { SendPasswordResetReply as _shop_v1_SendPasswordResetReply, SendPasswordResetReply__Output as _shop_v1_SendPasswordResetReply__Output } from '../../shop/v1/SendPasswordResetReply.js';
import type { SendPasswordResetRequest as _shop_v1_SendPasswordResetRequest, SendPasswordResetRequest__Output as _shop_v1_SendPasswordResetRequest__Output } from '../../shop/v1/SendPasswordResetRequest.js';

/**
 * Mails to users. A call says only what about and to whom: address, name, language and the link are asked for when the mail is sent.
 */
export interface NotificationsClient extends grpc.Client {
  /**
   * Takes the mail of a password reset; it is sent soon. Called again for the same reset it is the same mail.
   */
  SendPasswordReset(argument: _shop_v1_SendPasswordResetRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SendPasswordResetReply__Output>): grpc.ClientUnaryCall;
  SendPasswordReset(argument: _shop_v1_SendPasswordResetRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_SendPasswordResetReply__Output>): grpc.ClientUnaryCall;
  SendPasswordReset(argument: _shop_v1_SendPasswordResetRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SendPasswordResetReply__Output>): grpc.ClientUnaryCall;
  SendPasswordReset(argument: _shop_v1_SendPasswordResetRequest, callback: grpc.requestCallback<_shop_v1_SendPasswordResetReply__Output>): grpc.ClientUnaryCall;
  /**
   * Takes the mail of a password reset; it is sent soon. Called again for the same reset it is the same mail.
   */
  sendPasswordReset(argument: _shop_v1_SendPasswordResetRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SendPasswordResetReply__Output>): grpc.ClientUnaryCall;
  sendPasswordReset(argument: _shop_v1_SendPasswordResetRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_SendPasswordResetReply__Output>): grpc.ClientUnaryCall;
  sendPasswordReset(argument: _shop_v1_SendPasswordResetRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SendPasswordResetReply__Output>): grpc.ClientUnaryCall;
  sendPasswordReset(argument: _shop_v1_SendPasswordResetRequest, callback: grpc.requestCallback<_shop_v1_SendPasswordResetReply__Output>): grpc.ClientUnaryCall;
  
}

/**
 * Mails to users. A call says only what about and to whom: address, name, language and the link are asked for when the mail is sent.
 */
export interface NotificationsHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Takes the mail of a password reset; it is sent soon. Called again for the same reset it is the same mail.
   */
  SendPasswordReset: grpc.handleUnaryCall<_shop_v1_SendPasswordResetRequest__Output, _shop_v1_SendPasswordResetReply>;
  
}

export interface NotificationsDefinition extends grpc.ServiceDefinition {
  SendPasswordReset: MethodDefinition<_shop_v1_SendPasswordResetRequest, _shop_v1_SendPasswordResetReply, _shop_v1_SendPasswordResetRequest__Output, _shop_v1_SendPasswordResetReply__Output>
}
