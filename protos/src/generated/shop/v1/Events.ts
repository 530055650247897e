// Original file: shop/v1/events.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { EventRecord as _shop_v1_EventRecord, EventRecord__Output as _shop_v1_EventRecord__Output } from '../../shop/v1/EventRecord.js';
import type { EventsHead as _shop_v1_EventsHead, EventsHead__Output as _shop_v1_EventsHead__Output } from '../../shop/v1/EventsHead.js';
import type { EventsHeadRequest as _shop_v1_EventsHeadRequest, EventsHeadRequest__Output as _shop_v1_EventsHeadRequest__Output } from '../../shop/v1/EventsHeadRequest.js';
import type { ReadEventsRequest as _shop_v1_ReadEventsRequest, ReadEventsRequest__Output as _shop_v1_ReadEventsRequest__Output } from '../../shop/v1/ReadEventsRequest.js';

export interface EventsClient extends grpc.Client {
  /**
   * The ends of the log.
   */
  Head(argument: _shop_v1_EventsHeadRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_EventsHead__Output>): grpc.ClientUnaryCall;
  Head(argument: _shop_v1_EventsHeadRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_EventsHead__Output>): grpc.ClientUnaryCall;
  Head(argument: _shop_v1_EventsHeadRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_EventsHead__Output>): grpc.ClientUnaryCall;
  Head(argument: _shop_v1_EventsHeadRequest, callback: grpc.requestCallback<_shop_v1_EventsHead__Output>): grpc.ClientUnaryCall;
  /**
   * The ends of the log.
   */
  head(argument: _shop_v1_EventsHeadRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_EventsHead__Output>): grpc.ClientUnaryCall;
  head(argument: _shop_v1_EventsHeadRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_EventsHead__Output>): grpc.ClientUnaryCall;
  head(argument: _shop_v1_EventsHeadRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_EventsHead__Output>): grpc.ClientUnaryCall;
  head(argument: _shop_v1_EventsHeadRequest, callback: grpc.requestCallback<_shop_v1_EventsHead__Output>): grpc.ClientUnaryCall;
  
  /**
   * The events after a position, or from a time on, oldest first; with `only`, those of some types. Throws EVENTS_GONE (OUT_OF_RANGE) where the log does not reach
   * back so far; `oldest` in its details is where it begins.
   */
  Read(argument: _shop_v1_ReadEventsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_EventRecord__Output>;
  Read(argument: _shop_v1_ReadEventsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_EventRecord__Output>;
  /**
   * The events after a position, or from a time on, oldest first; with `only`, those of some types. Throws EVENTS_GONE (OUT_OF_RANGE) where the log does not reach
   * back so far; `oldest` in its details is where it begins.
   */
  read(argument: _shop_v1_ReadEventsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_EventRecord__Output>;
  read(argument: _shop_v1_ReadEventsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_EventRecord__Output>;
  
}

export interface EventsHandlers extends grpc.UntypedServiceImplementation {
  /**
   * The ends of the log.
   */
  Head: grpc.handleUnaryCall<_shop_v1_EventsHeadRequest__Output, _shop_v1_EventsHead>;
  
  /**
   * The events after a position, or from a time on, oldest first; with `only`, those of some types. Throws EVENTS_GONE (OUT_OF_RANGE) where the log does not reach
   * back so far; `oldest` in its details is where it begins.
   */
  Read: grpc.handleServerStreamingCall<_shop_v1_ReadEventsRequest__Output, _shop_v1_EventRecord>;
  
}

export interface EventsDefinition extends grpc.ServiceDefinition {
  Head: MethodDefinition<_shop_v1_EventsHeadRequest, _shop_v1_EventsHead, _shop_v1_EventsHeadRequest__Output, _shop_v1_EventsHead__Output>
  Read: MethodDefinition<_shop_v1_ReadEventsRequest, _shop_v1_EventRecord, _shop_v1_ReadEventsRequest__Output, _shop_v1_EventRecord__Output>
}
