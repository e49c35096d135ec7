import type { Hit, Stored, Superseded } from '../../domain/document/hit.js'
import type { Schema } from '../../domain/fields.js'
import type { Json, JsonObject } from '../../domain/json.js'
import { binOf } from '../../domain/summary/bins.js'
import { ownFields, reserved, rootOf } from './mapping.js'

/** The bin of values <= 0 as the index has it: below all others. */
export const noBin = -32_768

/** What a document has beside its fields. */
interface Reserved {
  readonly earlier?: readonly Superseded[]
  /** Bins of the numeric fields, so that the index counts by them as the domain does. */
  readonly bins?: { readonly [field: string]: readonly number[] }
  /** Fields whose names would mean something to the index, or nothing at all. */
  readonly rest?: JsonObject
}

export interface Source {
  readonly [field: string]: Json
}

/** How many names' places are remembered: events may have ever new ones. */
const remembered = 10_000

/**
 * Documents as the index keeps them: fields at the top, where people look for them, and beside them one object
 * that no declared field can be called like.
 */
export class Documents {
  readonly #numeric: readonly string[]
  readonly #declared: ReadonlySet<string>
  /** First parts of the names that the index knows: what is called `service.x` would have to be an object `service`. */
  readonly #roots: ReadonlySet<string>
  readonly #atTop = new Map<string, boolean>()

  constructor({ fields }: Schema) {
    this.#numeric = [...fields].filter(([, type]) => type === 'long' || type === 'double').map(([name]) => name)
    this.#declared = new Set([...ownFields.keys(), ...fields.keys()])
    this.#roots = new Set([...this.#declared].map(rootOf))
  }

  /** JSON in one line. */
  encode({ hit, earlier }: Stored): string {
    const names = Object.keys(hit)
    const displaced = names.filter((name) => !this.#isAtTop(name))
    const bins = this.#binsOf(hit)
    const text = JSON.stringify(displaced.length === 0 ? hit : pick(hit, (name) => this.#isAtTop(name)))
    if (earlier.length === 0 && bins === undefined && displaced.length === 0) return text
    const beside: Reserved = {
      ...(bins === undefined ? {} : { bins }),
      ...(earlier.length === 0 ? {} : { earlier }),
      ...(displaced.length === 0 ? {} : { rest: pick(hit, (name) => !this.#isAtTop(name)) }),
    }
    return `${text.slice(0, -1)},"${reserved}":${JSON.stringify(beside)}}`
  }

  decode(source: Source): Stored {
    const { [reserved]: given, ...fields } = source
    if (given === undefined) return { hit: fields as Hit, earlier: [] }
    const { earlier = [], rest } = given as Reserved & JsonObject
    return { hit: (rest === undefined ? fields : { ...fields, ...rest }) as Hit, earlier }
  }

  #isAtTop(name: string): boolean {
    let known = this.#atTop.get(name)
    if (known === undefined) {
      known = this.#declared.has(name) || (isPlain(name) && !this.#roots.has(rootOf(name)))
      if (this.#atTop.size >= remembered) this.#atTop.clear()
      this.#atTop.set(name, known)
    }
    return known
  }

  #binsOf(hit: Hit): Reserved['bins'] {
    let found: [string, readonly number[]][] | undefined
    for (const name of this.#numeric) {
      if (!Object.hasOwn(hit, name)) continue
      const value = hit[name] as Json
      const numbers = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'number')
      if (numbers.length === 0) continue
      const bins = [...new Set(numbers.map((number) => binOf(number) ?? noBin))]
      if (found === undefined) found = []
      found.push([name, bins])
    }
    return found === undefined ? undefined : Object.fromEntries(found)
  }
}

/** A name that the index takes for one: names with `_` first are its own, dots part objects, and blank parts are refused. */
function isPlain(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the server takes them for blanks.
  return !name.startsWith('_') && name.length <= 1000 && name.split('.').every((part) => /[^\s\x00-\x20]/.test(part))
}

function pick(object: JsonObject, wanted: (name: string) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => wanted(name)))
}
