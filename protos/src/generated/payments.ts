import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { AuthorizeChangeRequest as _shop_v1_AuthorizeChangeRequest, AuthorizeChangeRequest__Output as _shop_v1_AuthorizeChangeRequest__Output } from './shop/v1/AuthorizeChangeRequest.js';
import type { AuthorizeRequest as _shop_v1_AuthorizeRequest, AuthorizeRequest__Output as _shop_v1_AuthorizeRequest__Output } from './shop/v1/AuthorizeRequest.js';
import type { CaptureRequest as _shop_v1_CaptureRequest, CaptureRequest__Output as _shop_v1_CaptureRequest__Output } from './shop/v1/CaptureRequest.js';
import type { ChargeAuditPage as _shop_v1_ChargeAuditPage, ChargeAuditPage__Output as _shop_v1_ChargeAuditPage__Output } from './shop/v1/ChargeAuditPage.js';
import type { ChargeAuditRequest as _shop_v1_ChargeAuditRequest, ChargeAuditRequest__Output as _shop_v1_ChargeAuditRequest__Output } from './shop/v1/ChargeAuditRequest.js';
import type { CompletePaymentReply as _shop_v1_CompletePaymentReply, CompletePaymentReply__Output as _shop_v1_CompletePaymentReply__Output } from './shop/v1/CompletePaymentReply.js';
import type { CompletePaymentRequest as _shop_v1_CompletePaymentRequest, CompletePaymentRequest__Output as _shop_v1_CompletePaymentRequest__Output } from './shop/v1/CompletePaymentRequest.js';
import type { GetMethodRequest as _shop_v1_GetMethodRequest, GetMethodRequest__Output as _shop_v1_GetMethodRequest__Output } from './shop/v1/GetMethodRequest.js';
import type { InspectRequest as _shop_v1_InspectRequest, InspectRequest__Output as _shop_v1_InspectRequest__Output } from './shop/v1/InspectRequest.js';
import type { Payment as _shop_v1_Payment, Payment__Output as _shop_v1_Payment__Output } from './shop/v1/Payment.js';
import type { PaymentAudit as _shop_v1_PaymentAudit, PaymentAudit__Output as _shop_v1_PaymentAudit__Output } from './shop/v1/PaymentAudit.js';
import type { PaymentAuditRequest as _shop_v1_PaymentAuditRequest, PaymentAuditRequest__Output as _shop_v1_PaymentAuditRequest__Output } from './shop/v1/PaymentAuditRequest.js';
import type { PaymentAuthorized as _shop_v1_PaymentAuthorized, PaymentAuthorized__Output as _shop_v1_PaymentAuthorized__Output } from './shop/v1/PaymentAuthorized.js';
import type { PaymentCaptured as _shop_v1_PaymentCaptured, PaymentCaptured__Output as _shop_v1_PaymentCaptured__Output } from './shop/v1/PaymentCaptured.js';
import type { PaymentMethod as _shop_v1_PaymentMethod, PaymentMethod__Output as _shop_v1_PaymentMethod__Output } from './shop/v1/PaymentMethod.js';
import type { PaymentRefunded as _shop_v1_PaymentRefunded, PaymentRefunded__Output as _shop_v1_PaymentRefunded__Output } from './shop/v1/PaymentRefunded.js';
import type { PaymentVoided as _shop_v1_PaymentVoided, PaymentVoided__Output as _shop_v1_PaymentVoided__Output } from './shop/v1/PaymentVoided.js';
import type { PaymentsClient as _shop_v1_PaymentsClient, PaymentsDefinition as _shop_v1_PaymentsDefinition } from './shop/v1/Payments.js';
import type { RefundChangeChecked as _shop_v1_RefundChangeChecked, RefundChangeChecked__Output as _shop_v1_RefundChangeChecked__Output } from './shop/v1/RefundChangeChecked.js';
import type { RefundChangeRequest as _shop_v1_RefundChangeRequest, RefundChangeRequest__Output as _shop_v1_RefundChangeRequest__Output } from './shop/v1/RefundChangeRequest.js';
import type { RefundRequest as _shop_v1_RefundRequest, RefundRequest__Output as _shop_v1_RefundRequest__Output } from './shop/v1/RefundRequest.js';
import type { UnknownCharge as _shop_v1_UnknownCharge, UnknownCharge__Output as _shop_v1_UnknownCharge__Output } from './shop/v1/UnknownCharge.js';
import type { VoidRequest as _shop_v1_VoidRequest, VoidRequest__Output as _shop_v1_VoidRequest__Output } from './shop/v1/VoidRequest.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  shop: {
    v1: {
      AuthorizeChangeRequest: MessageTypeDefinition<_shop_v1_AuthorizeChangeRequest, _shop_v1_AuthorizeChangeRequest__Output>
      AuthorizeRequest: MessageTypeDefinition<_shop_v1_AuthorizeRequest, _shop_v1_AuthorizeRequest__Output>
      CaptureRequest: MessageTypeDefinition<_shop_v1_CaptureRequest, _shop_v1_CaptureRequest__Output>
      ChargeAuditPage: MessageTypeDefinition<_shop_v1_ChargeAuditPage, _shop_v1_ChargeAuditPage__Output>
      ChargeAuditRequest: MessageTypeDefinition<_shop_v1_ChargeAuditRequest, _shop_v1_ChargeAuditRequest__Output>
      CompletePaymentReply: MessageTypeDefinition<_shop_v1_CompletePaymentReply, _shop_v1_CompletePaymentReply__Output>
      CompletePaymentRequest: MessageTypeDefinition<_shop_v1_CompletePaymentRequest, _shop_v1_CompletePaymentRequest__Output>
      GetMethodRequest: MessageTypeDefinition<_shop_v1_GetMethodRequest, _shop_v1_GetMethodRequest__Output>
      InspectRequest: MessageTypeDefinition<_shop_v1_InspectRequest, _shop_v1_InspectRequest__Output>
      Payment: MessageTypeDefinition<_shop_v1_Payment, _shop_v1_Payment__Output>
      PaymentAudit: MessageTypeDefinition<_shop_v1_PaymentAudit, _shop_v1_PaymentAudit__Output>
      PaymentAuditRequest: MessageTypeDefinition<_shop_v1_PaymentAuditRequest, _shop_v1_PaymentAuditRequest__Output>
      PaymentAuthorized: MessageTypeDefinition<_shop_v1_PaymentAuthorized, _shop_v1_PaymentAuthorized__Output>
      PaymentCaptured: MessageTypeDefinition<_shop_v1_PaymentCaptured, _shop_v1_PaymentCaptured__Output>
      PaymentMethod: MessageTypeDefinition<_shop_v1_PaymentMethod, _shop_v1_PaymentMethod__Output>
      PaymentRefunded: MessageTypeDefinition<_shop_v1_PaymentRefunded, _shop_v1_PaymentRefunded__Output>
      PaymentVoided: MessageTypeDefinition<_shop_v1_PaymentVoided, _shop_v1_PaymentVoided__Output>
      /**
       * Money. Authorize, Void, Capture and Refund are saga commands behind the barrier, addressed by the order's id:
       * an order has one payment, and one for each change that made it cost more, addressed by the id of the change. Amounts are integer minor units and move only on the provider's word.
       */
      Payments: SubtypeConstructor<typeof grpc.Client, _shop_v1_PaymentsClient> & { service: _shop_v1_PaymentsDefinition }
      RefundChangeChecked: MessageTypeDefinition<_shop_v1_RefundChangeChecked, _shop_v1_RefundChangeChecked__Output>
      RefundChangeRequest: MessageTypeDefinition<_shop_v1_RefundChangeRequest, _shop_v1_RefundChangeRequest__Output>
      RefundRequest: MessageTypeDefinition<_shop_v1_RefundRequest, _shop_v1_RefundRequest__Output>
      UnknownCharge: MessageTypeDefinition<_shop_v1_UnknownCharge, _shop_v1_UnknownCharge__Output>
      VoidRequest: MessageTypeDefinition<_shop_v1_VoidRequest, _shop_v1_VoidRequest__Output>
    }
  }
}

