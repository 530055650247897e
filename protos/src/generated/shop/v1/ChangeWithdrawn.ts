// Original file: shop/v1/orders.proto


export interface ChangeWithdrawn {
}

export interface ChangeWithdrawn__Output {
}
