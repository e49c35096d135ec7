// node scripts/terraform/readme.mjs: writes the tables of the module's README from its variables and outputs. --check: says whether they are current.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from '../root.mjs'
import { blocksIn } from './blocks.mjs'

const module = join(root, 'terraform')
const readme = join(module, 'README.md')

/** The README with the tables as the module's files say they are. */
export function readmeText() {
  let text = readFileSync(readme, 'utf8')
  const tables = {
    inputs: inputs(blocksIn(module, 'variable')),
    outputs: outputs(blocksIn(module, 'output')),
    'endpoint inputs': inputs(blocksIn(join(module, 'modules/endpoint'), 'variable')),
    'endpoint outputs': outputs(blocksIn(join(module, 'modules/endpoint'), 'output')),
  }
  for (const [name, table] of Object.entries(tables)) {
    const place = new RegExp(`(<!-- ${name}: [^\\n]*-->\\n)[^]*?(<!-- end of ${name} -->)`)
    if (!place.test(text)) throw new Error(`terraform/README.md has no place for ${name}`)
    text = text.replace(place, (_, before, after) => `${before}\n${table}\n\n${after}`)
  }
  return text
}

function inputs(variables) {
  const rows = variables.map(({ description, fallback, name, type }) => [
    `\`${name}\``,
    // What an object holds is said by its description; its types and defaults stand in full in the file.
    `\`${type.startsWith('object') ? 'object' : type.startsWith('list(object') ? 'list(object)' : type}\``,
    fallback === undefined ? '**required**' : `\`${fallback}\``,
    description,
  ])
  return table(['name', 'type', 'default', 'what it is'], rows)
}

function outputs(values) {
  return table(
    ['name', 'what it is'],
    values.map(({ description, name }) => [`\`${name}\``, description]),
  )
}

function table(heads, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(heads), `|${heads.map(() => '---|').join('')}`, ...rows.map(line)].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = readmeText()
  if (!process.argv.includes('--check')) writeFileSync(readme, text)
  else if (readFileSync(readme, 'utf8') !== text) {
    console.error("terraform/README.md is not as the module's files say: node scripts/terraform/readme.mjs")
    process.exitCode = 1
  }
}
