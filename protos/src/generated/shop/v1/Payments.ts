// Original file: shop/v1/payments.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AuthorizeChangeRequest as _shop_v1_AuthorizeChangeRequest, AuthorizeChangeRequest__Output as _shop_v1_AuthorizeChangeRequest__Output } from '../../shop/v1/AuthorizeChangeRequest.js';
import type { AuthorizeRequest as _shop_v1_AuthorizeRequest, AuthorizeRequest__Output as _shop_v1_AuthorizeRequest__Output } from '../../shop/v1/AuthorizeRequest.js';
import type { CaptureRequest as _shop_v1_CaptureRequest, CaptureRequest__Output as _shop_v1_CaptureRequest__Output } from '../../shop/v1/CaptureRequest.js';
import type { ChargeAuditPage as _shop_v1_ChargeAuditPage, ChargeAuditPage__Output as _shop_v1_ChargeAuditPage__Output } from '../../shop/v1/ChargeAuditPage.js';
import type { ChargeAuditRequest as _shop_v1_ChargeAuditRequest, ChargeAuditRequest__Output as _shop_v1_ChargeAuditRequest__Output } from '../../shop/v1/ChargeAuditRequest.js';
import type { CompletePaymentReply as _shop_v1_CompletePaymentReply, CompletePaymentReply__Output as _shop_v1_CompletePaymentReply__Output } from '../../shop/v1/CompletePaymentReply.js';
import type { CompletePaymentRequest as _shop_v1_CompletePaymentRequest, CompletePaymentRequest__Output as _shop_v1_CompletePaymentRequest__Output } from '../../shop/v1/CompletePaymentRequest.js';
import type { GetMethodRequest as _shop_v1_GetMethodRequest, GetMethodRequest__Output as _shop_v1_GetMethodRequest__Output } from '../../shop/v1/GetMethodRequest.js';
import type { InspectRequest as _shop_v1_InspectRequest, InspectRequest__Output as _shop_v1_InspectRequest__Output } from '../../shop/v1/InspectRequest.js';
import type { Payment as _shop_v1_Payment, Payment__Output as _shop_v1_Payment__Output } from '../../shop/v1/Payment.js';
import type { PaymentAudit as _shop_v1_PaymentAudit, PaymentAudit__Output as _shop_v1_PaymentAudit__Output } from '../../shop/v1/PaymentAudit.js';
import type { PaymentAuditRequest as _shop_v1_PaymentAuditRequest, PaymentAuditRequest__Output as _shop_v1_PaymentAuditRequest__Output } from '../../shop/v1/PaymentAuditRequest.js';
import type { PaymentAuthorized as _shop_v1_PaymentAuthorized, PaymentAuthorized__Output as _shop_v1_PaymentAuthorized__Output } from '../../shop/v1/PaymentAuthorized.js';
import type { PaymentCaptured as _shop_v1_PaymentCaptured, PaymentCaptured__Output as _shop_v1_PaymentCaptured__Output } from '../../shop/v1/PaymentCaptured.js';
import type { PaymentMethod as _shop_v1_PaymentMethod, PaymentMethod__Output as _shop_v1_PaymentMethod__Output } from '../../shop/v1/PaymentMethod.js';
import type { PaymentRefunded as _shop_v1_PaymentRefunded, PaymentRefunded__Output as _shop_v1_PaymentRefunded__Output } from '../../shop/v1/PaymentRefunded.js';
import type { PaymentVoided as _shop_v1_PaymentVoided, PaymentVoided__Output as _shop_v1_PaymentVoided__Output } from '../../shop/v1/PaymentVoided.js';
import type { RefundChangeChecked as _shop_v1_RefundChangeChecked, RefundChangeChecked__Output as _shop_v1_RefundChangeChecked__Output } from '../../shop/v1/RefundChangeChecked.js';
import type { RefundChangeRequest as _shop_v1_RefundChangeRequest, RefundChangeRequest__Output as _shop_v1_RefundChangeRequest__Output } from '../../shop/v1/RefundChangeRequest.js';
import type { RefundRequest as _shop_v1_RefundRequest, RefundRequest__Output as _shop_v1_RefundRequest__Output } from '../../shop/v1/RefundRequest.js';
import type { VoidRequest as _shop_v1_VoidRequest, VoidRequest__Output as _shop_v1_VoidRequest__Output } from '../../shop/v1/VoidRequest.js';

/**
 * Money. Authorize, Void, Capture and Refund are saga commands behind the barrier, addressed by the order's id:
 * an order has one payment, and one for each change that made it cost more, addressed by the id of the change. Amounts are integer minor units and move only on the provider's word.
 */
export interface PaymentsClient extends grpc.Client {
  /**
   * Every payment with its ledger, and what the provider's books say of it, for the conservation audit.
   */
  Audit(argument: _shop_v1_PaymentAuditRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_PaymentAudit__Output>;
  Audit(argument: _shop_v1_PaymentAuditRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_PaymentAudit__Output>;
  /**
   * Every payment with its ledger, and what the provider's books say of it, for the conservation audit.
   */
  audit(argument: _shop_v1_PaymentAuditRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_PaymentAudit__Output>;
  audit(argument: _shop_v1_PaymentAuditRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_PaymentAudit__Output>;
  
  /**
   * The provider's list of charges, looked up among the payments: which does only the provider know?
   */
  AuditCharges(argument: _shop_v1_ChargeAuditRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_ChargeAuditPage__Output>;
  AuditCharges(argument: _shop_v1_ChargeAuditRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_ChargeAuditPage__Output>;
  /**
   * The provider's list of charges, looked up among the payments: which does only the provider know?
   */
  auditCharges(argument: _shop_v1_ChargeAuditRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_ChargeAuditPage__Output>;
  auditCharges(argument: _shop_v1_ChargeAuditRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_shop_v1_ChargeAuditPage__Output>;
  
  /**
   * Sets the amount aside on the card; or answers that the customer has to confirm it at the provider first, if the caller
   * is prepared for that. Refused: PAYMENT_DECLINED (details.declineCode), PAYMENT_METHOD_NOT_FOUND.
   */
  Authorize(argument: _shop_v1_AuthorizeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentAuthorized__Output>): grpc.ClientUnaryCall;
  Authorize(argument: _shop_v1_AuthorizeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_PaymentAuthorized__Output>): grpc.ClientUnaryCall;
  Authorize(argument: _shop_v1_AuthorizeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentAuthorized__Output>): grpc.ClientUnaryCall;
  Authorize(argument: _shop_v1_AuthorizeRequest, callback: grpc.requestCallback<_shop_v1_PaymentAuthorized__Output>): grpc.ClientUnaryCall;
  /**
   * Sets the amount aside on the card; or answers that the customer has to confirm it at the provider first, if the caller
   * is prepared for that. Refused: PAYMENT_DECLINED (details.declineCode), PAYMENT_METHOD_NOT_FOUND.
   */
  authorize(argument: _shop_v1_AuthorizeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentAuthorized__Output>): grpc.ClientUnaryCall;
  authorize(argument: _shop_v1_AuthorizeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_PaymentAuthorized__Output>): grpc.ClientUnaryCall;
  authorize(argument: _shop_v1_AuthorizeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentAuthorized__Output>): grpc.ClientUnaryCall;
  authorize(argument: _shop_v1_AuthorizeRequest, callback: grpc.requestCallback<_shop_v1_PaymentAuthorized__Output>): grpc.ClientUnaryCall;
  
  /**
   * Authorize for what a change makes a confirmed order cost more; Void, Capture and Refund take the id of the change for that of an order.
   * A card that the customer has to confirm is declined. Refused as Authorize.
   */
  AuthorizeChange(argument: _shop_v1_AuthorizeChangeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentAuthorized__Output>): grpc.ClientUnaryCall;
  AuthorizeChange(argument: _shop_v1_AuthorizeChangeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_PaymentAuthorized__Output>): grpc.ClientUnaryCall;
  AuthorizeChange(argument: _shop_v1_AuthorizeChangeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentAuthorized__Output>): grpc.ClientUnaryCall;
  AuthorizeChange(argument: _shop_v1_AuthorizeChangeRequest, callback: grpc.requestCallback<_shop_v1_PaymentAuthorized__Output>): grpc.ClientUnaryCall;
  /**
   * Authorize for what a change makes a confirmed order cost more; Void, Capture and Refund take the id of the change for that of an order.
   * A card that the customer has to confirm is declined. Refused as Authorize.
   */
  authorizeChange(argument: _shop_v1_AuthorizeChangeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentAuthorized__Output>): grpc.ClientUnaryCall;
  authorizeChange(argument: _shop_v1_AuthorizeChangeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_PaymentAuthorized__Output>): grpc.ClientUnaryCall;
  authorizeChange(argument: _shop_v1_AuthorizeChangeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentAuthorized__Output>): grpc.ClientUnaryCall;
  authorizeChange(argument: _shop_v1_AuthorizeChangeRequest, callback: grpc.requestCallback<_shop_v1_PaymentAuthorized__Output>): grpc.ClientUnaryCall;
  
  /**
   * Takes the authorised amount.
   */
  Capture(argument: _shop_v1_CaptureRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentCaptured__Output>): grpc.ClientUnaryCall;
  Capture(argument: _shop_v1_CaptureRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_PaymentCaptured__Output>): grpc.ClientUnaryCall;
  Capture(argument: _shop_v1_CaptureRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentCaptured__Output>): grpc.ClientUnaryCall;
  Capture(argument: _shop_v1_CaptureRequest, callback: grpc.requestCallback<_shop_v1_PaymentCaptured__Output>): grpc.ClientUnaryCall;
  /**
   * Takes the authorised amount.
   */
  capture(argument: _shop_v1_CaptureRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentCaptured__Output>): grpc.ClientUnaryCall;
  capture(argument: _shop_v1_CaptureRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_PaymentCaptured__Output>): grpc.ClientUnaryCall;
  capture(argument: _shop_v1_CaptureRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentCaptured__Output>): grpc.ClientUnaryCall;
  capture(argument: _shop_v1_CaptureRequest, callback: grpc.requestCallback<_shop_v1_PaymentCaptured__Output>): grpc.ClientUnaryCall;
  
  /**
   * Whether RefundChange could give this amount back; moves nothing. Refused: AMOUNT_NOT_IN_STEPS, when the provider can never take it.
   */
  CheckRefundChange(argument: _shop_v1_RefundChangeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_RefundChangeChecked__Output>): grpc.ClientUnaryCall;
  CheckRefundChange(argument: _shop_v1_RefundChangeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_RefundChangeChecked__Output>): grpc.ClientUnaryCall;
  CheckRefundChange(argument: _shop_v1_RefundChangeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_RefundChangeChecked__Output>): grpc.ClientUnaryCall;
  CheckRefundChange(argument: _shop_v1_RefundChangeRequest, callback: grpc.requestCallback<_shop_v1_RefundChangeChecked__Output>): grpc.ClientUnaryCall;
  /**
   * Whether RefundChange could give this amount back; moves nothing. Refused: AMOUNT_NOT_IN_STEPS, when the provider can never take it.
   */
  checkRefundChange(argument: _shop_v1_RefundChangeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_RefundChangeChecked__Output>): grpc.ClientUnaryCall;
  checkRefundChange(argument: _shop_v1_RefundChangeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_RefundChangeChecked__Output>): grpc.ClientUnaryCall;
  checkRefundChange(argument: _shop_v1_RefundChangeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_RefundChangeChecked__Output>): grpc.ClientUnaryCall;
  checkRefundChange(argument: _shop_v1_RefundChangeRequest, callback: grpc.requestCallback<_shop_v1_RefundChangeChecked__Output>): grpc.ClientUnaryCall;
  
  /**
   * What came of an authorisation that the customer had to confirm; changes nothing. Refused: PAYMENT_DECLINED
   * (details.declineCode), PAYMENT_VOIDED. UNAVAILABLE while the customer has not answered.
   */
  CompletePayment(argument: _shop_v1_CompletePaymentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_CompletePaymentReply__Output>): grpc.ClientUnaryCall;
  CompletePayment(argument: _shop_v1_CompletePaymentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_CompletePaymentReply__Output>): grpc.ClientUnaryCall;
  CompletePayment(argument: _shop_v1_CompletePaymentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_CompletePaymentReply__Output>): grpc.ClientUnaryCall;
  CompletePayment(argument: _shop_v1_CompletePaymentRequest, callback: grpc.requestCallback<_shop_v1_CompletePaymentReply__Output>): grpc.ClientUnaryCall;
  /**
   * What came of an authorisation that the customer had to confirm; changes nothing. Refused: PAYMENT_DECLINED
   * (details.declineCode), PAYMENT_VOIDED. UNAVAILABLE while the customer has not answered.
   */
  completePayment(argument: _shop_v1_CompletePaymentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_CompletePaymentReply__Output>): grpc.ClientUnaryCall;
  completePayment(argument: _shop_v1_CompletePaymentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_CompletePaymentReply__Output>): grpc.ClientUnaryCall;
  completePayment(argument: _shop_v1_CompletePaymentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_CompletePaymentReply__Output>): grpc.ClientUnaryCall;
  completePayment(argument: _shop_v1_CompletePaymentRequest, callback: grpc.requestCallback<_shop_v1_CompletePaymentReply__Output>): grpc.ClientUnaryCall;
  
  /**
   * A stored payment method of this user. NOT_FOUND (PAYMENT_METHOD_NOT_FOUND) otherwise.
   */
  GetMethod(argument: _shop_v1_GetMethodRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentMethod__Output>): grpc.ClientUnaryCall;
  GetMethod(argument: _shop_v1_GetMethodRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_PaymentMethod__Output>): grpc.ClientUnaryCall;
  GetMethod(argument: _shop_v1_GetMethodRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentMethod__Output>): grpc.ClientUnaryCall;
  GetMethod(argument: _shop_v1_GetMethodRequest, callback: grpc.requestCallback<_shop_v1_PaymentMethod__Output>): grpc.ClientUnaryCall;
  /**
   * A stored payment method of this user. NOT_FOUND (PAYMENT_METHOD_NOT_FOUND) otherwise.
   */
  getMethod(argument: _shop_v1_GetMethodRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentMethod__Output>): grpc.ClientUnaryCall;
  getMethod(argument: _shop_v1_GetMethodRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_PaymentMethod__Output>): grpc.ClientUnaryCall;
  getMethod(argument: _shop_v1_GetMethodRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentMethod__Output>): grpc.ClientUnaryCall;
  getMethod(argument: _shop_v1_GetMethodRequest, callback: grpc.requestCallback<_shop_v1_PaymentMethod__Output>): grpc.ClientUnaryCall;
  
  /**
   * The payment of an order; asks the provider when the outcome of the last call is not known.
   */
  Inspect(argument: _shop_v1_InspectRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Payment__Output>): grpc.ClientUnaryCall;
  Inspect(argument: _shop_v1_InspectRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_Payment__Output>): grpc.ClientUnaryCall;
  Inspect(argument: _shop_v1_InspectRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Payment__Output>): grpc.ClientUnaryCall;
  Inspect(argument: _shop_v1_InspectRequest, callback: grpc.requestCallback<_shop_v1_Payment__Output>): grpc.ClientUnaryCall;
  /**
   * The payment of an order; asks the provider when the outcome of the last call is not known.
   */
  inspect(argument: _shop_v1_InspectRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Payment__Output>): grpc.ClientUnaryCall;
  inspect(argument: _shop_v1_InspectRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_Payment__Output>): grpc.ClientUnaryCall;
  inspect(argument: _shop_v1_InspectRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Payment__Output>): grpc.ClientUnaryCall;
  inspect(argument: _shop_v1_InspectRequest, callback: grpc.requestCallback<_shop_v1_Payment__Output>): grpc.ClientUnaryCall;
  
  /**
   * Gives back whatever of the captured amount has not been given back.
   */
  Refund(argument: _shop_v1_RefundRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  Refund(argument: _shop_v1_RefundRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  Refund(argument: _shop_v1_RefundRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  Refund(argument: _shop_v1_RefundRequest, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  /**
   * Gives back whatever of the captured amount has not been given back.
   */
  refund(argument: _shop_v1_RefundRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  refund(argument: _shop_v1_RefundRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  refund(argument: _shop_v1_RefundRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  refund(argument: _shop_v1_RefundRequest, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  
  /**
   * Gives back what a change makes a confirmed order cost less, of whichever of its payments, once. Of money that was given back before
   * nothing is given back again.
   */
  RefundChange(argument: _shop_v1_RefundChangeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  RefundChange(argument: _shop_v1_RefundChangeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  RefundChange(argument: _shop_v1_RefundChangeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  RefundChange(argument: _shop_v1_RefundChangeRequest, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  /**
   * Gives back what a change makes a confirmed order cost less, of whichever of its payments, once. Of money that was given back before
   * nothing is given back again.
   */
  refundChange(argument: _shop_v1_RefundChangeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  refundChange(argument: _shop_v1_RefundChangeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  refundChange(argument: _shop_v1_RefundChangeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  refundChange(argument: _shop_v1_RefundChangeRequest, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  
  /**
   * Gives back whatever has not been given back of the order's payment and of those of its changes.
   */
  RefundOrder(argument: _shop_v1_RefundRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  RefundOrder(argument: _shop_v1_RefundRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  RefundOrder(argument: _shop_v1_RefundRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  RefundOrder(argument: _shop_v1_RefundRequest, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  /**
   * Gives back whatever has not been given back of the order's payment and of those of its changes.
   */
  refundOrder(argument: _shop_v1_RefundRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  refundOrder(argument: _shop_v1_RefundRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  refundOrder(argument: _shop_v1_RefundRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  refundOrder(argument: _shop_v1_RefundRequest, callback: grpc.requestCallback<_shop_v1_PaymentRefunded__Output>): grpc.ClientUnaryCall;
  
  /**
   * Undoes Authorize: nothing stays set aside. Answered also when there was nothing.
   */
  Void(argument: _shop_v1_VoidRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentVoided__Output>): grpc.ClientUnaryCall;
  Void(argument: _shop_v1_VoidRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_PaymentVoided__Output>): grpc.ClientUnaryCall;
  Void(argument: _shop_v1_VoidRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentVoided__Output>): grpc.ClientUnaryCall;
  Void(argument: _shop_v1_VoidRequest, callback: grpc.requestCallback<_shop_v1_PaymentVoided__Output>): grpc.ClientUnaryCall;
  /**
   * Undoes Authorize: nothing stays set aside. Answered also when there was nothing.
   */
  void(argument: _shop_v1_VoidRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentVoided__Output>): grpc.ClientUnaryCall;
  void(argument: _shop_v1_VoidRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_PaymentVoided__Output>): grpc.ClientUnaryCall;
  void(argument: _shop_v1_VoidRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PaymentVoided__Output>): grpc.ClientUnaryCall;
  void(argument: _shop_v1_VoidRequest, callback: grpc.requestCallback<_shop_v1_PaymentVoided__Output>): grpc.ClientUnaryCall;
  
}

/**
 * Money. Authorize, Void, Capture and Refund are saga commands behind the barrier, addressed by the order's id:
 * an order has one payment, and one for each change that made it cost more, addressed by the id of the change. Amounts are integer minor units and move only on the provider's word.
 */
export interface PaymentsHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Every payment with its ledger, and what the provider's books say of it, for the conservation audit.
   */
  Audit: grpc.handleServerStreamingCall<_shop_v1_PaymentAuditRequest__Output, _shop_v1_PaymentAudit>;
  
  /**
   * The provider's list of charges, looked up among the payments: which does only the provider know?
   */
  AuditCharges: grpc.handleServerStreamingCall<_shop_v1_ChargeAuditRequest__Output, _shop_v1_ChargeAuditPage>;
  
  /**
   * Sets the amount aside on the card; or answers that the customer has to confirm it at the provider first, if the caller
   * is prepared for that. Refused: PAYMENT_DECLINED (details.declineCode), PAYMENT_METHOD_NOT_FOUND.
   */
  Authorize: grpc.handleUnaryCall<_shop_v1_AuthorizeRequest__Output, _shop_v1_PaymentAuthorized>;
  
  /**
   * Authorize for what a change makes a confirmed order cost more; Void, Capture and Refund take the id of the change for that of an order.
   * A card that the customer has to confirm is declined. Refused as Authorize.
   */
  AuthorizeChange: grpc.handleUnaryCall<_shop_v1_AuthorizeChangeRequest__Output, _shop_v1_PaymentAuthorized>;
  
  /**
   * Takes the authorised amount.
   */
  Capture: grpc.handleUnaryCall<_shop_v1_CaptureRequest__Output, _shop_v1_PaymentCaptured>;
  
  /**
   * Whether RefundChange could give this amount back; moves nothing. Refused: AMOUNT_NOT_IN_STEPS, when the provider can never take it.
   */
  CheckRefundChange: grpc.handleUnaryCall<_shop_v1_RefundChangeRequest__Output, _shop_v1_RefundChangeChecked>;
  
  /**
   * What came of an authorisation that the customer had to confirm; changes nothing. Refused: PAYMENT_DECLINED
   * (details.declineCode), PAYMENT_VOIDED. UNAVAILABLE while the customer has not answered.
   */
  CompletePayment: grpc.handleUnaryCall<_shop_v1_CompletePaymentRequest__Output, _shop_v1_CompletePaymentReply>;
  
  /**
   * A stored payment method of this user. NOT_FOUND (PAYMENT_METHOD_NOT_FOUND) otherwise.
   */
  GetMethod: grpc.handleUnaryCall<_shop_v1_GetMethodRequest__Output, _shop_v1_PaymentMethod>;
  
  /**
   * The payment of an order; asks the provider when the outcome of the last call is not known.
   */
  Inspect: grpc.handleUnaryCall<_shop_v1_InspectRequest__Output, _shop_v1_Payment>;
  
  /**
   * Gives back whatever of the captured amount has not been given back.
   */
  Refund: grpc.handleUnaryCall<_shop_v1_RefundRequest__Output, _shop_v1_PaymentRefunded>;
  
  /**
   * Gives back what a change makes a confirmed order cost less, of whichever of its payments, once. Of money that was given back before
   * nothing is given back again.
   */
  RefundChange: grpc.handleUnaryCall<_shop_v1_RefundChangeRequest__Output, _shop_v1_PaymentRefunded>;
  
  /**
   * Gives back whatever has not been given back of the order's payment and of those of its changes.
   */
  RefundOrder: grpc.handleUnaryCall<_shop_v1_RefundRequest__Output, _shop_v1_PaymentRefunded>;
  
  /**
   * Undoes Authorize: nothing stays set aside. Answered also when there was nothing.
   */
  Void: grpc.handleUnaryCall<_shop_v1_VoidRequest__Output, _shop_v1_PaymentVoided>;
  
}

export interface PaymentsDefinition extends grpc.ServiceDefinition {
  Audit: MethodDefinition<_shop_v1_PaymentAuditRequest, _shop_v1_PaymentAudit, _shop_v1_PaymentAuditRequest__Output, _shop_v1_PaymentAudit__Output>
  AuditCharges: MethodDefinition<_shop_v1_ChargeAuditRequest, _shop_v1_ChargeAuditPage, _shop_v1_ChargeAuditRequest__Output, _shop_v1_ChargeAuditPage__Output>
  Authorize: MethodDefinition<_shop_v1_AuthorizeRequest, _shop_v1_PaymentAuthorized, _shop_v1_AuthorizeRequest__Output, _shop_v1_PaymentAuthorized__Output>
  AuthorizeChange: MethodDefinition<_shop_v1_AuthorizeChangeRequest, _shop_v1_PaymentAuthorized, _shop_v1_AuthorizeChangeRequest__Output, _shop_v1_PaymentAuthorized__Output>
  Capture: MethodDefinition<_shop_v1_CaptureRequest, _shop_v1_PaymentCaptured, _shop_v1_CaptureRequest__Output, _shop_v1_PaymentCaptured__Output>
  CheckRefundChange: MethodDefinition<_shop_v1_RefundChangeRequest, _shop_v1_RefundChangeChecked, _shop_v1_RefundChangeRequest__Output, _shop_v1_RefundChangeChecked__Output>
  CompletePayment: MethodDefinition<_shop_v1_CompletePaymentRequest, _shop_v1_CompletePaymentReply, _shop_v1_CompletePaymentRequest__Output, _shop_v1_CompletePaymentReply__Output>
  GetMethod: MethodDefinition<_shop_v1_GetMethodRequest, _shop_v1_PaymentMethod, _shop_v1_GetMethodRequest__Output, _shop_v1_PaymentMethod__Output>
  Inspect: MethodDefinition<_shop_v1_InspectRequest, _shop_v1_Payment, _shop_v1_InspectRequest__Output, _shop_v1_Payment__Output>
  Refund: MethodDefinition<_shop_v1_RefundRequest, _shop_v1_PaymentRefunded, _shop_v1_RefundRequest__Output, _shop_v1_PaymentRefunded__Output>
  RefundChange: MethodDefinition<_shop_v1_RefundChangeRequest, _shop_v1_PaymentRefunded, _shop_v1_RefundChangeRequest__Output, _shop_v1_PaymentRefunded__Output>
  RefundOrder: MethodDefinition<_shop_v1_RefundRequest, _shop_v1_PaymentRefunded, _shop_v1_RefundRequest__Output, _shop_v1_PaymentRefunded__Output>
  Void: MethodDefinition<_shop_v1_VoidRequest, _shop_v1_PaymentVoided, _shop_v1_VoidRequest__Output, _shop_v1_PaymentVoided__Output>
}
