import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { EventRecord as _shop_v1_EventRecord, EventRecord__Output as _shop_v1_EventRecord__Output } from './shop/v1/EventRecord.js';
import type { EventTypes as _shop_v1_EventTypes, EventTypes__Output as _shop_v1_EventTypes__Output } from './shop/v1/EventTypes.js';
import type { EventsClient as _shop_v1_EventsClient, EventsDefinition as _shop_v1_EventsDefinition } from './shop/v1/Events.js';
import type { EventsHead as _shop_v1_EventsHead, EventsHead__Output as _shop_v1_EventsHead__Output } from './shop/v1/EventsHead.js';
import type { EventsHeadRequest as _shop_v1_EventsHeadRequest, EventsHeadRequest__Output as _shop_v1_EventsHeadRequest__Output } from './shop/v1/EventsHeadRequest.js';
import type { ReadEventsRequest as _shop_v1_ReadEventsRequest, ReadEventsRequest__Output as _shop_v1_ReadEventsRequest__Output } from './shop/v1/ReadEventsRequest.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  shop: {
    v1: {
      EventRecord: MessageTypeDefinition<_shop_v1_EventRecord, _shop_v1_EventRecord__Output>
      EventTypes: MessageTypeDefinition<_shop_v1_EventTypes, _shop_v1_EventTypes__Output>
      Events: SubtypeConstructor<typeof grpc.Client, _shop_v1_EventsClient> & { service: _shop_v1_EventsDefinition }
      EventsHead: MessageTypeDefinition<_shop_v1_EventsHead, _shop_v1_EventsHead__Output>
      EventsHeadRequest: MessageTypeDefinition<_shop_v1_EventsHeadRequest, _shop_v1_EventsHeadRequest__Output>
      ReadEventsRequest: MessageTypeDefinition<_shop_v1_ReadEventsRequest, _shop_v1_ReadEventsRequest__Output>
    }
  }
}

