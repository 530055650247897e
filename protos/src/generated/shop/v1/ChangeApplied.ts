// Original file: shop/v1/orders.proto


export interface ChangeApplied {
}

export interface ChangeApplied__Output {
}
