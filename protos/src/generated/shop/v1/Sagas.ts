// Original file: shop/v1/sagas.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CancelSagaRequest as _shop_v1_CancelSagaRequest, CancelSagaRequest__Output as _shop_v1_CancelSagaRequest__Output } from '../../shop/v1/CancelSagaRequest.js';
import type { GetSagaRequest as _shop_v1_GetSagaRequest, GetSagaRequest__Output as _shop_v1_GetSagaRequest__Output } from '../../shop/v1/GetSagaRequest.js';
import type { ListSagasRequest as _shop_v1_ListSagasRequest, ListSagasRequest__Output as _shop_v1_ListSagasRequest__Output } from '../../shop/v1/ListSagasRequest.js';
import type { OperateSagaRequest as _shop_v1_OperateSagaRequest, OperateSagaRequest__Output as _shop_v1_OperateSagaRequest__Output } from '../../shop/v1/OperateSagaRequest.js';
import type { Saga as _shop_v1_Saga, Saga__Output as _shop_v1_Saga__Output } from '../../shop/v1/Saga.js';
import type { SagaBundle as _shop_v1_SagaBundle, SagaBundle__Output as _shop_v1_SagaBundle__Output } from '../../shop/v1/SagaBundle.js';
import type { SagaList as _shop_v1_SagaList, SagaList__Output as _shop_v1_SagaList__Output } from '../../shop/v1/SagaList.js';
import type { SagaPreview as _shop_v1_SagaPreview, SagaPreview__Output as _shop_v1_SagaPreview__Output } from '../../shop/v1/SagaPreview.js';
import type { SagaReply as _shop_v1_SagaReply, SagaReply__Output as _shop_v1_SagaReply__Output } from '../../shop/v1/SagaReply.js';
import type { SagaStatus as _shop_v1_SagaStatus, SagaStatus__Output as _shop_v1_SagaStatus__Output } from '../../shop/v1/SagaStatus.js';
import type { SignalSagaReply as _shop_v1_SignalSagaReply, SignalSagaReply__Output as _shop_v1_SignalSagaReply__Output } from '../../shop/v1/SignalSagaReply.js';
import type { SignalSagaRequest as _shop_v1_SignalSagaRequest, SignalSagaRequest__Output as _shop_v1_SignalSagaRequest__Output } from '../../shop/v1/SignalSagaRequest.js';
import type { StartSagaRequest as _shop_v1_StartSagaRequest, StartSagaRequest__Output as _shop_v1_StartSagaRequest__Output } from '../../shop/v1/StartSagaRequest.js';
import type { WatchSagaRequest as _shop_v1_WatchSagaRequest, WatchSagaRequest__Output as _shop_v1_WatchSagaRequest__Output } from '../../shop/v1/WatchSagaRequest.js';

/**
 * The saga orchestrator's API. An id is the caller's to choose: asked twice with one id, it is one saga.
 */
export interface SagasClient extends grpc.Client {
  /**
   * Cancels a saga, or an order's: compensates it before the pivot, has it undone by another saga after it.
   */
  Cancel(argument: _shop_v1_CancelSagaRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SagaReply__Output>): grpc.ClientUnaryCall;
  Cancel(argument: _shop_v1_CancelSagaRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_SagaReply__Output>): grpc.ClientUnaryCall;
  Cancel(argument: _shop_v1_CancelSagaRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SagaReply__Output>): grpc.ClientUnaryCall;
  Cancel(argument: _shop_v1_CancelSagaRequest, callback: grpc.requestCallback<_shop_v1_SagaReply__Output>): grpc.ClientUnaryCall;
  /**
   * Cancels a saga, or an order's: compensates it before the pivot, has it undone by another saga after it.
   */
  cancel(argument: _shop_v1_CancelSagaRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SagaReply__Output>): grpc.ClientUnaryCall;
  cancel(argument: _shop_v1_CancelSagaRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_SagaReply__Output>): grpc.ClientUnaryCall;
  cancel(argument: _shop_v1_CancelSagaRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SagaReply__Output>): grpc.ClientUnaryCall;
  cancel(argument: _shop_v1_CancelSagaRequest, callback: grpc.requestCallback<_shop_v1_SagaReply__Output>): grpc.ClientUnaryCall;
  
  /**
   * Compensates the saga. Refused: SAGA_FINISHED.
   */
  Compensate(argument: _shop_v1_OperateSagaRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  Compensate(argument: _shop_v1_OperateSagaRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  Compensate(argument: _shop_v1_OperateSagaRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  Compensate(argument: _shop_v1_OperateSagaRequest, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  /**
   * Compensates the saga. Refused: SAGA_FINISHED.
   */
  compensate(argument: _shop_v1_OperateSagaRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  compensate(argument: _shop_v1_OperateSagaRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  compensate(argument: _shop_v1_OperateSagaRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  compensate(argument: _shop_v1_OperateSagaRequest, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  
  /**
   * One saga as a redacted JSON bundle that a test can load.
   */
  Export(argument: _shop_v1_GetSagaRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SagaBundle__Output>): grpc.ClientUnaryCall;
  Export(argument: _shop_v1_GetSagaRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_SagaBundle__Output>): grpc.ClientUnaryCall;
  Export(argument: _shop_v1_GetSagaRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SagaBundle__Output>): grpc.ClientUnaryCall;
  Export(argument: _shop_v1_GetSagaRequest, callback: grpc.requestCallback<_shop_v1_SagaBundle__Output>): grpc.ClientUnaryCall;
  /**
   * One saga as a redacted JSON bundle that a test can load.
   */
  export(argument: _shop_v1_GetSagaRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SagaBundle__Output>): grpc.ClientUnaryCall;
  export(argument: _shop_v1_GetSagaRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_SagaBundle__Output>): grpc.ClientUnaryCall;
  export(argument: _shop_v1_GetSagaRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SagaBundle__Output>): grpc.ClientUnaryCall;
  export(argument: _shop_v1_GetSagaRequest, callback: grpc.requestCallback<_shop_v1_SagaBundle__Output>): grpc.ClientUnaryCall;
  
  /**
   * One saga. NOT_FOUND (SAGA_NOT_FOUND) when unknown.
   */
  Get(argument: _shop_v1_GetSagaRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  Get(argument: _shop_v1_GetSagaRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  Get(argument: _shop_v1_GetSagaRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  Get(argument: _shop_v1_GetSagaRequest, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  /**
   * One saga. NOT_FOUND (SAGA_NOT_FOUND) when unknown.
   */
  get(argument: _shop_v1_GetSagaRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  get(argument: _shop_v1_GetSagaRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  get(argument: _shop_v1_GetSagaRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  get(argument: _shop_v1_GetSagaRequest, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  
  /**
   * Newest first.
   */
  List(argument: _shop_v1_ListSagasRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SagaList__Output>): grpc.ClientUnaryCall;
  List(argument: _shop_v1_ListSagasRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_SagaList__Output>): grpc.ClientUnaryCall;
  List(argument: _shop_v1_ListSagasRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SagaList__Output>): grpc.ClientUnaryCall;
  List(argument: _shop_v1_ListSagasRequest, callback: grpc.requestCallback<_shop_v1_SagaList__Output>): grpc.ClientUnaryCall;
  /**
   * Newest first.
   */
  list(argument: _shop_v1_ListSagasRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SagaList__Output>): grpc.ClientUnaryCall;
  list(argument: _shop_v1_ListSagasRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_SagaList__Output>): grpc.ClientUnaryCall;
  list(argument: _shop_v1_ListSagasRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SagaList__Output>): grpc.ClientUnaryCall;
  list(argument: _shop_v1_ListSagasRequest, callback: grpc.requestCallback<_shop_v1_SagaList__Output>): grpc.ClientUnaryCall;
  
  /**
   * What a compensation now would send, without sending it.
   */
  Preview(argument: _shop_v1_GetSagaRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SagaPreview__Output>): grpc.ClientUnaryCall;
  Preview(argument: _shop_v1_GetSagaRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_SagaPreview__Output>): grpc.ClientUnaryCall;
  Preview(argument: _shop_v1_GetSagaRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SagaPreview__Output>): grpc.ClientUnaryCall;
  Preview(argument: _shop_v1_GetSagaRequest, callback: grpc.requestCallback<_shop_v1_SagaPreview__Output>): grpc.ClientUnaryCall;
  /**
   * What a compensation now would send, without sending it.
   */
  preview(argument: _shop_v1_GetSagaRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SagaPreview__Output>): grpc.ClientUnaryCall;
  preview(argument: _shop_v1_GetSagaRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_SagaPreview__Output>): grpc.ClientUnaryCall;
  preview(argument: _shop_v1_GetSagaRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SagaPreview__Output>): grpc.ClientUnaryCall;
  preview(argument: _shop_v1_GetSagaRequest, callback: grpc.requestCallback<_shop_v1_SagaPreview__Output>): grpc.ClientUnaryCall;
  
  /**
   * Ends the saga by hand; nothing more is sent. Refused: SAGA_FINISHED.
   */
  Resolve(argument: _shop_v1_OperateSagaRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  Resolve(argument: _shop_v1_OperateSagaRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  Resolve(argument: _shop_v1_OperateSagaRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  Resolve(argument: _shop_v1_OperateSagaRequest, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  /**
   * Ends the saga by hand; nothing more is sent. Refused: SAGA_FINISHED.
   */
  resolve(argument: _shop_v1_OperateSagaRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  resolve(argument: _shop_v1_OperateSagaRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  resolve(argument: _shop_v1_OperateSagaRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  resolve(argument: _shop_v1_OperateSagaRequest, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  
  /**
   * Tries the waiting or failing step now. Refused: SAGA_FINISHED.
   */
  Retry(argument: _shop_v1_OperateSagaRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  Retry(argument: _shop_v1_OperateSagaRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  Retry(argument: _shop_v1_OperateSagaRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  Retry(argument: _shop_v1_OperateSagaRequest, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  /**
   * Tries the waiting or failing step now. Refused: SAGA_FINISHED.
   */
  retry(argument: _shop_v1_OperateSagaRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  retry(argument: _shop_v1_OperateSagaRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  retry(argument: _shop_v1_OperateSagaRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  retry(argument: _shop_v1_OperateSagaRequest, callback: grpc.requestCallback<_shop_v1_Saga__Output>): grpc.ClientUnaryCall;
  
  /**
   * Hands a signal to a saga: early ones are kept, a repeat is answered as the first was, another one of that name is a
   * DUPLICATE and changes nothing, a late one is answered as LATE.
   */
  Signal(argument: _shop_v1_SignalSagaRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SignalSagaReply__Output>): grpc.ClientUnaryCall;
  Signal(argument: _shop_v1_SignalSagaRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_SignalSagaReply__Output>): grpc.ClientUnaryCall;
  Signal(argument: _shop_v1_SignalSagaRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SignalSagaReply__Output>): grpc.ClientUnaryCall;
  Signal(argument: _shop_v1_SignalSagaRequest, callback: grpc.requestCallback<_shop_v1_SignalSagaReply__Output>): grpc.ClientUnaryCall;
  /**
   * Hands a signal to a saga: early ones are kept, a repeat is answered as the first was, another one of that name is a
   * DUPLICATE and changes nothing, a late one is answered as LATE.
   */
  signal(argument: _shop_v1_SignalSagaRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SignalSagaReply__Output>): grpc.ClientUnaryCall;
  signal(argument: _shop_v1_SignalSagaRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_SignalSagaReply__Output>): grpc.ClientUnaryCall;
  signal(argument: _shop_v1_SignalSagaRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SignalSagaReply__Output>): grpc.ClientUnaryCall;
  signal(argument: _shop_v1_SignalSagaRequest, callback: grpc.requestCallback<_shop_v1_SignalSagaReply__Output>): grpc.ClientUnaryCall;
  
  /**
   * Writes the saga down (an existing id answers the existing saga) and wakes it.
   */
  Start(argument: _shop_v1_StartSagaRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SagaReply__Output>): grpc.ClientUnaryCall;
  Start(argument: _shop_v1_StartSagaRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_SagaReply__Output>): grpc.ClientUnaryCall;
  Start(argument: _shop_v1_StartSagaRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SagaReply__Output>): grpc.ClientUnaryCall;
  Start(argument: _shop_v1_StartSagaRequest, callback: grpc.requestCallback<_shop_v1_SagaReply__Output>): grpc.ClientUnaryCall;
  /**
   * Writes the saga down (an existing id answers the existing saga) and wakes it.
   */
  start(argument: _shop_v1_StartSagaRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SagaReply__Output>): grpc.ClientUnaryCall;
  start(argument: _shop_v1_StartSagaRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_SagaReply__Output>): grpc.ClientUnaryCall;
  start(argument: _shop_v1_StartSagaRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_SagaReply__Output>): grpc.ClientUnaryCall;
  start(argument: _shop_v1_StartSagaRequest, callback: grpc.requestCallback<_shop_v1_SagaReply__Output>): grpc.ClientUnaryCall;
  
  /**
   * The saga's journal as status changes, then each change as it comes; ends with the saga.
   */
  Watch(argument: _shop_v1_WatchSagaRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_SagaStatus__Output>;
  Watch(argument: _shop_v1_WatchSagaRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_SagaStatus__Output>;
  /**
   * The saga's journal as status changes, then each change as it comes; ends with the saga.
   */
  watch(argument: _shop_v1_WatchSagaRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_SagaStatus__Output>;
  watch(argument: _shop_v1_WatchSagaRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_SagaStatus__Output>;
  
}

/**
 * The saga orchestrator's API. An id is the caller's to choose: asked twice with one id, it is one saga.
 */
export interface SagasHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Cancels a saga, or an order's: compensates it before the pivot, has it undone by another saga after it.
   */
  Cancel: grpc.handleUnaryCall<_shop_v1_CancelSagaRequest__Output, _shop_v1_SagaReply>;
  
  /**
   * Compensates the saga. Refused: SAGA_FINISHED.
   */
  Compensate: grpc.handleUnaryCall<_shop_v1_OperateSagaRequest__Output, _shop_v1_Saga>;
  
  /**
   * One saga as a redacted JSON bundle that a test can load.
   */
  Export: grpc.handleUnaryCall<_shop_v1_GetSagaRequest__Output, _shop_v1_SagaBundle>;
  
  /**
   * One saga. NOT_FOUND (SAGA_NOT_FOUND) when unknown.
   */
  Get: grpc.handleUnaryCall<_shop_v1_GetSagaRequest__Output, _shop_v1_Saga>;
  
  /**
   * Newest first.
   */
  List: grpc.handleUnaryCall<_shop_v1_ListSagasRequest__Output, _shop_v1_SagaList>;
  
  /**
   * What a compensation now would send, without sending it.
   */
  Preview: grpc.handleUnaryCall<_shop_v1_GetSagaRequest__Output, _shop_v1_SagaPreview>;
  
  /**
   * Ends the saga by hand; nothing more is sent. Refused: SAGA_FINISHED.
   */
  Resolve: grpc.handleUnaryCall<_shop_v1_OperateSagaRequest__Output, _shop_v1_Saga>;
  
  /**
   * Tries the waiting or failing step now. Refused: SAGA_FINISHED.
   */
  Retry: grpc.handleUnaryCall<_shop_v1_OperateSagaRequest__Output, _shop_v1_Saga>;
  
  /**
   * Hands a signal to a saga: early ones are kept, a repeat is answered as the first was, another one of that name is a
   * DUPLICATE and changes nothing, a late one is answered as LATE.
   */
  Signal: grpc.handleUnaryCall<_shop_v1_SignalSagaRequest__Output, _shop_v1_SignalSagaReply>;
  
  /**
   * Writes the saga down (an existing id answers the existing saga) and wakes it.
   */
  Start: grpc.handleUnaryCall<_shop_v1_StartSagaRequest__Output, _shop_v1_SagaReply>;
  
  /**
   * The saga's journal as status changes, then each change as it comes; ends with the saga.
   */
  Watch: grpc.handleServerStreamingCall<_shop_v1_WatchSagaRequest__Output, _shop_v1_SagaStatus>;
  
}

export interface SagasDefinition extends grpc.ServiceDefinition {
  Cancel: MethodDefinition<_shop_v1_CancelSagaRequest, _shop_v1_SagaReply, _shop_v1_CancelSagaRequest__Output, _shop_v1_SagaReply__Output>
  Compensate: MethodDefinition<_shop_v1_OperateSagaRequest, _shop_v1_Saga, _shop_v1_OperateSagaRequest__Output, _shop_v1_Saga__Output>
  Export: MethodDefinition<_shop_v1_GetSagaRequest, _shop_v1_SagaBundle, _shop_v1_GetSagaRequest__Output, _shop_v1_SagaBundle__Output>
  Get: MethodDefinition<_shop_v1_GetSagaRequest, _shop_v1_Saga, _shop_v1_GetSagaRequest__Output, _shop_v1_Saga__Output>
  List: MethodDefinition<_shop_v1_ListSagasRequest, _shop_v1_SagaList, _shop_v1_ListSagasRequest__Output, _shop_v1_SagaList__Output>
  Preview: MethodDefinition<_shop_v1_GetSagaRequest, _shop_v1_SagaPreview, _shop_v1_GetSagaRequest__Output, _shop_v1_SagaPreview__Output>
  Resolve: MethodDefinition<_shop_v1_OperateSagaRequest, _shop_v1_Saga, _shop_v1_OperateSagaRequest__Output, _shop_v1_Saga__Output>
  Retry: MethodDefinition<_shop_v1_OperateSagaRequest, _shop_v1_Saga, _shop_v1_OperateSagaRequest__Output, _shop_v1_Saga__Output>
  Signal: MethodDefinition<_shop_v1_SignalSagaRequest, _shop_v1_SignalSagaReply, _shop_v1_SignalSagaRequest__Output, _shop_v1_SignalSagaReply__Output>
  Start: MethodDefinition<_shop_v1_StartSagaRequest, _shop_v1_SagaReply, _shop_v1_StartSagaRequest__Output, _shop_v1_SagaReply__Output>
  Watch: MethodDefinition<_shop_v1_WatchSagaRequest, _shop_v1_SagaStatus, _shop_v1_WatchSagaRequest__Output, _shop_v1_SagaStatus__Output>
}
