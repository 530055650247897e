// Original file: shop/v1/orders.proto


export interface AuditRequest {
}

export interface AuditRequest__Output {
}
