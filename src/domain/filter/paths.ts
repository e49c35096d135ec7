import { isObject, type Json, type JsonObject } from '../json.js'
import { pathTo, pathToItem } from '../query/path.js'
import { whereToJson } from '../query/print.js'
import type { Where } from '../query/where.js'
import type { Marked } from './cursor.js'
import type { Word } from './words.js'

/** Gives words the path that their condition has in the JSON of the whole filter. */
export function withPaths(words: readonly Marked[], where: Where): Word[] {
  const paths = new Map<string, string>()
  collect(whereToJson(where), 'where', paths)
  return words.map(({ start, end, kind, of }) => {
    const leaf = kind === 'field' || of?.leaf === undefined ? [] : Object.values(whereToJson(of.leaf))
    const names = of === undefined ? [] : [...leaf.flatMap((value) => namesOf(of.field, value)), nameOf(of.field)]
    const path = names.map((name) => paths.get(name)).find((found) => found !== undefined)
    return path === undefined ? { start, end, kind } : { start, end, kind, path }
  })
}

/** Conditions are found as they are; else, where they were merged with others, by field and operator; else by field. */
function namesOf(field: string, condition: Json): string[] {
  return operatorsOf(condition).flatMap(([operator, operand]) => [
    nameOf(field, operator, operand),
    nameOf(field, operator),
  ])
}

function nameOf(...parts: readonly Json[]): string {
  return JSON.stringify(parts)
}

function operatorsOf(condition: Json): [string, Json][] {
  return Object.entries(isObject(condition) ? condition : { in: [condition] })
}

function collect(json: JsonObject, path: string, paths: Map<string, string>): void {
  const add = (name: string, at: string) => {
    if (!paths.has(name)) paths.set(name, at)
  }
  for (const [key, value] of Object.entries(json)) {
    const at = pathTo(path, key)
    if (key === 'not') collect(value as JsonObject, at, paths)
    else if (key === 'and' || key === 'or') {
      for (const [i, branch] of (value as JsonObject[]).entries()) collect(branch, pathToItem(at, i), paths)
    } else {
      add(nameOf(key), at)
      for (const [operator, operand] of operatorsOf(value)) {
        const place = isObject(value) ? pathTo(at, operator) : at
        add(nameOf(key, operator, operand), place)
        add(nameOf(key, operator), place)
      }
    }
  }
}
