/** `09:47:12`, UTC. */
export function hms(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19)
}
