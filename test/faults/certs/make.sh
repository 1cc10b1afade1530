#!/bin/sh
# Makes the certificates beside this file, with OpenSSL 3. Good until 2125, except the one that expired in 2021. The
# keys protect nothing.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
touch "$work/index"
cat >"$work/ca.conf" <<CONF
[ca]
default_ca = test
[test]
database = $work/index
new_certs_dir = $work
rand_serial = yes
unique_subject = no
default_md = sha256
copy_extensions = copy
policy = any
[any]
commonName = supplied
CONF

# request <name> <subject alternative name>
request() {
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key.pem"
  openssl req -new -config /dev/null -key "$1.key.pem" -subj "/CN=$1" -addext "$2" -out "$work/$1.csr"
}

# sign <name> <first day> <last day> [<option to sign with>...]
sign() {
  name=$1 from=$2 to=$3
  shift 3
  openssl ca -batch -notext -config "$work/ca.conf" -in "$work/$name.csr" -out "$name.pem" \
    -startdate "${from}000000Z" -enddate "${to}000000Z" "$@"
}

request ca basicConstraints=critical,CA:TRUE
sign ca 20250101 21250101 -selfsign -keyfile ca.key.pem
for name in good expired wrong-name; do
  case $name in
    expired) san=IP:127.0.0.1 from=20200101 to=20210101 ;;
    wrong-name) san=DNS:other.example.com from=20250101 to=21250101 ;;
    *) san=IP:127.0.0.1,DNS:remote.test from=20250101 to=21250101 ;;
  esac
  request "$name" "subjectAltName=$san"
  sign "$name" "$from" "$to" -cert ca.pem -keyfile ca.key.pem
done
request self-signed subjectAltName=IP:127.0.0.1
sign self-signed 20250101 21250101 -selfsign -keyfile self-signed.key.pem
rm ca.key.pem
