/**
 * What every private throw-away server needs: a free port, a folder that it may write to, an
 * account that is not root, and a guard that stops it however the test run ends.
 */
import { spawn, spawnSync } from 'node:child_process'
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The account a server runs as; both undefined for that of the test run. */
export interface Account {
  readonly uid: number | undefined
  readonly gid: number | undefined
}

/** A server that is running and the guard that ends with the test run. */
export interface GuardedServer {
  /** The end of the server's log, for a message about a server that does not come up. */
  readLog(): string
  /** Whether the server has ended by itself. */
  hasExited(): boolean
  /** Stops the server and removes its folder. */
  stop(): Promise<void>
}

/**
 * Gives the account for servers that refuse to run as root: that of the run, or, when the run is
 * root's, the first of the accounts `postgres` and `nobody` that the system has.
 *
 * @throws {Error} when the run is root's and the system has neither
 */
export function unprivilegedAccount(): Account {
  if (process.getuid?.() !== 0) return { uid: undefined, gid: undefined }
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const wanted of ['postgres', 'nobody']) {
    const fields = lines.map((line) => line.split(':')).find(([name]) => name === wanted)
    if (fields !== undefined) return { uid: Number(fields[2]), gid: Number(fields[3]) }
  }
  throw new Error(
    'The tests run as root, and PostgreSQL refuses to. Add an account it can run as: useradd postgres',
  )
}

/** Makes a temporary folder that the account owns and can reach. */
export function makeServerFolder(label: string, account: Account): string {
  for (const parent of new Set([tmpdir(), '/tmp', '/var/tmp'])) {
    let folder: string
    try {
      folder = mkdtempSync(join(parent, `relata-${label}-`))
    } catch {
      continue
    }
    if (account.uid === undefined || account.gid === undefined) return folder
    chownSync(folder, account.uid, account.gid)
    const probe = spawnSync('ls', [folder], { ...account, cwd: '/' })
    if (probe.status === 0) return folder
    rmSync(folder, { recursive: true, force: true })
  }
  throw new Error(
    `No temporary folder for a private ${label} server; set TMPDIR to a writable one.`,
  )
}

/** Gives a loopback port that was free a moment ago. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port)
        else reject(new Error('the system gave no port'))
      })
    })
  })
}

/** Starts a server under a guard that stops it when this process ends, in whatever way. */
export function startGuarded(
  command: string,
  args: readonly string[],
  folder: string,
  account: Account,
): GuardedServer {
  const logFile = join(folder, 'server.log')
  const guardFile = fileURLToPath(new URL('./server-guard.mjs', import.meta.url))
  const order = JSON.stringify({ command, args, folder, logFile, ...account })
  // A session of its own, so that the terminal's Ctrl-C reaches neither the guard nor the server.
  const guard = spawn(process.execPath, [guardFile, order], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  })
  let hasServerExited = false
  guard.stdout.on('data', () => {
    hasServerExited = true
  })
  const ended = new Promise<void>((resolve) => {
    guard.once('exit', () => {
      hasServerExited = true
      resolve()
    })
  })
  // The leash must not keep the test run alive: its end is what tells the guard to stop. Pipes of a
  // child are sockets, which their declarations do not say.
  guard.unref()
  for (const pipe of [guard.stdin, guard.stdout]) (pipe as unknown as Socket).unref()
  return {
    readLog: () => readEnd(logFile),
    hasExited: () => hasServerExited,
    stop: async () => {
      guard.ref()
      guard.stdin.end()
      await ended
    },
  }
}

function readEnd(file: string): string {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(-15).join('\n')
  } catch {
    return ''
  }
}
