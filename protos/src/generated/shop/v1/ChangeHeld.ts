// Original file: shop/v1/orders.proto


export interface ChangeHeld {
}

export interface ChangeHeld__Output {
}
