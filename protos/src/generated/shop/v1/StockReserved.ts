// Original file: shop/v1/orders.proto


export interface StockReserved {
}

export interface StockReserved__Output {
}
