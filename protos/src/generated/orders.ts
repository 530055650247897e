import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { Address as _shop_v1_Address, Address__Output as _shop_v1_Address__Output } from './shop/v1/Address.js';
import type { ApplyChangeRequest as _shop_v1_ApplyChangeRequest, ApplyChangeRequest__Output as _shop_v1_ApplyChangeRequest__Output } from './shop/v1/ApplyChangeRequest.js';
import type { AuditRequest as _shop_v1_AuditRequest, AuditRequest__Output as _shop_v1_AuditRequest__Output } from './shop/v1/AuditRequest.js';
import type { BeginPaymentRequest as _shop_v1_BeginPaymentRequest, BeginPaymentRequest__Output as _shop_v1_BeginPaymentRequest__Output } from './shop/v1/BeginPaymentRequest.js';
import type { CancelOrderRequest as _shop_v1_CancelOrderRequest, CancelOrderRequest__Output as _shop_v1_CancelOrderRequest__Output } from './shop/v1/CancelOrderRequest.js';
import type { ChangeApplied as _shop_v1_ChangeApplied, ChangeApplied__Output as _shop_v1_ChangeApplied__Output } from './shop/v1/ChangeApplied.js';
import type { ChangeHeld as _shop_v1_ChangeHeld, ChangeHeld__Output as _shop_v1_ChangeHeld__Output } from './shop/v1/ChangeHeld.js';
import type { ChangeWithdrawn as _shop_v1_ChangeWithdrawn, ChangeWithdrawn__Output as _shop_v1_ChangeWithdrawn__Output } from './shop/v1/ChangeWithdrawn.js';
import type { ChangedMoved as _shop_v1_ChangedMoved, ChangedMoved__Output as _shop_v1_ChangedMoved__Output } from './shop/v1/ChangedMoved.js';
import type { ChangesStopped as _shop_v1_ChangesStopped, ChangesStopped__Output as _shop_v1_ChangesStopped__Output } from './shop/v1/ChangesStopped.js';
import type { ConfirmOrderRequest as _shop_v1_ConfirmOrderRequest, ConfirmOrderRequest__Output as _shop_v1_ConfirmOrderRequest__Output } from './shop/v1/ConfirmOrderRequest.js';
import type { CreateOrderRequest as _shop_v1_CreateOrderRequest, CreateOrderRequest__Output as _shop_v1_CreateOrderRequest__Output } from './shop/v1/CreateOrderRequest.js';
import type { GetOrderRequest as _shop_v1_GetOrderRequest, GetOrderRequest__Output as _shop_v1_GetOrderRequest__Output } from './shop/v1/GetOrderRequest.js';
import type { HoldChangeRequest as _shop_v1_HoldChangeRequest, HoldChangeRequest__Output as _shop_v1_HoldChangeRequest__Output } from './shop/v1/HoldChangeRequest.js';
import type { MoveChangedRequest as _shop_v1_MoveChangedRequest, MoveChangedRequest__Output as _shop_v1_MoveChangedRequest__Output } from './shop/v1/MoveChangedRequest.js';
import type { Order as _shop_v1_Order, Order__Output as _shop_v1_Order__Output } from './shop/v1/Order.js';
import type { OrderAudit as _shop_v1_OrderAudit, OrderAudit__Output as _shop_v1_OrderAudit__Output } from './shop/v1/OrderAudit.js';
import type { OrderCancelled as _shop_v1_OrderCancelled, OrderCancelled__Output as _shop_v1_OrderCancelled__Output } from './shop/v1/OrderCancelled.js';
import type { OrderConfirmed as _shop_v1_OrderConfirmed, OrderConfirmed__Output as _shop_v1_OrderConfirmed__Output } from './shop/v1/OrderConfirmed.js';
import type { OrderCreated as _shop_v1_OrderCreated, OrderCreated__Output as _shop_v1_OrderCreated__Output } from './shop/v1/OrderCreated.js';
import type { OrderLine as _shop_v1_OrderLine, OrderLine__Output as _shop_v1_OrderLine__Output } from './shop/v1/OrderLine.js';
import type { OrderStatus as _shop_v1_OrderStatus, OrderStatus__Output as _shop_v1_OrderStatus__Output } from './shop/v1/OrderStatus.js';
import type { OrdersClient as _shop_v1_OrdersClient, OrdersDefinition as _shop_v1_OrdersDefinition } from './shop/v1/Orders.js';
import type { PaidChange as _shop_v1_PaidChange, PaidChange__Output as _shop_v1_PaidChange__Output } from './shop/v1/PaidChange.js';
import type { Payable as _shop_v1_Payable, Payable__Output as _shop_v1_Payable__Output } from './shop/v1/Payable.js';
import type { ProductStock as _shop_v1_ProductStock, ProductStock__Output as _shop_v1_ProductStock__Output } from './shop/v1/ProductStock.js';
import type { ReleaseStockRequest as _shop_v1_ReleaseStockRequest, ReleaseStockRequest__Output as _shop_v1_ReleaseStockRequest__Output } from './shop/v1/ReleaseStockRequest.js';
import type { ReserveStockRequest as _shop_v1_ReserveStockRequest, ReserveStockRequest__Output as _shop_v1_ReserveStockRequest__Output } from './shop/v1/ReserveStockRequest.js';
import type { RestockRequest as _shop_v1_RestockRequest, RestockRequest__Output as _shop_v1_RestockRequest__Output } from './shop/v1/RestockRequest.js';
import type { Restocked as _shop_v1_Restocked, Restocked__Output as _shop_v1_Restocked__Output } from './shop/v1/Restocked.js';
import type { StockClient as _shop_v1_StockClient, StockDefinition as _shop_v1_StockDefinition } from './shop/v1/Stock.js';
import type { StockHold as _shop_v1_StockHold, StockHold__Output as _shop_v1_StockHold__Output } from './shop/v1/StockHold.js';
import type { StockReleased as _shop_v1_StockReleased, StockReleased__Output as _shop_v1_StockReleased__Output } from './shop/v1/StockReleased.js';
import type { StockReserved as _shop_v1_StockReserved, StockReserved__Output as _shop_v1_StockReserved__Output } from './shop/v1/StockReserved.js';
import type { StopChangesRequest as _shop_v1_StopChangesRequest, StopChangesRequest__Output as _shop_v1_StopChangesRequest__Output } from './shop/v1/StopChangesRequest.js';
import type { WatchOrderRequest as _shop_v1_WatchOrderRequest, WatchOrderRequest__Output as _shop_v1_WatchOrderRequest__Output } from './shop/v1/WatchOrderRequest.js';
import type { WithdrawChangeRequest as _shop_v1_WithdrawChangeRequest, WithdrawChangeRequest__Output as _shop_v1_WithdrawChangeRequest__Output } from './shop/v1/WithdrawChangeRequest.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  shop: {
    v1: {
      Address: MessageTypeDefinition<_shop_v1_Address, _shop_v1_Address__Output>
      ApplyChangeRequest: MessageTypeDefinition<_shop_v1_ApplyChangeRequest, _shop_v1_ApplyChangeRequest__Output>
      AuditRequest: MessageTypeDefinition<_shop_v1_AuditRequest, _shop_v1_AuditRequest__Output>
      BeginPaymentRequest: MessageTypeDefinition<_shop_v1_BeginPaymentRequest, _shop_v1_BeginPaymentRequest__Output>
      CancelOrderRequest: MessageTypeDefinition<_shop_v1_CancelOrderRequest, _shop_v1_CancelOrderRequest__Output>
      ChangeApplied: MessageTypeDefinition<_shop_v1_ChangeApplied, _shop_v1_ChangeApplied__Output>
      ChangeHeld: MessageTypeDefinition<_shop_v1_ChangeHeld, _shop_v1_ChangeHeld__Output>
      ChangeWithdrawn: MessageTypeDefinition<_shop_v1_ChangeWithdrawn, _shop_v1_ChangeWithdrawn__Output>
      ChangedMoved: MessageTypeDefinition<_shop_v1_ChangedMoved, _shop_v1_ChangedMoved__Output>
      ChangesStopped: MessageTypeDefinition<_shop_v1_ChangesStopped, _shop_v1_ChangesStopped__Output>
      ConfirmOrderRequest: MessageTypeDefinition<_shop_v1_ConfirmOrderRequest, _shop_v1_ConfirmOrderRequest__Output>
      CreateOrderRequest: MessageTypeDefinition<_shop_v1_CreateOrderRequest, _shop_v1_CreateOrderRequest__Output>
      GetOrderRequest: MessageTypeDefinition<_shop_v1_GetOrderRequest, _shop_v1_GetOrderRequest__Output>
      HoldChangeRequest: MessageTypeDefinition<_shop_v1_HoldChangeRequest, _shop_v1_HoldChangeRequest__Output>
      MoveChangedRequest: MessageTypeDefinition<_shop_v1_MoveChangedRequest, _shop_v1_MoveChangedRequest__Output>
      Order: MessageTypeDefinition<_shop_v1_Order, _shop_v1_Order__Output>
      OrderAudit: MessageTypeDefinition<_shop_v1_OrderAudit, _shop_v1_OrderAudit__Output>
      OrderCancelled: MessageTypeDefinition<_shop_v1_OrderCancelled, _shop_v1_OrderCancelled__Output>
      OrderConfirmed: MessageTypeDefinition<_shop_v1_OrderConfirmed, _shop_v1_OrderConfirmed__Output>
      OrderCreated: MessageTypeDefinition<_shop_v1_OrderCreated, _shop_v1_OrderCreated__Output>
      OrderLine: MessageTypeDefinition<_shop_v1_OrderLine, _shop_v1_OrderLine__Output>
      OrderStatus: MessageTypeDefinition<_shop_v1_OrderStatus, _shop_v1_OrderStatus__Output>
      /**
       * Orders. Create, Cancel, Confirm and MarkCancelled are saga commands: each stands behind the barrier, so a
       * duplicate gets the first answer, an undo before its do leaves a tombstone, and a do after its undo is refused.
       */
      Orders: SubtypeConstructor<typeof grpc.Client, _shop_v1_OrdersClient> & { service: _shop_v1_OrdersDefinition }
      PaidChange: MessageTypeDefinition<_shop_v1_PaidChange, _shop_v1_PaidChange__Output>
      Payable: MessageTypeDefinition<_shop_v1_Payable, _shop_v1_Payable__Output>
      ProductStock: MessageTypeDefinition<_shop_v1_ProductStock, _shop_v1_ProductStock__Output>
      ReleaseStockRequest: MessageTypeDefinition<_shop_v1_ReleaseStockRequest, _shop_v1_ReleaseStockRequest__Output>
      ReserveStockRequest: MessageTypeDefinition<_shop_v1_ReserveStockRequest, _shop_v1_ReserveStockRequest__Output>
      RestockRequest: MessageTypeDefinition<_shop_v1_RestockRequest, _shop_v1_RestockRequest__Output>
      Restocked: MessageTypeDefinition<_shop_v1_Restocked, _shop_v1_Restocked__Output>
      /**
       * Stock is held in the name of an order; the lines are those of the order.
       */
      Stock: SubtypeConstructor<typeof grpc.Client, _shop_v1_StockClient> & { service: _shop_v1_StockDefinition }
      StockHold: MessageTypeDefinition<_shop_v1_StockHold, _shop_v1_StockHold__Output>
      StockReleased: MessageTypeDefinition<_shop_v1_StockReleased, _shop_v1_StockReleased__Output>
      StockReserved: MessageTypeDefinition<_shop_v1_StockReserved, _shop_v1_StockReserved__Output>
      StopChangesRequest: MessageTypeDefinition<_shop_v1_StopChangesRequest, _shop_v1_StopChangesRequest__Output>
      WatchOrderRequest: MessageTypeDefinition<_shop_v1_WatchOrderRequest, _shop_v1_WatchOrderRequest__Output>
      WithdrawChangeRequest: MessageTypeDefinition<_shop_v1_WithdrawChangeRequest, _shop_v1_WithdrawChangeRequest__Output>
    }
  }
}

