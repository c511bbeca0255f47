/**
 * Runs one private database server for as long as the process that started this one lives.
 *
 * The standard input is the leash: when it closes, whether by a normal end, a signal or a crash of
 * the test run, the server is stopped and its folder removed. Signals of the terminal are ignored,
 * so that Ctrl-C in a test run takes the same way.
 *
 * The only argument is JSON: { command, args, folder, logFile, uid?, gid? }.
 */
import { spawn } from 'node:child_process'
import { openSync, rmSync } from 'node:fs'

const STOP_TIMEOUT_MS = 8000

const { command, args, folder, logFile, uid, gid } = JSON.parse(process.argv[2])
const log = openSync(logFile, 'a')
const server = spawn(command, args, { cwd: folder, stdio: ['ignore', log, log], uid, gid })
let isStopping = false

server.on('error', (error) => {
  process.stderr.write(`${command}: ${error.message}\n`)
  process.exitCode = 1
  if (isStopping) removeFolder()
})
server.on('exit', (code) => {
  // When the server dies by itself, the folder stays until the leash closes: the log is read first.
  process.stdout.write(`exited ${code}\n`)
  if (isStopping) removeFolder()
})

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})
process.stdin.resume()
process.stdin.on('error', stop)
process.stdin.on('end', stop)
process.stdin.on('close', stop)

function stop() {
  if (isStopping) return
  isStopping = true
  if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) {
    removeFolder()
    return
  }
  server.kill('SIGINT')
  setTimeout(() => server.kill('SIGKILL'), STOP_TIMEOUT_MS).unref()
}

function removeFolder() {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  process.exit()
}
