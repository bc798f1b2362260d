#!/usr/bin/env bash
# Does the published package install and run far from the checkout? Run `npm run build` first.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export NODE_COMPILE_CACHE=$work/compile-cache XDG_CACHE_HOME=$work/cache
fail() { echo "smoke: $1" >&2; exit 1; }
npm() { command npm --loglevel=error --no-audit --no-fund "$@"; }

# Only the Node that npm put into the checkout: none of its other commands, nothing of the checkout's own.
node24=$(dirname "$(readlink -f "$root/node_modules/.bin/node")")
evalkit() { PATH="$node24:$PATH" timeout 120 ./node_modules/.bin/evalkit "$@" < /dev/null; }
correct() { "$node24/node" -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).runs.map((run) => run.correct).join(" ")' "$1"; }

tarball=$work/$(cd "$work" && npm pack --silent "$root/dist/package")
mkdir "$work/empty folder" && cd "$work/empty folder"
npm install "$tarball" > /dev/null
echo "smoke: $(du -h "$tarball" | cut -f1) packed, $(du -sh node_modules | cut -f1) and $(ls node_modules | wc -l) package(s) installed"

for file in LICENSE THIRD-PARTY-LICENSES; do [ -s "node_modules/evalkit/$file" ] || fail "the package has no $file"; done
"$node24/node" -e '
  const { components, metadata } = JSON.parse(require("node:fs").readFileSync("node_modules/evalkit/sbom.cdx.json", "utf8"))
  const names = components.map(({ name }) => name)
  if (metadata.component.name !== "evalkit" || !["yargs", "pyodide", "isolated-vm"].every((name) => names.includes(name))) process.exit(1)
' || fail 'the bill of materials does not list what is in the package'

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
evalkit run wordproblems --model gold=replay/gold.jsonl --json --log-file gold.log > gold.json 2> err.txt || fail "gold answers: $(cat err.txt)"
[ "$(correct gold.json)" = '200' ] || fail "gold answers: $(cat gold.json)"
grep -q run-finished gold.log || fail "no log was written"

evalkit report evalkit-runs/* -o report.html 2> err.txt || fail "report: $(cat err.txt)"
grep -q '<div id="app">' report.html || fail 'report.html is no report'

# The library: a benchmark in TypeScript in the user's own folder, found by the command line and used by a script.
npm pkg set type=module > /dev/null
cat > team.benchmark.ts <<'TS'
import { defineBenchmark, defineScorer } from 'evalkit'

interface Row { ticket: string; team: string }

const mentions = defineScorer({
  name: 'mentions',
  score: ({ text }, { targets }) => (targets.some((target) => text.includes(target)) ? 1 : 0),
})

export default defineBenchmark<Row>({
  name: 'team',
  version: 1,
  data: new URL('./team.jsonl', import.meta.url),
  sample: ({ ticket, team }) => ({ prompt: ticket, target: team }),
  score: mentions,
  margin: 20,
})
TS
cat > script.ts <<'TS'
import { compare, gate, run, type Comparison } from 'evalkit'
import team from './team.benchmark.ts'

const runs = await run({ benchmarks: [team], baseline: 'base=replay/base.jsonl', models: ['sft=replay/sft.jsonl'] })
const [comparison]: Comparison[] = await compare(runs)
const { verdict } = await gate(runs)
console.log(runs.map(({ score }) => score).join(' '), comparison?.delta, verdict)
TS
"$node24/node" -e '
  const { writeFileSync } = require("node:fs")
  const lines = (rows) => rows.map((row) => JSON.stringify(row)).join("\n")
  const rows = Array.from({ length: 60 }, (_, at) => ({ ticket: `t${at}`, team: ["a", "b"][at % 2] }))
  writeFileSync("team.jsonl", lines(rows))
  const replies = (wrong) => lines(rows.map(({ team }, at) => ({ id: `team/${at}`, completion: at < wrong ? "none" : `It is ${team}` })))
  writeFileSync("base.jsonl", replies(6))
  writeFileSync("sft.jsonl", replies(3).replaceAll("none", "no"))
'
"$node24/node" script.ts > script.txt 2> err.txt || fail "the library: $(cat err.txt)"
[ "$(cat script.txt)" = '0.9 0.95 0.05 PASS' ] || fail "the library: $(cat script.txt) $(cat err.txt)"
evalkit run team --model base=replay/base.jsonl --json > team.json 2> err.txt || fail "team.benchmark.ts: $(cat err.txt)"
[ "$(correct team.json)" = '54' ] || fail "team.benchmark.ts: $(cat team.json)"
"$node24/node" "$root/node_modules/typescript/bin/tsc" --noEmit --strict --module nodenext --target es2024 --types '' --lib es2024,dom --allowImportingTsExtensions script.ts > types.txt || fail "the types of the library: $(cat types.txt)"

# A benchmark in YAML, with a schema and an expression, beside a config file.
printf '%s\n' '{"q": "x", "a": {"n": 1}}' > own.jsonl
printf '%s\n' 'data: own.jsonl' 'prompt: "{q}"' 'target: "{a}"' 'score: { json: { schema: { type: object, properties: { s: { pattern: "^a" } } } } }' > own.benchmark.yaml
printf '%s\n' 'data: own.jsonl' 'prompt: "{q}"' 'target: "{q}"' 'score: { regex: "(\\w+)" }' > expression.benchmark.yaml
printf '%s\n' 'gate: { benchmarks: { own: { margin: 3 } } }' > evalkit.config.yaml
for file in own expression; do
  evalkit benchmark check $file.benchmark.yaml > check.txt 2> err.txt || fail "$file.benchmark.yaml: $(cat check.txt err.txt)"
done
rm evalkit.config.yaml

# The demo says what it lacks and how to get it, and runs once that is done.
code=0
evalkit demo > /dev/null 2> err.txt || code=$?
install=$(sed -n 's/.*Install it: \(.*\)\. Or serve.*/\1/p' err.txt)
[ "$code" = 2 ] && [ -n "$install" ] || fail "the demo without node-llama-cpp ended with $code: $(cat err.txt)"
npm_config_loglevel=error bash -c "$install" > /dev/null
evalkit demo --json > demo.json 2> err.txt || fail "the demo: $(cat err.txt)"
[ "$(correct demo.json)" = '10 166 125' ] || fail "the demo: $(cat demo.json)"
echo 'smoke: passed'
