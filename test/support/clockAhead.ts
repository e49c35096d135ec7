/** Environment of a Node process whose clock is so many milliseconds ahead. */
export function clockAhead(ms: number): { readonly NODE_OPTIONS: string } {
  const ahead = `const { now } = Date; Date.now = () => now() + ${ms}`
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(ahead)}` }
}
