#!/usr/bin/env bash
# Runs docker-compose.yml on a Docker engine and prints what it checks. Not part of npm test, which has no Docker.
#   tests/deploy/rig.sh [FOLDER]     FOLDER: a checkout with a .env (default: this one). Leaves the system running.
# Uses the embedded store in place of MongoDB (deploy/compose.lite.yml), so that it works without the image mongo:8.
# COMPOSE_FILE (files, joined by colons) selects others. FRESH=1 deletes the stack's volumes first; otherwise earlier data stays.
set -euo pipefail
cd "${1:-$(dirname "${BASH_SOURCE[0]}")/../..}"
[[ -f .env ]] || node deploy/env.mjs
export COMPOSE_FILE=${COMPOSE_FILE:-docker-compose.yml:deploy/compose.lite.yml}
compose=(docker compose)
port=$(sed -n 's/^GATEWAY_PORT=//p' .env)
gateway=http://127.0.0.1:${port:-3000}
began=$SECONDS

say() { printf '%4ss  %s\n' $((SECONDS - began)) "$*"; }
die() { say "FAILED: $*"; exit 1; }
field() { node -pe 'JSON.parse(require("fs").readFileSync(0))'"$1"; }
json() { curl -sS --max-time 20 -H 'Content-Type: application/json' "$@"; }
expect() { [[ $2 == "$3" ]] && say "ok    $1: $2" || die "$1: $2, not $3"; }
within() { # within SECONDS WHAT COMMAND…
  local until=$((SECONDS + $1)) what=$2; shift 2
  until "$@" >/dev/null 2>&1; do ((SECONDS < until)) || die "$what: not in time"; sleep 0.5; done
}
pid_of() { docker inspect --format '{{.State.Pid}}' "$1"; }
restarts() { docker inspect --format '{{.RestartCount}}' "$1"; }
container() { "${compose[@]}" ps -q "$1" | head -n 1; }
# The number of requests that a replica has answered, without those for its health.
served() { docker exec "$1" node -e 'fetch("http://127.0.0.1:3002/metrics").then((r) => r.text()).then((text) => console.log(
  text.split("\n").filter((l) => l.startsWith(process.argv[1] + "_count")).reduce((n, l) => n + Number(l.split(" ").pop()), 0)))' "$2"; }

email=user-$(date +%s)@example.com
place() { json -H "Authorization: Bearer $token" "$gateway/api/orders" -d '{"items":[{"productId":"product-1","quantity":2,"price":29.99}],
  "shippingAddress":{"street":"123 Main St","city":"Seoul","zipCode":"12345"}}'; }
pay() { json -H "Authorization: Bearer $token" "$gateway/api/payments" -d '{"orderId":"'"$1"'","amount":59.98,"paymentMethod":"credit_card",
  "cardDetails":{"number":"4111111111111111","expiry":"12/25","cvv":"123"}}'; }
status_of() { json -H "Authorization: Bearer $token" "$gateway/api/orders/$1" | field .status; }
confirmed() { [[ $(status_of "$1") == CONFIRMED ]]; }
log_in() { token=$(json "$gateway/api/users/login" -d '{"email":"'"$email"'","password":"password123"}' | field .accessToken); }
buy() { local order; order=$(place | field .id); pay "$order" >/dev/null; within 20 "order $order confirmed" confirmed "$order"; echo "$order"; }

"${compose[@]}" down --remove-orphans ${FRESH:+-v} >/dev/null 2>&1
"${compose[@]}" build -q
say "built"
"${compose[@]}" up -d --wait --quiet-pull >/dev/null 2>&1 || { "${compose[@]}" ps -a; die "up --wait"; }
say "ok    up -d --wait"
expect "published ports" "$(docker ps --filter label=com.docker.compose.project=shop-saga --format '{{.Ports}}' | grep -c -- '->')" 1
expect "processes as root" "$(for c in $("${compose[@]}" ps -q | grep -v "$(container redis)"); do docker exec "$c" node -p 'process.getuid()'; done | grep -cx 0 || true)" 0

json "$gateway/api/users/register" -d '{"email":"'"$email"'","password":"password123","name":"John Doe"}' | field .email >/dev/null
log_in
order=$(place | field .id)
expect "seed: payment" "$(pay "$order" | field .status)" CAPTURED
within 20 "the order confirmed" confirmed "$order"
expect "seed: order" "$(status_of "$order")" CONFIRMED
"${compose[@]}" logs --no-log-prefix user-service | tail -n 1 | field .service >/dev/null && say "ok    logs user-service are JSON lines"

"${compose[@]}" up -d --wait --scale order-service=3 --no-recreate >/dev/null 2>&1 || die "scale"
replicas=($("${compose[@]}" ps -q order-service))
expect "replicas of order-service" ${#replicas[@]} 3
all_serve() {
  json -H "Authorization: Bearer $token" "$gateway/api/orders" >/dev/null
  [[ ${grpc:-} ]] && buy >/dev/null
  local each; for each in "${replicas[@]}"; do (($(served "$each" "$metric") > ${least:-0})) || return 1; done
}
seen() { for each in "${replicas[@]}"; do printf '%s ' "$(served "$each" "$metric")"; done; }
metric=http_server_duration_seconds least=20 within 60 "HTTP calls seen at all three replicas" all_serve
say "ok    HTTP calls seen at all three: $(metric=http_server_duration_seconds; seen)"
metric=grpc_server_duration_seconds grpc=1 within 120 "gRPC calls seen at all three replicas" all_serve
say "ok    gRPC calls seen at all three: $(metric=grpc_server_duration_seconds; seen)"
"${compose[@]}" up -d --wait --scale order-service=1 --no-recreate >/dev/null 2>&1
say "ok    back to one, and an order after it: $(buy)"

for name in order-service saga-orchestrator payment-service orders-db redis; do
  victim=$(container $name) before=$(restarts "$victim")
  victim_pid=$(pid_of "$victim")
  kill -9 "$victim_pid" # this one container's first process, as docker reports it
  again() { (($(restarts "$victim") > before)) && [[ $(docker inspect --format '{{.State.Health.Status}}' "$victim") == healthy ]]; }
  within 40 "$name restarted after kill -9" again
  say "ok    kill -9 of $name: restarted, healthy; an order after it: $(buy)"
done

"${compose[@]}" restart gateway >/dev/null 2>&1
within 40 "gateway after restart" curl -fsS "$gateway/health/ready"
say "ok    restart gateway; an order after it: $(buy)"

"${compose[@]}" down >/dev/null 2>&1
"${compose[@]}" up -d --wait >/dev/null 2>&1 || die "up after down"
log_in
expect "the first order after down and up" "$(status_of "$order")" CONFIRMED

admin=$(sed -n 's/^ADMIN_EMAIL=//p' .env) password=$(sed -n 's/^ADMIN_PASSWORD=//p' .env)
token=$(json "$gateway/api/users/login" -d '{"email":"'"$admin"'","password":"'"$password"'"}' | field .accessToken)
expect "audit of stock, money, orders and sagas" "$(json -H "Authorization: Bearer $token" "$gateway/api/invariants" | field .ok)" true
docker stats --no-stream --format '{{.Name}} {{.MemUsage}}' | sed 's/^/        /'
say "all passed"
