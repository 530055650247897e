// Original file: shop/v1/orders.proto


export interface StockReleased {
}

export interface StockReleased__Output {
}
