/**
 * The seed of property tests: the same in each run, so that a run says something of the change that
 * it is run for. `RELATA_SEED=random` looks further, `RELATA_SEED=<number>` repeats what it found.
 */
import fc from 'fast-check'

const chosen = process.env['RELATA_SEED']
if (chosen !== 'random') fc.configureGlobal({ seed: Number(chosen ?? 20261121) })
