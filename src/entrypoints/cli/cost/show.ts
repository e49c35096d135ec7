import pc from 'picocolors'
import type { OtherWay } from '../../../domain/cost/otherWays.js'
import { plain } from '../print/plain.js'
import type { Estimate } from './estimate.js'

export interface Look {
  /** Columns of the terminal. */
  readonly width: number
  readonly coloured: boolean
  /** Bars of block characters; else of `#`. */
  readonly blocks: boolean
}

interface Told extends Estimate {
  readonly region: string
  readonly date: string
  readonly note: string
}

/** The whole answer for people. */
export function show(told: Told, look: Look): string {
  const paint = pc.createColors(look.coloured)
  const head = (text: string) => ['', paint.bold(text)]
  return [
    `${paint.bold(dollars(told.total))} a month in ${plain(told.region)}, at prices of ${plain(told.date)}`,
    ...wrap(`Free tiers are left out. ${plain(told.note)}`, look.width).map(paint.dim),
    ...told.warnings.flatMap((text) => wrap(`! ${text}`, look.width)).map(paint.yellow),
    ...head('By service'),
    ...bars(told.services, look),
    ...head('By cause'),
    ...bars(told.causes, look),
    ...head('Largest lines'),
    ...table(
      told.lines
        .slice(0, 15)
        .map((line) => [line.service, line.cause, amount(line.quantity), line.unit, dollars(line.amount)]),
      [2, 4],
    ),
    ...head('What happens each time'),
    ...counts(told),
    ...head('With one setting changed'),
    ...table(
      told.alternatives.map((each) => [
        each.setting,
        `${each.is} -> ${each.would}`,
        `${each.difference < 0 ? '-' : '+'}${dollars(Math.abs(each.difference))}`,
        dollars(each.total),
      ]),
      [2, 3],
    ),
    ...head('Otherwise'),
    ...otherwise(told, look),
    '',
  ].join('\n')
}

/** A bar a line, as long as its part of the largest. */
function bars(shares: readonly (readonly [string, number])[], { blocks, coloured, width }: Look): string[] {
  const paint = pc.createColors(coloured)
  const names = Math.max(...shares.map(([name]) => name.length))
  const amounts = Math.max(...shares.map(([, each]) => dollars(each).length))
  const room = Math.max(8, Math.min(60, width - names - amounts - 6))
  const most = Math.max(...shares.map(([, each]) => each))
  return shares.map(([name, each]) => {
    const bar = barOf(most === 0 ? 0 : (each / most) * room, blocks)
    return `  ${name.padEnd(names)}  ${dollars(each).padStart(amounts)}  ${paint.cyan(bar)}`.trimEnd()
  })
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

function barOf(length: number, blocks: boolean): string {
  if (!blocks) return '#'.repeat(Math.round(length))
  const whole = Math.floor(length)
  return '█'.repeat(whole) + (eighths[Math.floor((length - whole) * 8)] ?? '')
}

const columns = [
  ['bus', 'busEvents'],
  ['SQS', 'sqsRequests'],
  ['reads', 'reads'],
  ['writes', 'writes'],
  ['posts', 'posts'],
  ['OpenSearch', 'bulks', 'searches', 'refreshes'],
  ['calls', 'authorizer', 'connect', 'disconnect', 'message', 'ingest', 'broadcast'],
] as const

function counts({ counts }: Estimate): string[] {
  const rows = Object.entries(counts).map(([name, each]) => [
    name,
    ...columns.map(([, ...of]) => amount(of.reduce((all, one) => all + (each[one] ?? 0), 0))),
  ])
  return table([['', ...columns.map(([title]) => title)], ...rows], [1, 2, 3, 4, 5, 6, 7])
}

/** Each way with its sum, and below it what it needs. */
function otherwise({ polling, scanning, total }: Estimate, { width }: Look): string[] {
  const ways = [
    ['deltaboard', total, undefined],
    ['polling every 5 s', polling.total, polling],
    ['scanning all connections, posting to all', scanning.total, scanning],
  ] as const
  const lines = table(
    ways.map(([name, much]) => [name, dollars(much)]),
    [1],
  )
  return lines.flatMap((line, at) => {
    const way = ways[at]?.[2]
    return way === undefined ? [line] : [line, ...wrap(needs(way), width - 4).map((text) => `    ${text}`)]
  })
}

function needs({ needs: all }: OtherWay): string {
  const told = all.map(({ limit, much, what }) => {
    const over = limit !== undefined && much > limit ? `, of ${amount(limit)} that there are` : ''
    return `${amount(much)} ${what}${over}`
  })
  return `needs ${told.join('; ')}`
}

/** Columns as wide as they must be; those named are set to the right. */
function table(rows: readonly (readonly string[])[], right: readonly number[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)))
  return rows.map((row) => {
    const cells = row.map((cell, at) =>
      right.includes(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
    )
    return `  ${cells.join('  ')}`.trimEnd()
  })
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

function dollars(much: number): string {
  return `$${much.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
}

/** Three or four digits that matter, groups of thousands, and M for millions. */
function amount(much: number): string {
  if (much === 0) return '0'
  if (much >= 1e6) return `${(much / 1e6).toLocaleString('en', { maximumSignificantDigits: 4 })} M`
  if (much >= 1000) return Math.round(much).toLocaleString('en')
  return String(Number(much.toPrecision(3)))
}
