export type Item = Readonly<Record<string, unknown>>

const encoder = new TextEncoder()

/** The size of a row as DynamoDB counts it: names in UTF-8, and values by their kinds. */
export function itemBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + utf8(name) + valueBytes(value), 0)
}

function valueBytes(value: unknown): number {
  if (typeof value === 'string') return utf8(value)
  if (typeof value === 'number') return numberBytes(value)
  if (typeof value === 'boolean' || value === null) return 1
  const inner = value as Item
  return 3 + Object.keys(inner).length + itemBytes(Array.isArray(inner) ? { ...inner } : inner)
}

/** Two digits a byte without zeros at either end, one byte more, and one for a sign. */
function numberBytes(value: number): number {
  const digits = String(Math.abs(value)).replace('.', '').replace(/^0+/, '').replace(/0+$/, '')
  return Math.ceil(digits.length / 2) + 1 + (value < 0 ? 1 : 0)
}

function utf8(text: string): number {
  return encoder.encode(text).length
}
