# For the labs, from the checkout's folder:  . docs/labs/tools/shop.sh
# Logs a customer and the administrator of a local run in, and gives calls short names.
SHOP=${SHOP:-http://localhost:3000}

# One member of the JSON on standard input: echo '{"id":1}' | field id
field() { node -pe "JSON.parse(require('fs').readFileSync(0)).$1"; }

# as TOKEN METHOD PATH [JSON]
as() { curl -s -X "$2" "$SHOP$3" -H "Authorization: Bearer $1" ${4:+-H "Content-Type: application/json" -d "$4"}; }
customer() { as "$TOKEN" "$@"; }
admin() { as "$ADMIN" "$@"; }

login() { as '' POST /api/users/login "{\"email\":\"$1\",\"password\":\"$2\"}" | field accessToken; }

# Stores a card and says its id: card 4242424242424242
card() {
  customer POST /api/payment-methods \
    "{\"paymentMethod\":\"credit_card\",\"cardDetails\":{\"number\":\"$1\",\"expiry\":\"12/40\",\"cvv\":\"123\"}}" | field id
}

# Orders one piece and says the order's id: order product-1 [payment method]
order() {
  customer POST /api/orders "{\"items\":[{\"productId\":\"$1\",\"quantity\":1}],
    \"shippingAddress\":{\"street\":\"123 Main St\",\"city\":\"Seoul\",\"zipCode\":\"12345\"}
    ${2:+,\"paymentMethodId\":\"$2\"}}" | field id
}

# Waits up to 20 s until an order has a status: wait_for ORDER CONFIRMED
wait_for() {
  for _ in $(seq 100); do
    [ "$(customer GET "/api/orders/$1" | field status)" = "$2" ] && echo "$2" && return
    sleep 0.2
  done
  echo "order $1 is not $2" >&2
  return 1
}

as '' POST /api/users/register '{"email":"lab@example.com","password":"password123","name":"Lab"}' > /dev/null
TOKEN=$(login lab@example.com password123)
ADMIN=$(login "${ADMIN_EMAIL:-admin@example.com}" "${ADMIN_PASSWORD:-admin-password}")
