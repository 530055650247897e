// Made by `npm run generate client` from the gateway's /openapi.json; do not edit.
/* eslint-disable */

export interface paths {
  '/api/users/register': {
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
          'Accept-Language'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            email: string;
            password: string;
            name: string;
            language?: 'en' | 'ko';
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': Profile;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS' | 'EMAIL_TAKEN';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/users/login': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            email: string;
            password: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': TokenPair;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: {
          content: {
            'application/problem+json': Problem & {
              code?: 'BAD_CREDENTIALS';
            };
          };
        };
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'ACCOUNT_DISABLED';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/users/refresh': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            refreshToken: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': TokenPair;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: {
          content: {
            'application/problem+json': Problem & {
              code?: 'BAD_REFRESH_TOKEN';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/users/logout': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            refreshToken: string;
          };
        };
      };
      responses: {
        204: {
          content: {};
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/users/password-reset': {
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            email: string;
          };
        };
      };
      responses: {
        202: {
          content: {};
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/users/password-reset/confirm': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            token: string;
            newPassword: string;
          };
        };
      };
      responses: {
        204: {
          content: {};
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: {
          content: {
            'application/problem+json': Problem & {
              code?: 'BAD_RESET_TOKEN';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/users/me': {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': Profile;
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'ACCOUNT_DISABLED';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
    patch: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            name?: string;
            language?: 'en' | 'ko';
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Profile;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'CROSS_ORIGIN' | 'ACCOUNT_DISABLED';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/users/me/password': {
    put: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            currentPassword: string;
            newPassword: string;
          };
        };
      };
      responses: {
        204: {
          content: {};
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: {
          content: {
            'application/problem+json': Problem & {
              code?: 'UNAUTHENTICATED' | 'BAD_CREDENTIALS';
            };
          };
        };
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'CROSS_ORIGIN' | 'ACCOUNT_DISABLED';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/sessions': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            email: string;
            password: string;
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': Session;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: {
          content: {
            'application/problem+json': Problem & {
              code?: 'BAD_CREDENTIALS';
            };
          };
        };
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'CROSS_ORIGIN' | 'ACCOUNT_DISABLED';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
    delete: {
      parameters: {};
      responses: {
        204: {
          content: {};
        };
        400: HOST_NOT_ALLOWED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'CROSS_ORIGIN';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/users': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: Account[];
              nextCursor: string | null;
            };
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/users/{id}': {
    patch: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            role?: 'user' | 'viewer' | 'admin';
            disabled?: boolean;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Account;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'USER_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'LAST_ADMINISTRATOR';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/.well-known/jwks.json': {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              keys: {}[];
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/products': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: Product[];
              nextCursor: string | null;
            };
          };
        };
        400: HOST_NOT_ALLOWED;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            id?: string;
            name: string;
            price: number;
            currency: 'USD';
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': Product;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS' | 'PRODUCT_EXISTS';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/products/{id}': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Product;
          };
        };
        400: HOST_NOT_ALLOWED;
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'PRODUCT_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
    patch: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            name?: string;
            price?: number;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Product;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'PRODUCT_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/products/{id}/restock': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            quantity: number;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Product;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'PRODUCT_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS' | 'STOCK_LIMIT';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/orders': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          status?: 'PENDING' | 'AWAITING_PAYMENT' | 'CONFIRMED' | 'CANCELLED';
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: Order[];
              nextCursor: string | null;
            };
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
          Prefer?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            /**
             * @minItems 1
             * @maxItems 50
             */
            items: {
              productId: string;
              quantity: number;
              price?: number;
            }[];
            shippingAddress: {
              street: string;
              city: string;
              zipCode: string;
            };
            paymentMethodId?: string;
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': Order;
          };
        };
        202: {
          content: {
            'application/json': Order;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'PRODUCT_NOT_FOUND' | 'PAYMENT_METHOD_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS' | 'PRICE_CHANGED' | 'TOO_MANY_UNPAID_ORDERS' | 'HOLD_LIMIT';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        428: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_KEY_REQUIRED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/orders/{id}': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Order;
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'ORDER_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
    put: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            /**
             * @minItems 1
             * @maxItems 50
             */
            items?: {
              productId: string;
              quantity: number;
              price?: number;
            }[];
            shippingAddress?: {
              street: string;
              city: string;
              zipCode: string;
            };
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Order;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'ORDER_NOT_FOUND' | 'PRODUCT_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'ORDER_NOT_CHANGEABLE' | 'OUT_OF_STOCK' | 'PRICE_CHANGED' | 'HOLD_LIMIT';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        202: {
          content: {
            'application/json': Order;
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'ORDER_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/orders/{id}/cancel': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        202: {
          content: {
            'application/json': Order;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'ORDER_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/orders/{id}/changes': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            /**
             * The whole order as it is to be: what is left out goes
             *
             * @minItems 1
             * @maxItems 50
             */
            items: {
              productId: string;
              quantity: number;
              price?: number;
            }[];
            /**
             * What the order is expected to come to then; checked when given
             */
            totalAmount?: number;
            /**
             * With which it is paid; needed if the order costs more then
             */
            paymentMethodId?: string;
          };
        };
      };
      responses: {
        202: {
          content: {
            'application/json': Order;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'ORDER_NOT_FOUND' | 'PRODUCT_NOT_FOUND' | 'PAYMENT_METHOD_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?:
                | 'IDEMPOTENCY_IN_PROGRESS'
                | 'ORDER_NOT_CHANGEABLE'
                | 'ORDER_CANCELLED'
                | 'OUT_OF_STOCK'
                | 'PRICE_CHANGED';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED' | 'AMOUNT_MISMATCH' | 'AMOUNT_NOT_IN_STEPS';
            };
          };
        };
        428: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_KEY_REQUIRED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/orders/{id}/shipping': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Order;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'ORDER_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS' | 'ORDER_NOT_CONFIRMED' | 'ORDER_NOT_CHANGEABLE';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/payment-methods': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: PaymentMethod[];
              nextCursor: string | null;
            };
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            paymentMethod: 'credit_card';
            cardDetails?: {
              number: string;
              expiry: string;
              cvv: string;
            };
            /**
             * Instead of cardDetails: a card that the browser has handed to this provider itself
             */
            providerToken?: {
              provider: string;
              token: string;
            };
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': PaymentMethod;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'CROSS_ORIGIN';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS' | 'TOO_MANY_PAYMENT_METHODS';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: {
          content: {
            'application/problem+json': Problem & {
              code?: 'RATE_LIMITED' | 'TOO_MANY_DECLINES';
            };
          };
        };
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/payment-methods/{id}': {
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: {
          content: {};
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'PAYMENT_METHOD_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/payments': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          orderId?: string;
          /**
           * Only payments with a refund that failed and was not given back since
           */
          refundFailed?: 'true';
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: Payment[];
              nextCursor: string | null;
            };
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            orderId: string;
            amount?: number;
            paymentMethod?: 'credit_card';
            cardDetails?: {
              number: string;
              expiry: string;
              cvv: string;
            };
            paymentMethodId?: string;
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': Payment;
          };
        };
        202: {
          content: {
            'application/json': Payment;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        402: {
          content: {
            'application/problem+json': Problem & {
              code?: 'CARD_DECLINED';
            };
          };
        };
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'ORDER_NOT_FOUND' | 'PAYMENT_METHOD_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS' | 'ORDER_NOT_PAYABLE';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED' | 'AMOUNT_MISMATCH' | 'AMOUNT_NOT_IN_STEPS';
            };
          };
        };
        428: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_KEY_REQUIRED';
            };
          };
        };
        429: {
          content: {
            'application/problem+json': Problem & {
              code?: 'RATE_LIMITED' | 'TOO_MANY_DECLINES';
            };
          };
        };
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/payments/{id}': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Payment;
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'PAYMENT_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/payments/{id}/verify': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Payment;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'PAYMENT_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS' | 'CONTRADICTS_LEDGER';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/payments/{id}/refund': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            amount?: number;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Payment;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'PAYMENT_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?:
                | 'IDEMPOTENCY_IN_PROGRESS'
                | 'PAYMENT_NOT_REFUNDABLE'
                | 'PAYMENT_DISPUTED'
                | 'REFUND_TOO_LARGE'
                | 'PROVIDER_REFUSED';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        428: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_KEY_REQUIRED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/payments/{id}/refund-by-hand': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            amount?: number;
            reason: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Payment;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'PAYMENT_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS' | 'PAYMENT_NOT_REFUNDABLE' | 'REFUND_TOO_LARGE';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        428: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_KEY_REQUIRED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/disputes': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          /**
           * INQUIRY: the bank asks, and has taken nothing; a refund ends it. OPEN: the bank has taken the money back, and decides. WON: the money is the shop’s. LOST: it is the cardholder’s
           */
          status?: 'INQUIRY' | 'OPEN' | 'WON' | 'LOST';
          /**
           * Only disputes of this order’s payment and of those of its changes
           */
          orderId?: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: Dispute[];
              nextCursor: string | null;
            };
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/disputes/{id}': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Dispute;
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'DISPUTE_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/unknown-charges': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          /**
           * OPEN: to be seen to. RETURNING, MATCHING: decided, and under way. RETURNED: nothing of it is held or kept. MATCHED: it has its payment. GONE: its payment was there again, or its money was not, before anybody decided
           */
          state?: 'OPEN' | 'RETURNING' | 'MATCHING' | 'RETURNED' | 'MATCHED' | 'GONE';
          /**
           * Only charges that were made for this order or a change of it
           */
          orderId?: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: UnknownCharge[];
              nextCursor: string | null;
            };
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/unknown-charges/search': {
    post: {
      parameters: {};
      responses: {
        202: {
          content: {};
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/unknown-charges/{id}': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': UnknownCharge;
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'CHARGE_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/unknown-charges/{id}/return': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            reason: string;
          };
        };
      };
      responses: {
        202: {
          content: {
            'application/json': UnknownCharge;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'CHARGE_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS' | 'CHARGE_NOT_OPEN';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        428: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_KEY_REQUIRED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/unknown-charges/{id}/match': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            orderId: string;
            reason: string;
          };
        };
      };
      responses: {
        202: {
          content: {
            'application/json': UnknownCharge;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'CHARGE_NOT_FOUND' | 'ORDER_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?:
                | 'IDEMPOTENCY_IN_PROGRESS'
                | 'CHARGE_NOT_OPEN'
                | 'CHARGE_OF_ANOTHER_ORDER'
                | 'CHARGE_DIFFERS'
                | 'ORDER_HAS_PAYMENT';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        428: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_KEY_REQUIRED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/order-steps': {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': ShownSaga;
          };
        };
        400: HOST_NOT_ALLOWED;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/sagas': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          state?: 'RUNNING' | 'WAITING' | 'COMPENSATING' | 'NEEDS_ATTENTION' | 'COMPLETED' | 'COMPENSATED' | 'RESOLVED';
          type?: string;
          orderId?: string;
          /**
           * What the saga is about, whatever its kind; of the sagas of an order, the same as orderId
           */
          correlationId?: string;
          userId?: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: Saga[];
              nextCursor?: string | null;
            };
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            /**
             * The name of the definition; its newest version begins
             */
            type: string;
            /**
             * Its id; one of the call when absent. Refused when there is a saga of that id
             */
            id?: string;
            /**
             * Checked against the schema of the definition
             */
            input: {};
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': Saga;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS' | 'SAGA_EXISTS';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/sagas/{id}': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Saga;
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'SAGA_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/sagas/summary': {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': SagaSummary;
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/sagas/{id}/preview': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              actions: {
                step?: string;
                command?: string;
              }[];
            };
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'SAGA_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/sagas/{id}/journal': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': SagaJournal;
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'SAGA_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/sagas/{id}/export': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {};
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'SAGA_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/sagas/{id}/signals': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            name: string;
            /**
             * Checked against the schema of the signal
             */
            payload: {};
            /**
             * Names this signal, the same when it is sent again
             */
            id?: string;
          };
        };
      };
      responses: {
        202: {
          content: {
            'application/json': {
              outcome: 'ACCEPTED' | 'DUPLICATE' | 'LATE';
              saga: Saga;
            };
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'SAGA_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/sagas/{id}/cancel': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            reason: string;
          };
        };
      };
      responses: {
        202: {
          content: {
            'application/json': Saga;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'SAGA_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS' | 'SAGA_FINISHED';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/sagas/{id}/retry': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            reason: string;
          };
        };
      };
      responses: {
        202: {
          content: {
            'application/json': Saga;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'SAGA_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS' | 'SAGA_FINISHED' | 'SAGA_NOT_STORABLE';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/sagas/{id}/compensate': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            reason: string;
          };
        };
      };
      responses: {
        202: {
          content: {
            'application/json': Saga;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'SAGA_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS' | 'SAGA_FINISHED' | 'SAGA_NOT_STORABLE';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/sagas/{id}/resolve': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            reason: string;
          };
        };
      };
      responses: {
        202: {
          content: {
            'application/json': Saga;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'SAGA_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS' | 'SAGA_FINISHED' | 'SAGA_NOT_STORABLE';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/sagas/{id}/force': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            step: string;
            /**
             * Whether the command of the step is meant or its compensation; when absent, what the saga is doing now
             */
            phase?: 'step' | 'undo';
            outcome: 'done' | 'refused';
            reply?: unknown;
            reason: string;
            confirm?: boolean;
          };
        };
      };
      responses: {
        202: {
          content: {
            'application/json': Saga;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'SAGA_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?:
                | 'IDEMPOTENCY_IN_PROGRESS'
                | 'SAGA_FINISHED'
                | 'WOULD_BREAK_CONSERVATION'
                | 'STEP_NOT_OPEN'
                | 'SAGA_NOT_STORABLE';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/sagas/{id}/restart': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            step: string;
            /**
             * Whether the command of the step is meant or its compensation; when absent, what the saga is doing now
             */
            phase?: 'step' | 'undo';
            reason: string;
            confirm?: boolean;
          };
        };
      };
      responses: {
        202: {
          content: {
            'application/json': Saga;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'SAGA_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?:
                | 'IDEMPOTENCY_IN_PROGRESS'
                | 'SAGA_FINISHED'
                | 'WOULD_BREAK_CONSERVATION'
                | 'STEP_NOT_OPEN'
                | 'SAGA_NOT_STORABLE';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/sagas/bulk': {
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            action: 'retry' | 'compensate' | 'resolve' | 'force' | 'restart';
            filter: {
              state?:
                'RUNNING' | 'WAITING' | 'COMPENSATING' | 'NEEDS_ATTENTION' | 'COMPLETED' | 'COMPENSATED' | 'RESOLVED';
              type?: string;
              version?: number;
              step?: string;
              /**
               * Whether the command of the step is meant or its compensation; when absent, what the saga is doing now
               */
              phase?: 'step' | 'undo';
              reason?: string;
              before?: string;
              after?: string;
            };
            /**
             * Needed for, and only taken with, a `filter` without members: every saga that has not ended
             */
            all?: boolean;
            reason: string;
            dryRun?: boolean;
            step?: string;
            /**
             * Whether the command of the step is meant or its compensation; when absent, what the saga is doing now
             */
            phase?: 'step' | 'undo';
            outcome?: 'done' | 'refused';
            reply?: {};
            confirm?: boolean;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              matched: number;
            };
          };
        };
        202: {
          content: {
            'application/json': {
              id: string;
              matched: number;
            };
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/sagas/bulk/{id}': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': BulkOperation;
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'BULK_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/sagas/pauses': {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              items: Pause[];
              nextCursor?: string | null;
            };
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            type?: string;
            step?: string;
            participant?: string;
            reason: string;
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': Pause;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/sagas/pauses/{id}': {
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: {
          content: {};
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'PAUSE_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/invariants': {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': Invariants;
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/invariants/runs': {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': AuditRuns;
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
    post: {
      parameters: {};
      responses: {
        202: {
          content: {
            'application/json': AuditRuns;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/events': {
    get: {
      parameters: {
        query?: {
          limit?: number;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                specversion: string;
                id: string;
                source: string;
                type: string;
                subject: string;
                time: string;
                data: {};
              }[];
              readers: {
                reader: string;
                source: string;
                behind: number;
                waitingMs: number;
              }[];
            };
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/webhooks': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: Webhook[];
              nextCursor: string | null;
            };
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            url: string;
            /**
             * @minItems 1
             * @maxItems 11
             */
            events: (
              | '*'
              | 'order.created'
              | 'order.awaiting_payment'
              | 'order.confirmed'
              | 'order.cancelled'
              | 'payment.authorized'
              | 'payment.captured'
              | 'payment.declined'
              | 'payment.voided'
              | 'payment.refunded'
              | 'payment.refund_failed'
            )[];
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': NewWebhook;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS' | 'WEBHOOK_LIMIT';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/webhooks/{id}': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Webhook;
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'WEBHOOK_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
    patch: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            url?: string;
            /**
             * @minItems 1
             * @maxItems 11
             */
            events?: (
              | '*'
              | 'order.created'
              | 'order.awaiting_payment'
              | 'order.confirmed'
              | 'order.cancelled'
              | 'payment.authorized'
              | 'payment.captured'
              | 'payment.declined'
              | 'payment.voided'
              | 'payment.refunded'
              | 'payment.refund_failed'
            )[];
            disabled?: boolean;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Webhook;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'WEBHOOK_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: {
          content: {};
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'WEBHOOK_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/webhooks/{id}/rotate-secret': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': NewWebhook;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'WEBHOOK_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/webhooks/{id}/deliveries': {
    get: {
      parameters: {
        path: {
          id: string;
        };
        query?: {
          limit?: number;
          cursor?: string;
          status?: 'PENDING' | 'DELIVERED' | 'FAILED' | 'HELD';
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: WebhookDelivery[];
              nextCursor: string | null;
            };
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'WEBHOOK_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/webhooks/{id}/deliveries/{delivery}': {
    get: {
      parameters: {
        path: {
          id: string;
          delivery: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': WebhookDelivery;
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'WEBHOOK_NOT_FOUND' | 'DELIVERY_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/webhooks/{id}/deliveries/{delivery}/replay': {
    post: {
      parameters: {
        path: {
          id: string;
          delivery: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        202: {
          content: {
            'application/json': WebhookDelivery;
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'WEBHOOK_NOT_FOUND' | 'DELIVERY_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS' | 'WEBHOOK_DISABLED';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/webhooks/{id}/replay': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            from: string;
          };
        };
      };
      responses: {
        202: {
          content: {
            'application/json': {
              replayed: number;
            };
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'WEBHOOK_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        409: {
          content: {
            'application/problem+json': Problem & {
              code?: 'IDEMPOTENCY_IN_PROGRESS' | 'WEBHOOK_DISABLED';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: {
          content: {
            'application/problem+json': Problem & {
              code?: 'VALIDATION_FAILED' | 'IDEMPOTENCY_KEY_REUSED';
            };
          };
        };
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/mails': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                id: string;
                kind:
                  | 'password-reset'
                  | 'order-confirmed'
                  | 'order-cancelled'
                  | 'payment-refunded'
                  | 'refund-failed'
                  | 'webhook-disabled';
                userId: string;
                orderId?: string;
                state: 'WAITING' | 'SENDING' | 'SENT' | 'FAILED' | 'UNKNOWN' | 'DROPPED';
                attempts: number;
                possibleDuplicate: boolean;
                reason?: string;
                createdAt: string;
                dueAt?: string;
                endedAt?: string;
              }[];
              nextCursor: string | null;
            };
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/orders/{id}/events': {
    get: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Last-Event-ID'?: string;
        };
      };
      responses: {
        200: {
          content: {
            'text/event-stream': string;
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'ORDER_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/orders/{id}/steps': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              orderId: string;
              ended: boolean;
              sagas: {
                type: string;
                label: {
                  en: string;
                  ko: string;
                };
                steps: {
                  name: string;
                  kind: string;
                  label: {
                    en: string;
                    ko: string;
                  };
                  does?: {
                    en: string;
                    ko: string;
                  };
                  undo?: {
                    en: string;
                    ko: string;
                  };
                  state: string;
                  note: {
                    en: string;
                    ko: string;
                  };
                  startedAt: string | null;
                  finishedAt: string | null;
                }[];
              }[];
            };
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'ORDER_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/sagas/{id}/events': {
    get: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Last-Event-ID'?: string;
        };
      };
      responses: {
        200: {
          content: {
            'text/event-stream': string;
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'SAGA_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/sagas/{id}/jobs': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                id: string;
                name: string;
                state: string;
                attempts: number;
                progress?: unknown;
                log: string[];
                addedAt?: string;
                runsAt?: string;
                startedAt?: string;
                finishedAt?: string;
                failure?: string;
                outcome?: unknown;
              }[];
            };
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'SAGA_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/system': {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              at: string;
              processes: {
                process: string;
                replica: string;
                ready: boolean;
                checks: {
                  /**
                   * This interface was referenced by `undefined`'s JSON-Schema definition
                   * via the `patternProperty` ".*".
                   */
                  [k: string]: string | undefined;
                };
                state?: 'up' | 'down' | 'ejected';
                breaker?: 'closed' | 'half-open' | 'open';
                breakers: {
                  upstream: string;
                  state: 'closed' | 'half-open' | 'open';
                }[];
                eventLoopLagMs: number | null;
                rssBytes: number | null;
              }[];
              queue: {
                wait: number;
                active: number;
                delayed: number;
                failed: number;
              } | null;
              /**
               * What was taken from customers and has still to be handed to the sagas, since no orchestrator could be told
               */
              intake: {
                orders: {
                  count: number;
                  oldestMs: number;
                } | null;
                payments: {
                  count: number;
                  oldestMs: number;
                } | null;
              };
              sagas: {
                byState: {
                  /**
                   * This interface was referenced by `undefined`'s JSON-Schema definition
                   * via the `patternProperty` ".*".
                   */
                  [k: string]: number | undefined;
                };
                oldestWaitingMs: number | null;
                overdueMs: number;
                latencyMs: {
                  count: number;
                  p50: number | null;
                  p99: number | null;
                };
                needsAttention: number;
                overdue: number;
                /**
                 * Sagas under way of a type or version that the orchestrator asked does not have; `elsewhere`: another one that is up has it
                 */
                unknown: {
                  type: string;
                  version: number;
                  count: number;
                  oldest?: string;
                  elsewhere?: boolean;
                }[];
                /**
                 * Sagas under way whose journal has lines of a kind that the orchestrator asked does not know
                 */
                unknownEvents: {
                  type: string;
                  version: number;
                  count: number;
                  oldest?: string;
                }[];
                /**
                 * Versions that take no new sagas yet: `have` of the `orchestrators` that are up have them
                 */
                waitingVersions: {
                  type: string;
                  version: number;
                  have: number;
                  orchestrators: number;
                  since?: string | null;
                }[];
                finishedPerMinute: {
                  at: string;
                  completed: number;
                  compensated: number;
                  other: number;
                }[];
              } | null;
              /**
               * Payments with a refund that failed and was not given back since
               */
              failedRefunds: number | null;
              /**
               * Disputes that no bank has decided yet
               */
              openDisputes: number | null;
              /**
               * Charges that only their payment providers know
               */
              unknownCharges: number | null;
              moneyAtRisk:
                | {
                    currency: string;
                    minor: number;
                    amount: number;
                    payments: number;
                  }[]
                | null;
            };
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/system/history': {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                at: string;
                processes: {
                  process: string;
                  replica: string;
                  breakers: {
                    upstream: string;
                    state: 'closed' | 'half-open' | 'open';
                  }[];
                }[];
                queue: {
                  wait: number;
                  active: number;
                  delayed: number;
                  failed: number;
                } | null;
                sagas: {
                  byState: {
                    /**
                     * This interface was referenced by `undefined`'s JSON-Schema definition
                     * via the `patternProperty` ".*".
                     */
                    [k: string]: number | undefined;
                  };
                  oldestWaitingMs: number | null;
                  overdueMs: number;
                  latencyMs: {
                    count: number;
                    p50: number | null;
                    p99: number | null;
                  };
                } | null;
                moneyAtRisk:
                  | {
                      currency: string;
                      minor: number;
                      amount: number;
                      payments: number;
                    }[]
                  | null;
              }[];
            };
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/traces': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          sagaId?: string;
          orderId?: string;
          failed?: boolean;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                traceId: string;
                name: string;
                process: string;
                startedAt: string;
                durationMs: number;
                spans: number;
                failed: number;
                processes: string[];
                sagaIds: string[];
                orderIds: string[];
              }[];
              store: {
                enabled: boolean;
                sample: number;
              };
            };
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/traces/{traceId}': {
    get: {
      parameters: {
        path: {
          traceId: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              traceId: string;
              name: string;
              startedAt: string;
              durationMs: number;
              spans: {
                spanId: string;
                parentId: string | null;
                process: string;
                replica: string;
                name: string;
                kind: 'server' | 'client' | 'producer' | 'consumer' | 'internal';
                startedAt: string;
                offsetMs: number;
                durationMs: number;
                status: 'ok' | 'error';
                attributes: {};
                links: {
                  traceId: string;
                  spanId: string;
                }[];
              }[];
              linkedFrom: {
                traceId: string;
                name: string;
                startedAt: string;
              }[];
            };
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'TRACE_NOT_FOUND';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/openapi.json': {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {};
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/asyncapi.json': {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {};
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/health/live': {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              status: 'ok';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/health/ready': {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              status: 'ok' | 'failed';
              checks: {
                /**
                 * This interface was referenced by `undefined`'s JSON-Schema definition
                 * via the `patternProperty` ".*".
                 */
                [k: string]: string | undefined;
              };
              upstreams: {
                /**
                 * This interface was referenced by `undefined`'s JSON-Schema definition
                 * via the `patternProperty` ".*".
                 *
                 * Items: In production all but the state is told to administrators and viewers only
                 */
                [k: string]:
                  | {
                      replica?: string;
                      state: 'up' | 'down' | 'ejected';
                      breaker?: 'closed' | 'half-open' | 'open';
                      outstanding?: number;
                    }[]
                  | undefined;
              };
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: {
          content: {
            'application/json': {
              status: 'ok' | 'failed';
              checks: {
                /**
                 * This interface was referenced by `undefined`'s JSON-Schema definition
                 * via the `patternProperty` ".*".
                 */
                [k: string]: string | undefined;
              };
              upstreams: {
                /**
                 * This interface was referenced by `undefined`'s JSON-Schema definition
                 * via the `patternProperty` ".*".
                 *
                 * Items: In production all but the state is told to administrators and viewers only
                 */
                [k: string]:
                  | {
                      replica?: string;
                      state: 'up' | 'down' | 'ejected';
                      breaker?: 'closed' | 'half-open' | 'open';
                      outstanding?: number;
                    }[]
                  | undefined;
              };
            };
          };
        };
        504: TIMED_OUT;
      };
    };
  };
  '/metrics': {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'text/plain': string;
          };
        };
        403: FORBIDDEN;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/faults': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            at: string;
            do: 'error' | 'unavailable' | 'delay' | 'hang' | 'drop-reply' | 'crash';
            times?: number;
            delayMs?: number;
            orderId?: string;
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': {
              at: string;
              do: 'error' | 'unavailable' | 'delay' | 'hang' | 'drop-reply' | 'crash';
              times: number;
              delayMs: number;
              orderId?: string;
            };
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              points: string[];
              armed: {
                at: string;
                do: 'error' | 'unavailable' | 'delay' | 'hang' | 'drop-reply' | 'crash';
                times: number;
                delayMs: number;
                orderId?: string;
              }[];
            };
          };
        };
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
    delete: {
      parameters: {};
      responses: {
        204: {
          content: {};
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/faults': {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                points: string[];
                armed: {
                  at: string;
                  do: 'error' | 'unavailable' | 'delay' | 'hang' | 'drop-reply' | 'crash';
                  times: number;
                  delayMs: number;
                  orderId?: string;
                }[];
                process: string;
                down?: boolean;
              }[];
            };
          };
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: FORBIDDEN;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
    delete: {
      parameters: {};
      responses: {
        204: {
          content: {};
        };
        400: HOST_NOT_ALLOWED;
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
  '/api/faults/{process}': {
    post: {
      parameters: {
        path: {
          process: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            at: string;
            do: 'error' | 'unavailable' | 'delay' | 'hang' | 'drop-reply' | 'crash';
            times?: number;
            delayMs?: number;
            orderId?: string;
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': {
              at: string;
              do: 'error' | 'unavailable' | 'delay' | 'hang' | 'drop-reply' | 'crash';
              times: number;
              delayMs: number;
              orderId?: string;
            };
          };
        };
        400: {
          content: {
            'application/problem+json': Problem & {
              code?: 'MALFORMED_JSON' | 'HOST_NOT_ALLOWED';
            };
          };
        };
        401: UNAUTHENTICATED;
        403: {
          content: {
            'application/problem+json': Problem & {
              code?: 'FORBIDDEN' | 'CROSS_ORIGIN';
            };
          };
        };
        404: {
          content: {
            'application/problem+json': Problem & {
              code?: 'PROCESS_NOT_FOUND';
            };
          };
        };
        408: {
          content: {
            'application/problem+json': Problem & {
              code?: 'REQUEST_TOO_SLOW';
            };
          };
        };
        413: BODY_TOO_LARGE;
        415: UNSUPPORTED_MEDIA_TYPE;
        422: VALIDATION_FAILED;
        429: RATE_LIMITED;
        503: SERVICE_UNAVAILABLE;
        504: TIMED_OUT;
      };
    };
  };
}
export interface Profile {
  id: string;
  email: string;
  name: string;
  role: 'user' | 'viewer' | 'admin';
  createdAt: string;
  language: 'en' | 'ko';
}
/**
 * RFC 9457; some codes bring members of their own
 */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  traceId: string;
  errors?: {
    path: string;
    message: string;
  }[];
  [k: string]: unknown | undefined;
}
export interface BODY_TOO_LARGE {
  content: {
    'application/problem+json': Problem & {
      code?: 'BODY_TOO_LARGE';
    };
  };
}
export interface UNSUPPORTED_MEDIA_TYPE {
  content: {
    'application/problem+json': Problem & {
      code?: 'UNSUPPORTED_MEDIA_TYPE';
    };
  };
}
export interface RATE_LIMITED {
  content: {
    'application/problem+json': Problem & {
      code?: 'RATE_LIMITED';
    };
  };
}
export interface SERVICE_UNAVAILABLE {
  content: {
    'application/problem+json': Problem & {
      code?: 'SERVICE_UNAVAILABLE';
    };
  };
}
export interface TIMED_OUT {
  content: {
    'application/problem+json': Problem & {
      code?: 'TIMED_OUT';
    };
  };
}
export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  tokenType: 'Bearer';
  /**
   * Seconds
   */
  expiresIn: number;
}
export interface VALIDATION_FAILED {
  content: {
    'application/problem+json': Problem & {
      code?: 'VALIDATION_FAILED';
    };
  };
}
export interface HOST_NOT_ALLOWED {
  content: {
    'application/problem+json': Problem & {
      code?: 'HOST_NOT_ALLOWED';
    };
  };
}
export interface UNAUTHENTICATED {
  content: {
    'application/problem+json': Problem & {
      code?: 'UNAUTHENTICATED';
    };
  };
}
export interface Session {
  id: string;
  email: string;
  name: string;
  role: 'user' | 'viewer' | 'admin';
}
export interface Account {
  id: string;
  email: string;
  name: string;
  role: 'user' | 'viewer' | 'admin';
  createdAt: string;
  language: 'en' | 'ko';
  disabled: boolean;
}
export interface FORBIDDEN {
  content: {
    'application/problem+json': Problem & {
      code?: 'FORBIDDEN';
    };
  };
}
export interface Product {
  id: string;
  name: string;
  price: number;
  currency: string;
  stock: {
    available: number;
    reserved: number;
    sold: number;
  };
}
export interface Order {
  id: string;
  userId: string;
  status: 'PENDING' | 'AWAITING_PAYMENT' | 'CONFIRMED' | 'CANCELLED';
  items: {
    productId: string;
    name: string;
    quantity: number;
    price: number;
  }[];
  totalAmount: number;
  currency: string;
  shippingAddress: {
    street: string;
    city: string;
    zipCode: string;
  };
  cancelReason?:
    | 'OUT_OF_STOCK'
    | 'PAYMENT_DECLINED'
    | 'PAYMENT_TIMEOUT'
    | 'CUSTOMER_CANCELLED'
    | 'PRICE_CHANGED'
    | 'ADMIN_CANCELLED'
    | 'FAILED';
  /**
   * A cancellation was accepted and is under way: it ends as CANCELLED
   */
  cancelling?: boolean;
  /**
   * What it cost when it was placed was paid with this
   */
  payment?: {
    id: string;
    status: string;
    amount: number;
    refundedAmount: number;
    /**
     * What was to be given back and was not, because its refund failed
     */
    failedRefundAmount?: number;
    currency: string;
    card?: {
      brand: string;
      /**
       * Empty where the shop does not know the card: a charge that an administrator matched
       */
      last4: string;
    };
    nextAction?: {
      type: 'redirect';
      url: string;
    };
    declineCode?: string;
  };
  /**
   * What changes after its payment made it cost more was paid with these, the first one first
   */
  changePayments?: {
    changeId: string;
    id: string;
    status: string;
    amount: number;
    refundedAmount: number;
    /**
     * What was to be given back and was not, because its refund failed
     */
    failedRefundAmount?: number;
    currency: string;
    card?: {
      brand: string;
      /**
       * Empty where the shop does not know the card: a charge that an administrator matched
       */
      last4: string;
    };
    nextAction?: {
      type: 'redirect';
      url: string;
    };
    declineCode?: string;
  }[];
  /**
   * The last change of the order after its payment; RUNNING: the order is as it was before it
   */
  change?: {
    id: string;
    status: 'RUNNING' | 'APPLIED' | 'REFUSED';
    totalAmount: number;
    /**
     * Why it was REFUSED: nothing was changed
     */
    reason?: string;
  };
  /**
   * From then on nothing of the order is changed
   */
  shippingConfirmedAt?: string;
  history: {
    seq: number;
    status: 'PENDING' | 'AWAITING_PAYMENT' | 'CONFIRMED' | 'CANCELLED';
    at: string;
    reason?: string;
  }[];
  createdAt: string;
  updatedAt: string;
}
export interface PaymentMethod {
  id: string;
  brand: string;
  last4: string;
  expiry: string;
}
export interface Payment {
  id: string;
  orderId: string;
  /**
   * The change of the order that it pays. Left out of what the order cost when it was placed
   */
  changeId?: string;
  userId: string;
  status:
    | 'PENDING'
    | 'REQUIRES_ACTION'
    | 'AUTHORIZED'
    | 'CAPTURED'
    | 'DECLINED'
    | 'VOIDED'
    | 'REFUNDED'
    | 'PARTIALLY_REFUNDED'
    | 'FAILED';
  amount: number;
  refundedAmount: number;
  /**
   * What was to be given back and was not, because its refund failed: an administrator sees to it. Left out when there is none
   */
  failedRefundAmount?: number;
  currency: string;
  card: {
    brand: string;
    /**
     * Empty where the shop does not know the card: a charge that an administrator matched
     */
    last4: string;
  };
  nextAction?: {
    type: 'redirect';
    url: string;
  };
  declineCode?: string;
  history: {
    type: 'authorized' | 'captured' | 'voided' | 'refunded' | 'refund_failed' | 'refunded_by_hand';
    amount: number;
    at: string;
  }[];
  /**
   * Refunds that were asked for here; PENDING until the provider says that the money is given back, FAILED also when it says later that it was not
   */
  refunds: {
    amount: number;
    status: 'PENDING' | 'DONE' | 'FAILED';
    at: string;
  }[];
  /**
   * Disputes of the charge by its cardholder, as the provider tells of them; the bank has withdrawn what is OPEN or LOST. Left out when there are none
   */
  disputes?: {
    id: string;
    status: 'INQUIRY' | 'OPEN' | 'WON' | 'LOST';
    amount: number;
    currency: string;
    openedAt: string;
  }[];
  createdAt: string;
  updatedAt: string;
}
export interface Dispute {
  id: string;
  provider: string;
  /**
   * The provider’s id of the dispute
   */
  providerRef: string;
  paymentId: string;
  /**
   * Left out where there is no such payment
   */
  orderId?: string;
  status: 'INQUIRY' | 'OPEN' | 'WON' | 'LOST';
  /**
   * What is disputed: mostly all of the payment
   */
  amount: number;
  currency: string;
  /**
   * What the cardholder gives, in the provider’s words
   */
  reason: string;
  /**
   * Until when evidence can be sent, in the provider’s pages
   */
  evidenceDueAt?: string;
  openedAt: string;
  updatedAt: string;
}
export interface UnknownCharge {
  id: string;
  provider: string;
  /**
   * The provider’s id of the charge
   */
  providerRef: string;
  /**
   * The payment that the provider says it is for, and that is not here
   */
  paymentId: string;
  state: 'OPEN' | 'RETURNING' | 'MATCHING' | 'RETURNED' | 'MATCHED' | 'GONE';
  /**
   * What the charge holds or keeps
   */
  amount: number;
  /**
   * False while the amount is only set aside
   */
  captured: boolean;
  refundedAmount: number;
  currency: string;
  /**
   * Why the last decision could not be carried out; it is OPEN again
   */
  problem?: string;
  decisions: {
    action: 'return' | 'match';
    orderId?: string;
    reason: string;
    by: string;
    at: string;
  }[];
  madeAt: string;
  foundAt: string;
}
export interface ShownSaga {
  type: string;
  /**
   * The same words in each language
   */
  label: {
    en: string;
    ko: string;
  };
  steps: {
    name: string;
    kind: string;
    /**
     * The same words in each language
     */
    label: {
      en: string;
      ko: string;
    };
    /**
     * The same words in each language
     */
    does?: {
      en: string;
      ko: string;
    };
    /**
     * The same words in each language
     */
    undo?: {
      en: string;
      ko: string;
    };
    state: 'todo' | 'never' | 'now' | 'waiting' | 'done' | 'skipped' | 'failed' | 'undoing' | 'undone';
    /**
     * The same words in each language
     */
    note: {
      en: string;
      ko: string;
    };
    startedAt: string | null;
    finishedAt: string | null;
  }[];
}
export interface Saga {
  id: string;
  type: string;
  version: number;
  orderId: string;
  /**
   * What the saga is about: an order, or what else its definition names
   */
  correlation?: {
    kind?: string;
    id: string;
  };
  state: string;
  steps: {
    name: string;
    kind: string;
    status: string;
    attempts: number;
    startedAt?: string | null;
    finishedAt?: string | null;
    error?: string;
    undo?: {
      status: 'pending' | 'failing' | 'done' | 'skipped';
      attempts: number;
      startedAt?: string | null;
      finishedAt?: string | null;
      error?: string;
    };
  }[];
  failure?: {
    step?: string;
    reason?: string;
    detail?: string;
  };
  waiting?: {
    step?: string;
    why?: string;
    until?: string;
    pause?: string;
  };
  deadline?: string;
  audit?: {
    at?: string;
    by?: string;
    action?: string;
    reason?: string;
    step?: string;
    /**
     * Whether the command of the step is meant or its compensation; when absent, what the saga is doing now
     */
    phase?: 'step' | 'undo';
    outcome?: 'done' | 'refused';
    confirmed?: boolean;
    bulk?: string;
    count?: number;
    since?: string;
  }[];
  createdAt: string;
  updatedAt: string;
  /**
   * How the saga is shown: steps, timeline, journal and what can be forced, in words of its definition
   */
  shown?: {
    /**
     * The same words in each language
     */
    label: {
      en: string;
      ko: string;
    };
    /**
     * The same words in each language
     */
    situation: {
      en: string;
      ko: string;
    };
    steps: {
      name: string;
      kind: string;
      /**
       * The same words in each language
       */
      label: {
        en: string;
        ko: string;
      };
      /**
       * The same words in each language
       */
      does?: {
        en: string;
        ko: string;
      };
      /**
       * The same words in each language
       */
      undo?: {
        en: string;
        ko: string;
      };
      state: 'todo' | 'never' | 'now' | 'waiting' | 'done' | 'skipped' | 'failed' | 'undoing' | 'undone';
      /**
       * The same words in each language
       */
      note: {
        en: string;
        ko: string;
      };
      startedAt: string | null;
      finishedAt: string | null;
      parts: {
        phase: 'step' | 'undo';
        what: 'done' | 'undone' | 'refused' | 'failed' | 'rest' | 'wait';
        from: string;
        to: string | null;
        note: string;
      }[];
    }[];
    events: {
      seq: number;
      at: string;
      type: string;
      tone: 'done' | 'undone' | 'failed' | 'rest' | 'wait' | 'asked';
      step?: string;
      phase?: 'step' | 'undo';
      attempt?: number;
      /**
       * The same words in each language
       */
      text: {
        en: string;
        ko: string;
      };
      facts: {
        name: string;
        at?: string;
        value?: string;
      }[];
    }[];
    open: {
      step: string;
      phase: 'step' | 'undo';
      /**
       * The same words in each language
       */
      label: {
        en: string;
        ko: string;
      };
    }[];
  };
}
export interface SagaSummary {
  at: string;
  total: number;
  byState: {
    RUNNING: number;
    WAITING: number;
    COMPENSATING: number;
    NEEDS_ATTENTION: number;
    COMPLETED: number;
    COMPENSATED: number;
    RESOLVED: number;
  };
  byType: {
    type: string;
    /**
     * The same words in each language
     */
    label: {
      en: string;
      ko: string;
    };
    total: number;
    live: number;
  }[];
  /**
   * Sagas under way whose type or version the orchestrator that answers has no definition of
   */
  unknown: {
    type: string;
    version: number;
    count: number;
    oldest: string;
    elsewhere: boolean;
  }[];
  /**
   * Sagas under way whose journal has lines of a kind that the orchestrator that answers does not know
   */
  unknownEvents: {
    type: string;
    version: number;
    count: number;
    oldest: string;
  }[];
  /**
   * Versions that take no new sagas yet, because not every orchestrator has them
   */
  waitingVersions: {
    type: string;
    version: number;
    have: number;
    orchestrators: number;
    since: string | null;
  }[];
  oldestWaiting: {
    id: string;
    type: string;
    orderId: string;
    state: string;
    createdAt: string;
    updatedAt: string;
  } | null;
  needsAttention: {
    count: number;
    oldest: {
      id: string;
      type: string;
      orderId: string;
      state: string;
      createdAt: string;
      updatedAt: string;
    } | null;
  };
  overdue: {
    count: number;
    oldest: {
      id: string;
      type: string;
      orderId: string;
      state: string;
      createdAt: string;
      updatedAt: string;
      dueAt: string;
    } | null;
  };
}
export interface SagaJournal {
  items: {
    seq: number;
    at: string;
    type: string;
    step?: string;
    phase?: 'do' | 'undo';
    attempt?: number;
    count?: number;
    since?: string;
    row?: number;
    passed?: boolean;
    collect?: number;
    waits?: {
      step?: string;
      passed?: boolean;
      until?: string;
      collect?: number;
    }[];
    again?: boolean;
    outcome?: 'done' | 'refused';
    known?: boolean;
    confirmed?: boolean;
    bulk?: string;
    pause?: string;
    sent?: number;
    startedAt?: string;
    retryAt?: string;
    until?: string;
    error?: string;
    why?: string;
    reason?: string;
    detail?: string;
    refused?: boolean;
    refusal?: string;
    of?: 'wait' | 'saga';
    signal?: string;
    saga?: string;
    id?: string;
    by?: string;
    reply?: unknown;
    payload?: unknown;
  }[];
}
export interface BulkOperation {
  id: string;
  action: 'retry' | 'compensate' | 'resolve' | 'force' | 'restart';
  reason: string;
  by: string;
  state: 'RUNNING' | 'DONE';
  step?: string;
  /**
   * Whether the command of the step is meant or its compensation; when absent, what the saga is doing now
   */
  phase?: 'step' | 'undo';
  outcome?: 'done' | 'refused';
  matched: number;
  done: number;
  failed: number;
  /**
   * Once DONE: how many matched when it was begun and no longer did when their turn came
   */
  unmatched?: number;
  examples: {
    id: string;
    error: string;
  }[];
  createdAt: string;
}
export interface Pause {
  id: string;
  type?: string;
  step?: string;
  participant?: string;
  /**
   * The same words in each language
   */
  label: {
    en: string;
    ko: string;
  };
  reason: string;
  by: string;
  at: string;
}
export interface Invariants {
  ok: boolean;
  checks: {
    name: string;
    ok: boolean;
    detail: string;
  }[];
}
export interface AuditRuns {
  items: {
    kind: 'whole' | 'recent';
    running: boolean;
    startedAt: string;
    looked: number;
    last?: {
      finishedAt: string;
      ok: boolean;
      looked: number;
      checks: {
        name: string;
        ok: boolean;
        detail: string;
      }[];
      moneyAtRisk: {
        amount: number;
        currency: string;
      }[];
    };
  }[];
}
export interface Webhook {
  id: string;
  url: string;
  events: string[];
  disabled: boolean;
  disabledReason?: 'GONE' | 'FAILING' | 'ADMINISTRATOR';
  disabledAt?: string;
  secretUnreadable?: boolean;
  formerSecretUntil?: string;
  createdAt: string;
}
export interface NewWebhook {
  id: string;
  url: string;
  events: string[];
  disabled: boolean;
  disabledReason?: 'GONE' | 'FAILING' | 'ADMINISTRATOR';
  disabledAt?: string;
  secretUnreadable?: boolean;
  formerSecretUntil?: string;
  createdAt: string;
  secret?: string;
}
export interface WebhookDelivery {
  id: string;
  eventId: string;
  type: string;
  subject: string;
  status: 'PENDING' | 'DELIVERED' | 'FAILED' | 'HELD';
  attemptCount: number;
  /**
   * @maxItems 20
   */
  attempts: {
    at: string;
    durationMs: number;
    status?: number;
    error?: string;
    answer?: string;
  }[];
  nextAttemptAt?: string;
  deliveredAt?: string;
  createdAt: string;
}
