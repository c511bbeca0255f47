// A fresh process that loads one peer, defines its models, runs its first query and tells what
// that took, Node's own start included.

const [peerName, engine, url] = process.argv.slice(2)
const { coldStart } = await import(`./peers/${peerName}.mjs`)
const result = await coldStart(engine, url)
const wallMs = performance.now()
const { user, system } = process.cpuUsage()
const { canonical } = await import('./compare.mjs')
process.stdout.write(
  JSON.stringify({ cpuMs: (user + system) / 1000, wallMs, outcome: canonical(result) }),
)
