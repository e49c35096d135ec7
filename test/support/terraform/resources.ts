import type { Json, JsonObject } from '../../../src/domain/json.js'

/** One resource of a state or a plan. */
export interface Resource {
  /** `module.deltaboard.aws_sqs_queue.this["events"]` */
  readonly address: string
  readonly type: string
  readonly name: string
  /** Key or number among several; undefined where there is one. */
  readonly index?: string | number
  /** What a plan does not know yet is missing. */
  readonly values: { readonly [name: string]: Json }
}

interface Module {
  readonly resources?: readonly (Resource & { readonly mode: string })[]
  readonly child_modules?: readonly Module[]
}

/** Of what `terraform show -json` says of a state or a plan; data sources left out. */
export function resourcesOf(shown: JsonObject): readonly Resource[] {
  const { planned_values: planned, values = planned } = shown as unknown as {
    readonly [name: string]: { readonly root_module: Module } | undefined
  }
  if (values === undefined) return []
  const all = (module: Module): readonly Resource[] => [
    ...(module.resources ?? []).filter(({ mode }) => mode === 'managed'),
    ...(module.child_modules ?? []).flatMap(all),
  ]
  return all(values.root_module)
}

/** The only one of a type, name and, where there are several, key. */
export function resource(among: readonly Resource[], type: string, name: string, index?: string | number): Resource {
  const found = among.filter(
    (one) => one.type === type && one.name === name && (index === undefined || one.index === index),
  )
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} of ${type}.${name} ${index ?? ''}`)
  return found[0]
}
