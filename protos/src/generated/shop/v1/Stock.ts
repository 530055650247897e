// Original file: shop/v1/orders.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AuditRequest as _shop_v1_AuditRequest, AuditRequest__Output as _shop_v1_AuditRequest__Output } from '../../shop/v1/AuditRequest.js';
import type { ProductStock as _shop_v1_ProductStock, ProductStock__Output as _shop_v1_ProductStock__Output } from '../../shop/v1/ProductStock.js';
import type { ReleaseStockRequest as _shop_v1_ReleaseStockRequest, ReleaseStockRequest__Output as _shop_v1_ReleaseStockRequest__Output } from '../../shop/v1/ReleaseStockRequest.js';
import type { ReserveStockRequest as _shop_v1_ReserveStockRequest, ReserveStockRequest__Output as _shop_v1_ReserveStockRequest__Output } from '../../shop/v1/ReserveStockRequest.js';
import type { RestockRequest as _shop_v1_RestockRequest, RestockRequest__Output as _shop_v1_RestockRequest__Output } from '../../shop/v1/RestockRequest.js';
import type { Restocked as _shop_v1_Restocked, Restocked__Output as _shop_v1_Restocked__Output } from '../../shop/v1/Restocked.js';
import type { StockReleased as _shop_v1_StockReleased, StockReleased__Output as _shop_v1_StockReleased__Output } from '../../shop/v1/StockReleased.js';
import type { StockReserved as _shop_v1_StockReserved, StockReserved__Output as _shop_v1_StockReserved__Output } from '../../shop/v1/StockReserved.js';

/**
 * Stock is held in the name of an order; the lines are those of the order.
 */
export interface StockClient extends grpc.Client {
  /**
   * Every product's counters, for the conservation audit.
   */
  Audit(argument: _shop_v1_AuditRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_ProductStock__Output>;
  Audit(argument: _shop_v1_AuditRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_ProductStock__Output>;
  /**
   * Every product's counters, for the conservation audit.
   */
  audit(argument: _shop_v1_AuditRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_ProductStock__Output>;
  audit(argument: _shop_v1_AuditRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_ProductStock__Output>;
  
  /**
   * Undoes Reserve: gives every hold of the order back.
   */
  Release(argument: _shop_v1_ReleaseStockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_StockReleased__Output>): grpc.ClientUnaryCall;
  Release(argument: _shop_v1_ReleaseStockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_StockReleased__Output>): grpc.ClientUnaryCall;
  Release(argument: _shop_v1_ReleaseStockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_StockReleased__Output>): grpc.ClientUnaryCall;
  Release(argument: _shop_v1_ReleaseStockRequest, callback: grpc.requestCallback<_shop_v1_StockReleased__Output>): grpc.ClientUnaryCall;
  /**
   * Undoes Reserve: gives every hold of the order back.
   */
  release(argument: _shop_v1_ReleaseStockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_StockReleased__Output>): grpc.ClientUnaryCall;
  release(argument: _shop_v1_ReleaseStockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_StockReleased__Output>): grpc.ClientUnaryCall;
  release(argument: _shop_v1_ReleaseStockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_StockReleased__Output>): grpc.ClientUnaryCall;
  release(argument: _shop_v1_ReleaseStockRequest, callback: grpc.requestCallback<_shop_v1_StockReleased__Output>): grpc.ClientUnaryCall;
  
  /**
   * Holds every line of the order or none; then the order is AWAITING_PAYMENT. Refused: OUT_OF_STOCK, PRODUCT_NOT_FOUND.
   */
  Reserve(argument: _shop_v1_ReserveStockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_StockReserved__Output>): grpc.ClientUnaryCall;
  Reserve(argument: _shop_v1_ReserveStockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_StockReserved__Output>): grpc.ClientUnaryCall;
  Reserve(argument: _shop_v1_ReserveStockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_StockReserved__Output>): grpc.ClientUnaryCall;
  Reserve(argument: _shop_v1_ReserveStockRequest, callback: grpc.requestCallback<_shop_v1_StockReserved__Output>): grpc.ClientUnaryCall;
  /**
   * Holds every line of the order or none; then the order is AWAITING_PAYMENT. Refused: OUT_OF_STOCK, PRODUCT_NOT_FOUND.
   */
  reserve(argument: _shop_v1_ReserveStockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_StockReserved__Output>): grpc.ClientUnaryCall;
  reserve(argument: _shop_v1_ReserveStockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_StockReserved__Output>): grpc.ClientUnaryCall;
  reserve(argument: _shop_v1_ReserveStockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_StockReserved__Output>): grpc.ClientUnaryCall;
  reserve(argument: _shop_v1_ReserveStockRequest, callback: grpc.requestCallback<_shop_v1_StockReserved__Output>): grpc.ClientUnaryCall;
  
  /**
   * Restocks what a confirmed order had bought, once.
   */
  Restock(argument: _shop_v1_RestockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Restocked__Output>): grpc.ClientUnaryCall;
  Restock(argument: _shop_v1_RestockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_Restocked__Output>): grpc.ClientUnaryCall;
  Restock(argument: _shop_v1_RestockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Restocked__Output>): grpc.ClientUnaryCall;
  Restock(argument: _shop_v1_RestockRequest, callback: grpc.requestCallback<_shop_v1_Restocked__Output>): grpc.ClientUnaryCall;
  /**
   * Restocks what a confirmed order had bought, once.
   */
  restock(argument: _shop_v1_RestockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Restocked__Output>): grpc.ClientUnaryCall;
  restock(argument: _shop_v1_RestockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_Restocked__Output>): grpc.ClientUnaryCall;
  restock(argument: _shop_v1_RestockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Restocked__Output>): grpc.ClientUnaryCall;
  restock(argument: _shop_v1_RestockRequest, callback: grpc.requestCallback<_shop_v1_Restocked__Output>): grpc.ClientUnaryCall;
  
}

/**
 * Stock is held in the name of an order; the lines are those of the order.
 */
export interface StockHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Every product's counters, for the conservation audit.
   */
  Audit: grpc.handleServerStreamingCall<_shop_v1_AuditRequest__Output, _shop_v1_ProductStock>;
  
  /**
   * Undoes Reserve: gives every hold of the order back.
   */
  Release: grpc.handleUnaryCall<_shop_v1_ReleaseStockRequest__Output, _shop_v1_StockReleased>;
  
  /**
   * Holds every line of the order or none; then the order is AWAITING_PAYMENT. Refused: OUT_OF_STOCK, PRODUCT_NOT_FOUND.
   */
  Reserve: grpc.handleUnaryCall<_shop_v1_ReserveStockRequest__Output, _shop_v1_StockReserved>;
  
  /**
   * Restocks what a confirmed order had bought, once.
   */
  Restock: grpc.handleUnaryCall<_shop_v1_RestockRequest__Output, _shop_v1_Restocked>;
  
}

export interface StockDefinition extends grpc.ServiceDefinition {
  Audit: MethodDefinition<_shop_v1_AuditRequest, _shop_v1_ProductStock, _shop_v1_AuditRequest__Output, _shop_v1_ProductStock__Output>
  Release: MethodDefinition<_shop_v1_ReleaseStockRequest, _shop_v1_StockReleased, _shop_v1_ReleaseStockRequest__Output, _shop_v1_StockReleased__Output>
  Reserve: MethodDefinition<_shop_v1_ReserveStockRequest, _shop_v1_StockReserved, _shop_v1_ReserveStockRequest__Output, _shop_v1_StockReserved__Output>
  Restock: MethodDefinition<_shop_v1_RestockRequest, _shop_v1_Restocked, _shop_v1_RestockRequest__Output, _shop_v1_Restocked__Output>
}
