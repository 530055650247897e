// Original file: shop/v1/users.proto


export interface ValidateTokenRequest {
  /**
   * The access token, a compact JWS.
   */
  'accessToken'?: (string);
}

export interface ValidateTokenRequest__Output {
  /**
   * The access token, a compact JWS.
   */
  'accessToken': (string);
}
