// The driver used directly, by hand-written code: the measure of all other peers.

const load = (engine) => import(`./raw-${engine}.mjs`)

export async function setup(engine, url, inputs) {
  return (await load(engine)).setup(engine, url, inputs)
}

export async function coldStart(engine, url) {
  return (await load(engine)).coldStart(engine, url)
}
