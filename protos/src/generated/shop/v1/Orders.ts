// Original file: shop/v1/orders.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ApplyChangeRequest as _shop_v1_ApplyChangeRequest, ApplyChangeRequest__Output as _shop_v1_ApplyChangeRequest__Output } from '../../shop/v1/ApplyChangeRequest.js';
import type { AuditRequest as _shop_v1_AuditRequest, AuditRequest__Output as _shop_v1_AuditRequest__Output } from '../../shop/v1/AuditRequest.js';
import type { BeginPaymentRequest as _shop_v1_BeginPaymentRequest, BeginPaymentRequest__Output as _shop_v1_BeginPaymentRequest__Output } from '../../shop/v1/BeginPaymentRequest.js';
import type { CancelOrderRequest as _shop_v1_CancelOrderRequest, CancelOrderRequest__Output as _shop_v1_CancelOrderRequest__Output } from '../../shop/v1/CancelOrderRequest.js';
import type { ChangeApplied as _shop_v1_ChangeApplied, ChangeApplied__Output as _shop_v1_ChangeApplied__Output } from '../../shop/v1/ChangeApplied.js';
import type { ChangeHeld as _shop_v1_ChangeHeld, ChangeHeld__Output as _shop_v1_ChangeHeld__Output } from '../../shop/v1/ChangeHeld.js';
import type { ChangeWithdrawn as _shop_v1_ChangeWithdrawn, ChangeWithdrawn__Output as _shop_v1_ChangeWithdrawn__Output } from '../../shop/v1/ChangeWithdrawn.js';
import type { ChangedMoved as _shop_v1_ChangedMoved, ChangedMoved__Output as _shop_v1_ChangedMoved__Output } from '../../shop/v1/ChangedMoved.js';
import type { ChangesStopped as _shop_v1_ChangesStopped, ChangesStopped__Output as _shop_v1_ChangesStopped__Output } from '../../shop/v1/ChangesStopped.js';
import type { ConfirmOrderRequest as _shop_v1_ConfirmOrderRequest, ConfirmOrderRequest__Output as _shop_v1_ConfirmOrderRequest__Output } from '../../shop/v1/ConfirmOrderRequest.js';
import type { CreateOrderRequest as _shop_v1_CreateOrderRequest, CreateOrderRequest__Output as _shop_v1_CreateOrderRequest__Output } from '../../shop/v1/CreateOrderRequest.js';
import type { GetOrderRequest as _shop_v1_GetOrderRequest, GetOrderRequest__Output as _shop_v1_GetOrderRequest__Output } from '../../shop/v1/GetOrderRequest.js';
import type { HoldChangeRequest as _shop_v1_HoldChangeRequest, HoldChangeRequest__Output as _shop_v1_HoldChangeRequest__Output } from '../../shop/v1/HoldChangeRequest.js';
import type { MoveChangedRequest as _shop_v1_MoveChangedRequest, MoveChangedRequest__Output as _shop_v1_MoveChangedRequest__Output } from '../../shop/v1/MoveChangedRequest.js';
import type { Order as _shop_v1_Order, Order__Output as _shop_v1_Order__Output } from '../../shop/v1/Order.js';
import type { OrderAudit as _shop_v1_OrderAudit, OrderAudit__Output as _shop_v1_OrderAudit__Output } from '../../shop/v1/OrderAudit.js';
import type { OrderCancelled as _shop_v1_OrderCancelled, OrderCancelled__Output as _shop_v1_OrderCancelled__Output } from '../../shop/v1/OrderCancelled.js';
import type { OrderConfirmed as _shop_v1_OrderConfirmed, OrderConfirmed__Output as _shop_v1_OrderConfirmed__Output } from '../../shop/v1/OrderConfirmed.js';
import type { OrderCreated as _shop_v1_OrderCreated, OrderCreated__Output as _shop_v1_OrderCreated__Output } from '../../shop/v1/OrderCreated.js';
import type { OrderStatus as _shop_v1_OrderStatus, OrderStatus__Output as _shop_v1_OrderStatus__Output } from '../../shop/v1/OrderStatus.js';
import type { Payable as _shop_v1_Payable, Payable__Output as _shop_v1_Payable__Output } from '../../shop/v1/Payable.js';
import type { StopChangesRequest as _shop_v1_StopChangesRequest, StopChangesRequest__Output as _shop_v1_StopChangesRequest__Output } from '../../shop/v1/StopChangesRequest.js';
import type { WatchOrderRequest as _shop_v1_WatchOrderRequest, WatchOrderRequest__Output as _shop_v1_WatchOrderRequest__Output } from '../../shop/v1/WatchOrderRequest.js';
import type { WithdrawChangeRequest as _shop_v1_WithdrawChangeRequest, WithdrawChangeRequest__Output as _shop_v1_WithdrawChangeRequest__Output } from '../../shop/v1/WithdrawChangeRequest.js';

/**
 * Orders. Create, Cancel, Confirm and MarkCancelled are saga commands: each stands behind the barrier, so a
 * duplicate gets the first answer, an undo before its do leaves a tombstone, and a do after its undo is refused.
 */
export interface OrdersClient extends grpc.Client {
  /**
   * The point of no return of a change: in one write the order has its new lines and total. Refused: ORDER_NOT_CHANGEABLE, ORDER_CANCELLED.
   */
  ApplyChange(argument: _shop_v1_ApplyChangeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_ChangeApplied__Output>): grpc.ClientUnaryCall;
  ApplyChange(argument: _shop_v1_ApplyChangeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_ChangeApplied__Output>): grpc.ClientUnaryCall;
  ApplyChange(argument: _shop_v1_ApplyChangeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_ChangeApplied__Output>): grpc.ClientUnaryCall;
  ApplyChange(argument: _shop_v1_ApplyChangeRequest, callback: grpc.requestCallback<_shop_v1_ChangeApplied__Output>): grpc.ClientUnaryCall;
  /**
   * The point of no return of a change: in one write the order has its new lines and total. Refused: ORDER_NOT_CHANGEABLE, ORDER_CANCELLED.
   */
  applyChange(argument: _shop_v1_ApplyChangeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_ChangeApplied__Output>): grpc.ClientUnaryCall;
  applyChange(argument: _shop_v1_ApplyChangeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_ChangeApplied__Output>): grpc.ClientUnaryCall;
  applyChange(argument: _shop_v1_ApplyChangeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_ChangeApplied__Output>): grpc.ClientUnaryCall;
  applyChange(argument: _shop_v1_ApplyChangeRequest, callback: grpc.requestCallback<_shop_v1_ChangeApplied__Output>): grpc.ClientUnaryCall;
  
  /**
   * Orders in id order, for the conservation audit.
   */
  Audit(argument: _shop_v1_AuditRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_OrderAudit__Output>;
  Audit(argument: _shop_v1_AuditRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_OrderAudit__Output>;
  /**
   * Orders in id order, for the conservation audit.
   */
  audit(argument: _shop_v1_AuditRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_OrderAudit__Output>;
  audit(argument: _shop_v1_AuditRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_OrderAudit__Output>;
  
  /**
   * Freezes the order against changes and answers what is to be paid. Refused: ORDER_NOT_PAYABLE, AMOUNT_MISMATCH.
   */
  BeginPayment(argument: _shop_v1_BeginPaymentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Payable__Output>): grpc.ClientUnaryCall;
  BeginPayment(argument: _shop_v1_BeginPaymentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_Payable__Output>): grpc.ClientUnaryCall;
  BeginPayment(argument: _shop_v1_BeginPaymentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Payable__Output>): grpc.ClientUnaryCall;
  BeginPayment(argument: _shop_v1_BeginPaymentRequest, callback: grpc.requestCallback<_shop_v1_Payable__Output>): grpc.ClientUnaryCall;
  /**
   * Freezes the order against changes and answers what is to be paid. Refused: ORDER_NOT_PAYABLE, AMOUNT_MISMATCH.
   */
  beginPayment(argument: _shop_v1_BeginPaymentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Payable__Output>): grpc.ClientUnaryCall;
  beginPayment(argument: _shop_v1_BeginPaymentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_Payable__Output>): grpc.ClientUnaryCall;
  beginPayment(argument: _shop_v1_BeginPaymentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Payable__Output>): grpc.ClientUnaryCall;
  beginPayment(argument: _shop_v1_BeginPaymentRequest, callback: grpc.requestCallback<_shop_v1_Payable__Output>): grpc.ClientUnaryCall;
  
  /**
   * Undoes Create: the order ends as CANCELLED. Answered also when there is nothing to cancel.
   */
  Cancel(argument: _shop_v1_CancelOrderRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_OrderCancelled__Output>): grpc.ClientUnaryCall;
  Cancel(argument: _shop_v1_CancelOrderRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_OrderCancelled__Output>): grpc.ClientUnaryCall;
  Cancel(argument: _shop_v1_CancelOrderRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_OrderCancelled__Output>): grpc.ClientUnaryCall;
  Cancel(argument: _shop_v1_CancelOrderRequest, callback: grpc.requestCallback<_shop_v1_OrderCancelled__Output>): grpc.ClientUnaryCall;
  /**
   * Undoes Create: the order ends as CANCELLED. Answered also when there is nothing to cancel.
   */
  cancel(argument: _shop_v1_CancelOrderRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_OrderCancelled__Output>): grpc.ClientUnaryCall;
  cancel(argument: _shop_v1_CancelOrderRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_OrderCancelled__Output>): grpc.ClientUnaryCall;
  cancel(argument: _shop_v1_CancelOrderRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_OrderCancelled__Output>): grpc.ClientUnaryCall;
  cancel(argument: _shop_v1_CancelOrderRequest, callback: grpc.requestCallback<_shop_v1_OrderCancelled__Output>): grpc.ClientUnaryCall;
  
  /**
   * The point of no return: the held stock is sold, then the order is CONFIRMED.
   */
  Confirm(argument: _shop_v1_ConfirmOrderRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_OrderConfirmed__Output>): grpc.ClientUnaryCall;
  Confirm(argument: _shop_v1_ConfirmOrderRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_OrderConfirmed__Output>): grpc.ClientUnaryCall;
  Confirm(argument: _shop_v1_ConfirmOrderRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_OrderConfirmed__Output>): grpc.ClientUnaryCall;
  Confirm(argument: _shop_v1_ConfirmOrderRequest, callback: grpc.requestCallback<_shop_v1_OrderConfirmed__Output>): grpc.ClientUnaryCall;
  /**
   * The point of no return: the held stock is sold, then the order is CONFIRMED.
   */
  confirm(argument: _shop_v1_ConfirmOrderRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_OrderConfirmed__Output>): grpc.ClientUnaryCall;
  confirm(argument: _shop_v1_ConfirmOrderRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_OrderConfirmed__Output>): grpc.ClientUnaryCall;
  confirm(argument: _shop_v1_ConfirmOrderRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_OrderConfirmed__Output>): grpc.ClientUnaryCall;
  confirm(argument: _shop_v1_ConfirmOrderRequest, callback: grpc.requestCallback<_shop_v1_OrderConfirmed__Output>): grpc.ClientUnaryCall;
  
  /**
   * Writes the order down as PENDING at the catalogue's prices. Refused: PRODUCT_NOT_FOUND, PRICE_CHANGED.
   */
  Create(argument: _shop_v1_CreateOrderRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_OrderCreated__Output>): grpc.ClientUnaryCall;
  Create(argument: _shop_v1_CreateOrderRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_OrderCreated__Output>): grpc.ClientUnaryCall;
  Create(argument: _shop_v1_CreateOrderRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_OrderCreated__Output>): grpc.ClientUnaryCall;
  Create(argument: _shop_v1_CreateOrderRequest, callback: grpc.requestCallback<_shop_v1_OrderCreated__Output>): grpc.ClientUnaryCall;
  /**
   * Writes the order down as PENDING at the catalogue's prices. Refused: PRODUCT_NOT_FOUND, PRICE_CHANGED.
   */
  create(argument: _shop_v1_CreateOrderRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_OrderCreated__Output>): grpc.ClientUnaryCall;
  create(argument: _shop_v1_CreateOrderRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_OrderCreated__Output>): grpc.ClientUnaryCall;
  create(argument: _shop_v1_CreateOrderRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_OrderCreated__Output>): grpc.ClientUnaryCall;
  create(argument: _shop_v1_CreateOrderRequest, callback: grpc.requestCallback<_shop_v1_OrderCreated__Output>): grpc.ClientUnaryCall;
  
  /**
   * One order. NOT_FOUND (ORDER_NOT_FOUND) when unknown, or when user_id is given and is not its owner.
   */
  Get(argument: _shop_v1_GetOrderRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Order__Output>): grpc.ClientUnaryCall;
  Get(argument: _shop_v1_GetOrderRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_Order__Output>): grpc.ClientUnaryCall;
  Get(argument: _shop_v1_GetOrderRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Order__Output>): grpc.ClientUnaryCall;
  Get(argument: _shop_v1_GetOrderRequest, callback: grpc.requestCallback<_shop_v1_Order__Output>): grpc.ClientUnaryCall;
  /**
   * One order. NOT_FOUND (ORDER_NOT_FOUND) when unknown, or when user_id is given and is not its owner.
   */
  get(argument: _shop_v1_GetOrderRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Order__Output>): grpc.ClientUnaryCall;
  get(argument: _shop_v1_GetOrderRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_Order__Output>): grpc.ClientUnaryCall;
  get(argument: _shop_v1_GetOrderRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Order__Output>): grpc.ClientUnaryCall;
  get(argument: _shop_v1_GetOrderRequest, callback: grpc.requestCallback<_shop_v1_Order__Output>): grpc.ClientUnaryCall;
  
  /**
   * Begins a change of a confirmed order: what it needs more of is held, all or nothing, and no other change begins. The order stays as it
   * is. Refused: ORDER_NOT_CHANGEABLE, ORDER_CANCELLED, OUT_OF_STOCK, PRODUCT_NOT_FOUND.
   */
  HoldChange(argument: _shop_v1_HoldChangeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_ChangeHeld__Output>): grpc.ClientUnaryCall;
  HoldChange(argument: _shop_v1_HoldChangeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_ChangeHeld__Output>): grpc.ClientUnaryCall;
  HoldChange(argument: _shop_v1_HoldChangeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_ChangeHeld__Output>): grpc.ClientUnaryCall;
  HoldChange(argument: _shop_v1_HoldChangeRequest, callback: grpc.requestCallback<_shop_v1_ChangeHeld__Output>): grpc.ClientUnaryCall;
  /**
   * Begins a change of a confirmed order: what it needs more of is held, all or nothing, and no other change begins. The order stays as it
   * is. Refused: ORDER_NOT_CHANGEABLE, ORDER_CANCELLED, OUT_OF_STOCK, PRODUCT_NOT_FOUND.
   */
  holdChange(argument: _shop_v1_HoldChangeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_ChangeHeld__Output>): grpc.ClientUnaryCall;
  holdChange(argument: _shop_v1_HoldChangeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_ChangeHeld__Output>): grpc.ClientUnaryCall;
  holdChange(argument: _shop_v1_HoldChangeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_ChangeHeld__Output>): grpc.ClientUnaryCall;
  holdChange(argument: _shop_v1_HoldChangeRequest, callback: grpc.requestCallback<_shop_v1_ChangeHeld__Output>): grpc.ClientUnaryCall;
  
  /**
   * Ends a confirmed order that was refunded and restocked as CANCELLED.
   */
  MarkCancelled(argument: _shop_v1_CancelOrderRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_OrderCancelled__Output>): grpc.ClientUnaryCall;
  MarkCancelled(argument: _shop_v1_CancelOrderRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_OrderCancelled__Output>): grpc.ClientUnaryCall;
  MarkCancelled(argument: _shop_v1_CancelOrderRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_OrderCancelled__Output>): grpc.ClientUnaryCall;
  MarkCancelled(argument: _shop_v1_CancelOrderRequest, callback: grpc.requestCallback<_shop_v1_OrderCancelled__Output>): grpc.ClientUnaryCall;
  /**
   * Ends a confirmed order that was refunded and restocked as CANCELLED.
   */
  markCancelled(argument: _shop_v1_CancelOrderRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_OrderCancelled__Output>): grpc.ClientUnaryCall;
  markCancelled(argument: _shop_v1_CancelOrderRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_OrderCancelled__Output>): grpc.ClientUnaryCall;
  markCancelled(argument: _shop_v1_CancelOrderRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_OrderCancelled__Output>): grpc.ClientUnaryCall;
  markCancelled(argument: _shop_v1_CancelOrderRequest, callback: grpc.requestCallback<_shop_v1_OrderCancelled__Output>): grpc.ClientUnaryCall;
  
  /**
   * The stock follows a change that was applied: what was held for it is sold, and what the order no longer has is restocked, once.
   * Refused: ORDER_NOT_CHANGEABLE.
   */
  MoveChanged(argument: _shop_v1_MoveChangedRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_ChangedMoved__Output>): grpc.ClientUnaryCall;
  MoveChanged(argument: _shop_v1_MoveChangedRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_ChangedMoved__Output>): grpc.ClientUnaryCall;
  MoveChanged(argument: _shop_v1_MoveChangedRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_ChangedMoved__Output>): grpc.ClientUnaryCall;
  MoveChanged(argument: _shop_v1_MoveChangedRequest, callback: grpc.requestCallback<_shop_v1_ChangedMoved__Output>): grpc.ClientUnaryCall;
  /**
   * The stock follows a change that was applied: what was held for it is sold, and what the order no longer has is restocked, once.
   * Refused: ORDER_NOT_CHANGEABLE.
   */
  moveChanged(argument: _shop_v1_MoveChangedRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_ChangedMoved__Output>): grpc.ClientUnaryCall;
  moveChanged(argument: _shop_v1_MoveChangedRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_ChangedMoved__Output>): grpc.ClientUnaryCall;
  moveChanged(argument: _shop_v1_MoveChangedRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_ChangedMoved__Output>): grpc.ClientUnaryCall;
  moveChanged(argument: _shop_v1_MoveChangedRequest, callback: grpc.requestCallback<_shop_v1_ChangedMoved__Output>): grpc.ClientUnaryCall;
  
  /**
   * The order is being cancelled: no change of it begins any more, and one that was not applied never will be.
   */
  StopChanges(argument: _shop_v1_StopChangesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_ChangesStopped__Output>): grpc.ClientUnaryCall;
  StopChanges(argument: _shop_v1_StopChangesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_ChangesStopped__Output>): grpc.ClientUnaryCall;
  StopChanges(argument: _shop_v1_StopChangesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_ChangesStopped__Output>): grpc.ClientUnaryCall;
  StopChanges(argument: _shop_v1_StopChangesRequest, callback: grpc.requestCallback<_shop_v1_ChangesStopped__Output>): grpc.ClientUnaryCall;
  /**
   * The order is being cancelled: no change of it begins any more, and one that was not applied never will be.
   */
  stopChanges(argument: _shop_v1_StopChangesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_ChangesStopped__Output>): grpc.ClientUnaryCall;
  stopChanges(argument: _shop_v1_StopChangesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_ChangesStopped__Output>): grpc.ClientUnaryCall;
  stopChanges(argument: _shop_v1_StopChangesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_ChangesStopped__Output>): grpc.ClientUnaryCall;
  stopChanges(argument: _shop_v1_StopChangesRequest, callback: grpc.requestCallback<_shop_v1_ChangesStopped__Output>): grpc.ClientUnaryCall;
  
  /**
   * The order's history, then each change as it comes; ends after CONFIRMED or CANCELLED.
   */
  Watch(argument: _shop_v1_WatchOrderRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_OrderStatus__Output>;
  Watch(argument: _shop_v1_WatchOrderRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_OrderStatus__Output>;
  /**
   * The order's history, then each change as it comes; ends after CONFIRMED or CANCELLED.
   */
  watch(argument: _shop_v1_WatchOrderRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_OrderStatus__Output>;
  watch(argument: _shop_v1_WatchOrderRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_OrderStatus__Output>;
  
  /**
   * Undoes HoldChange. Refused: ORDER_NOT_CHANGEABLE once the change was applied.
   */
  WithdrawChange(argument: _shop_v1_WithdrawChangeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_ChangeWithdrawn__Output>): grpc.ClientUnaryCall;
  WithdrawChange(argument: _shop_v1_WithdrawChangeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_ChangeWithdrawn__Output>): grpc.ClientUnaryCall;
  WithdrawChange(argument: _shop_v1_WithdrawChangeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_ChangeWithdrawn__Output>): grpc.ClientUnaryCall;
  WithdrawChange(argument: _shop_v1_WithdrawChangeRequest, callback: grpc.requestCallback<_shop_v1_ChangeWithdrawn__Output>): grpc.ClientUnaryCall;
  /**
   * Undoes HoldChange. Refused: ORDER_NOT_CHANGEABLE once the change was applied.
   */
  withdrawChange(argument: _shop_v1_WithdrawChangeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_ChangeWithdrawn__Output>): grpc.ClientUnaryCall;
  withdrawChange(argument: _shop_v1_WithdrawChangeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_ChangeWithdrawn__Output>): grpc.ClientUnaryCall;
  withdrawChange(argument: _shop_v1_WithdrawChangeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_ChangeWithdrawn__Output>): grpc.ClientUnaryCall;
  withdrawChange(argument: _shop_v1_WithdrawChangeRequest, callback: grpc.requestCallback<_shop_v1_ChangeWithdrawn__Output>): grpc.ClientUnaryCall;
  
}

/**
 * Orders. Create, Cancel, Confirm and MarkCancelled are saga commands: each stands behind the barrier, so a
 * duplicate gets the first answer, an undo before its do leaves a tombstone, and a do after its undo is refused.
 */
export interface OrdersHandlers extends grpc.UntypedServiceImplementation {
  /**
   * The point of no return of a change: in one write the order has its new lines and total. Refused: ORDER_NOT_CHANGEABLE, ORDER_CANCELLED.
   */
  ApplyChange: grpc.handleUnaryCall<_shop_v1_ApplyChangeRequest__Output, _shop_v1_ChangeApplied>;
  
  /**
   * Orders in id order, for the conservation audit.
   */
  Audit: grpc.handleServerStreamingCall<_shop_v1_AuditRequest__Output, _shop_v1_OrderAudit>;
  
  /**
   * Freezes the order against changes and answers what is to be paid. Refused: ORDER_NOT_PAYABLE, AMOUNT_MISMATCH.
   */
  BeginPayment: grpc.handleUnaryCall<_shop_v1_BeginPaymentRequest__Output, _shop_v1_Payable>;
  
  /**
   * Undoes Create: the order ends as CANCELLED. Answered also when there is nothing to cancel.
   */
  Cancel: grpc.handleUnaryCall<_shop_v1_CancelOrderRequest__Output, _shop_v1_OrderCancelled>;
  
  /**
   * The point of no return: the held stock is sold, then the order is CONFIRMED.
   */
  Confirm: grpc.handleUnaryCall<_shop_v1_ConfirmOrderRequest__Output, _shop_v1_OrderConfirmed>;
  
  /**
   * Writes the order down as PENDING at the catalogue's prices. Refused: PRODUCT_NOT_FOUND, PRICE_CHANGED.
   */
  Create: grpc.handleUnaryCall<_shop_v1_CreateOrderRequest__Output, _shop_v1_OrderCreated>;
  
  /**
   * One order. NOT_FOUND (ORDER_NOT_FOUND) when unknown, or when user_id is given and is not its owner.
   */
  Get: grpc.handleUnaryCall<_shop_v1_GetOrderRequest__Output, _shop_v1_Order>;
  
  /**
   * Begins a change of a confirmed order: what it needs more of is held, all or nothing, and no other change begins. The order stays as it
   * is. Refused: ORDER_NOT_CHANGEABLE, ORDER_CANCELLED, OUT_OF_STOCK, PRODUCT_NOT_FOUND.
   */
  HoldChange: grpc.handleUnaryCall<_shop_v1_HoldChangeRequest__Output, _shop_v1_ChangeHeld>;
  
  /**
   * Ends a confirmed order that was refunded and restocked as CANCELLED.
   */
  MarkCancelled: grpc.handleUnaryCall<_shop_v1_CancelOrderRequest__Output, _shop_v1_OrderCancelled>;
  
  /**
   * The stock follows a change that was applied: what was held for it is sold, and what the order no longer has is restocked, once.
   * Refused: ORDER_NOT_CHANGEABLE.
   */
  MoveChanged: grpc.handleUnaryCall<_shop_v1_MoveChangedRequest__Output, _shop_v1_ChangedMoved>;
  
  /**
   * The order is being cancelled: no change of it begins any more, and one that was not applied never will be.
   */
  StopChanges: grpc.handleUnaryCall<_shop_v1_StopChangesRequest__Output, _shop_v1_ChangesStopped>;
  
  /**
   * The order's history, then each change as it comes; ends after CONFIRMED or CANCELLED.
   */
  Watch: grpc.handleServerStreamingCall<_shop_v1_WatchOrderRequest__Output, _shop_v1_OrderStatus>;
  
  /**
   * Undoes HoldChange. Refused: ORDER_NOT_CHANGEABLE once the change was applied.
   */
  WithdrawChange: grpc.handleUnaryCall<_shop_v1_WithdrawChangeRequest__Output, _shop_v1_ChangeWithdrawn>;
  
}

export interface OrdersDefinition extends grpc.ServiceDefinition {
  ApplyChange: MethodDefinition<_shop_v1_ApplyChangeRequest, _shop_v1_ChangeApplied, _shop_v1_ApplyChangeRequest__Output, _shop_v1_ChangeApplied__Output>
  Audit: MethodDefinition<_shop_v1_AuditRequest, _shop_v1_OrderAudit, _shop_v1_AuditRequest__Output, _shop_v1_OrderAudit__Output>
  BeginPayment: MethodDefinition<_shop_v1_BeginPaymentRequest, _shop_v1_Payable, _shop_v1_BeginPaymentRequest__Output, _shop_v1_Payable__Output>
  Cancel: MethodDefinition<_shop_v1_CancelOrderRequest, _shop_v1_OrderCancelled, _shop_v1_CancelOrderRequest__Output, _shop_v1_OrderCancelled__Output>
  Confirm: MethodDefinition<_shop_v1_ConfirmOrderRequest, _shop_v1_OrderConfirmed, _shop_v1_ConfirmOrderRequest__Output, _shop_v1_OrderConfirmed__Output>
  Create: MethodDefinition<_shop_v1_CreateOrderRequest, _shop_v1_OrderCreated, _shop_v1_CreateOrderRequest__Output, _shop_v1_OrderCreated__Output>
  Get: MethodDefinition<_shop_v1_GetOrderRequest, _shop_v1_Order, _shop_v1_GetOrderRequest__Output, _shop_v1_Order__Output>
  HoldChange: MethodDefinition<_shop_v1_HoldChangeRequest, _shop_v1_ChangeHeld, _shop_v1_HoldChangeRequest__Output, _shop_v1_ChangeHeld__Output>
  MarkCancelled: MethodDefinition<_shop_v1_CancelOrderRequest, _shop_v1_OrderCancelled, _shop_v1_CancelOrderRequest__Output, _shop_v1_OrderCancelled__Output>
  MoveChanged: MethodDefinition<_shop_v1_MoveChangedRequest, _shop_v1_ChangedMoved, _shop_v1_MoveChangedRequest__Output, _shop_v1_ChangedMoved__Output>
  StopChanges: MethodDefinition<_shop_v1_StopChangesRequest, _shop_v1_ChangesStopped, _shop_v1_StopChangesRequest__Output, _shop_v1_ChangesStopped__Output>
  Watch: MethodDefinition<_shop_v1_WatchOrderRequest, _shop_v1_OrderStatus, _shop_v1_WatchOrderRequest__Output, _shop_v1_OrderStatus__Output>
  WithdrawChange: MethodDefinition<_shop_v1_WithdrawChangeRequest, _shop_v1_ChangeWithdrawn, _shop_v1_WithdrawChangeRequest__Output, _shop_v1_ChangeWithdrawn__Output>
}
