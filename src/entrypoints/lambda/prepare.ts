import './noJit.js'
import { diskFiles } from '../config/sources.js'
import { lambdaPrepare } from '../wiring/lambdaPrepare.js'
import { indexOf } from './environment/addresses.js'
import { readEnvironment } from './environment/readEnvironment.js'
import { required } from './environment/required.js'
import { rulesOf } from './environment/rules.js'
import * as variables from './environment/variables.js'
import { observed } from './telemetry/observed.js'

const { index, roles, rules } = variables
const given = required(readEnvironment({ ...rules, ...index, ...roles }, process.env, diskFiles))
const { observe, telemetry } = observed('prepare')
const parts = { rules: required(rulesOf(given)), index: required(indexOf(given)), comers: given.indexRoles }
const hits = lambdaPrepare(parts, telemetry)

/** Makes or updates what the index needs; called with every deployment, and by a schedule where nothing else deletes. */
export const handler = observe(async () => {
  await hits.prepare()
  const { weaker = {} } = await hits.health()
  return { prepared: true, weaker }
})
