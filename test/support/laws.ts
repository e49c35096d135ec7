import fc from 'fast-check'

// Before every test file: how often a law is tried that does not say so itself. `npm run soak` asks for more.
const runs = process.env['DELTABOARD_LAW_RUNS']
if (runs !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), numRuns: Number(runs) })
