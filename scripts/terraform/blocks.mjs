import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The `variable` or `output` blocks of a module's folder, by name, as `terraform fmt` writes them: descriptions, types and
 * defaults as text. Throws where a block has no description.
 */
export function blocksIn(folder, kind) {
  const blocks = []
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.tf'))) {
    const text = readFileSync(join(folder, file), 'utf8')
    for (const [, name, body] of text.matchAll(new RegExp(`^${kind} "(\\w+)" \\{\\n(.*?)^\\}`, 'gms'))) {
      const description = descriptionIn(body)
      if (description === '') throw new Error(`${file}: ${kind} ${name} has no description`)
      blocks.push({ name, description, type: argumentIn(body, 'type'), fallback: argumentIn(body, 'default') })
    }
  }
  return blocks.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function descriptionIn(body) {
  const heredoc = /^ {2}description = <<-EOT\n(.*?)^ {2}EOT/ms.exec(body)?.[1]
  const quoted = /^ {2}description = "((?:[^"\\]|\\.)*)"/m.exec(body)?.[1]
  return (heredoc ?? quoted?.replace(/\\(.)/g, '$1') ?? '').split(/\s+/).join(' ').trim()
}

/** What stands behind `name =` at the block's own level, over as many lines as it has, in one. */
function argumentIn(body, name) {
  const lines = body.split('\n')
  const at = lines.findIndex((line) => new RegExp(`^ {2}${name} +=`).test(line))
  if (at === -1) return undefined
  const rest = lines.slice(at + 1)
  const first = lines[at].replace(/^.*?= /, '')
  if (!/[({[]$/.test(first)) return first
  const end = rest.findIndex((line) => /^ {2}[)}\]]/.test(line))
  return [first, ...rest.slice(0, end + 1)]
    .map((line) => line.trim().replace(/ +/g, ' '))
    .join(' ')
    .replace(/([({[]) /g, '$1')
}
