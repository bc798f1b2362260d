#!/usr/bin/env bash
# Does the published package install and run far from the checkout? Run `npm run build` first.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm() { command npm --loglevel=error --no-audit --no-fund "$@"; }
fail() { echo "smoke: $1" >&2; exit 1; }

# Only the Node that npm put into the checkout: none of its other commands, nothing of the checkout's own.
node24=$(dirname "$(readlink -f "$root/node_modules/.bin/node")")
evalkit() { PATH="$node24:$PATH" NODE_OPTIONS='' timeout 120 ./node_modules/.bin/evalkit "$@" < /dev/null; }

tarball=$work/$(cd "$work" && npm pack --silent "$root/dist/package")
mkdir "$work/empty folder" && cd "$work/empty folder"
npm install "$tarball" > /dev/null
echo "smoke: $(du -h "$tarball" | cut -f1) packed, $(du -sh node_modules | cut -f1) and $(ls node_modules | wc -l) package(s) installed"

version=$("$node24/node" -p 'require(process.argv[1]).version' "$root/package.json")
[ "$(evalkit --version)" = "$version" ] || fail "--version is not $version"
evalkit --help | grep -q 'evalkit demo' || fail '--help does not mention the demo'
evalkit list benchmarks | grep -q gsm8k || fail 'list benchmarks does not list gsm8k'

# On an older Node without a newer one beside it: one sentence, exit 2.
if [ "$(node -p 'Number.parseInt(process.versions.node) < 24')" = true ]; then
  code=0
  ./node_modules/.bin/evalkit --version > out.txt 2> err.txt || code=$?
  [ "$code" = 2 ] && [ ! -s out.txt ] && [ "$(wc -l < err.txt)" = 1 ] || fail "an old Node ended with $code: $(cat err.txt)"
fi

# The word problems came along, and are scored: each gold answer is right.
"$node24/node" -e '
  const rows = require("node:fs").readFileSync(process.argv[1], "utf8").trim().split("\n").map(JSON.parse)
  rows.forEach(({ answer }, i) => console.log(JSON.stringify({ id: `wordproblems/${i}`, completion: answer })))
' node_modules/evalkit/benchmarks/wordproblems/wordproblems-test.jsonl > gold.jsonl
evalkit run wordproblems --model gold=replay/gold.jsonl --json > gold.json
"$node24/node" -e '
  const [run] = JSON.parse(require("node:fs").readFileSync("gold.json", "utf8")).runs
  process.exit(run.correct === 200 && run.n === 200 ? 0 : 1)
' || fail "gold answers: $(cat gold.json)"

# The demo says what it lacks, and runs once that is there.
code=0
evalkit demo > /dev/null 2> err.txt || code=$?
[ "$code" = 2 ] && grep -q 'npm install' err.txt || fail "the demo without node-llama-cpp ended with $code: $(cat err.txt)"
llama=$("$node24/node" -p 'require(process.argv[1]).peerDependencies["node-llama-cpp"]' "$root/package.json")
npm install --ignore-scripts --omit=optional "node-llama-cpp@$llama" "@node-llama-cpp/linux-x64@$llama" > /dev/null
evalkit demo > demo.txt
for correct in 10 166 125; do
  grep -qw "$correct" demo.txt || fail "the demo does not show $correct of 200: $(cat demo.txt)"
done
echo 'smoke: passed'
