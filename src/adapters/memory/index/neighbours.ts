const number = new Float64Array(1)
const bits = new BigInt64Array(number.buffer)

/** The next greater double: so that an exclusive bound can be asked as an inclusive one. */
export function greaterThan(value: number): number {
  if (Number.isNaN(value) || value === Infinity) return value
  if (value === 0) return Number.MIN_VALUE
  number[0] = value
  bits[0] = (bits[0] as bigint) + (value > 0 ? 1n : -1n)
  return number[0]
}

/** The next less double. */
export function lessThan(value: number): number {
  return -greaterThan(-value)
}
