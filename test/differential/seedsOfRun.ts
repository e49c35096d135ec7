import { fuzzRuns } from '../domain/query/chance.js'

/** The seeds of a run: one in CI, always the same; a soak takes ten new ones. */
export function seedsOfRun(): readonly number[] {
  const { seed } = fuzzRuns(1)
  const rounds = process.env['DELTABOARD_SOAK'] === undefined ? 1 : 10
  return Array.from({ length: rounds }, (_, round) => seed + round)
}
