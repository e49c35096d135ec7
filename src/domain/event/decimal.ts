const decimal = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/

/** The number that a decimal text says, if a double holds exactly what its shortest print says; else undefined. */
export function exactNumber(text: string): number | undefined {
  if (text.length > 400 || !decimal.test(text)) return undefined
  const value = Number(text)
  if (!Number.isFinite(value)) return undefined
  return digitsOf(text) === digitsOf(String(value)) ? value + 0 : undefined
}

/** Sign, significant digits and exponent: equal for texts that mean the same number. */
function digitsOf(text: string): string | undefined {
  const m = decimal.exec(text)
  if (m === null) return undefined
  const fraction = m[3] ?? ''
  const all = `${m[2]}${fraction}`.replace(/^0+/, '')
  const digits = all.replace(/0+$/, '')
  if (digits === '') return '0'
  const exponent = Number(m[4] ?? 0) - fraction.length + (all.length - digits.length)
  return `${m[1]}${digits}e${exponent}`
}
