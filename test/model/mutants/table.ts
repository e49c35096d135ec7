/** A mutant, the invariant of docs/guarantees.md that it breaks, and the schedule of its seed, counted from 1, that finds it. */
interface Mutant {
  readonly id: string
  readonly name: string
  readonly breaks: string
  readonly seed: number
  readonly run: number
}

export const mutants: readonly Mutant[] = [
  { id: 'M1', name: 'snapshot without refresh', breaks: 'I1', seed: 6, run: 4 },
  { id: 'M2', name: 'key without the day', breaks: 'I1', seed: 6, run: 7 },
  { id: 'M3', name: 'fetch by search', breaks: 'I1', seed: 6, run: 1 },
  { id: 'M4', name: 'messages before `subscribed` dropped', breaks: 'I1', seed: 7, run: 202 },
  { id: 'M5', name: 'sweep drops live arrivals', breaks: 'I1', seed: 6, run: 341 },
  { id: 'M6', name: 'no remembered versions', breaks: 'I5', seed: 6, run: 87 },
  { id: 'M7', name: 'snapshot before registration', breaks: 'I4', seed: 6, run: 16 },
  { id: 'M8', name: 'duplicate not published again', breaks: 'I1', seed: 6, run: 380 },
  { id: 'M9', name: '`keep` not fetched', breaks: 'I12', seed: 6, run: 11 },
  { id: 'M10', name: 'no floor', breaks: 'I1', seed: 6, run: 149 },
  { id: 'M11', name: 'external version', breaks: 'I5', seed: 6, run: 87 },
  { id: 'M12', name: 'no sweep', breaks: 'I5', seed: 6, run: 3 },
  { id: 'M13', name: '`keep` by key only', breaks: 'I4', seed: 6, run: 243 },
  { id: 'M14', name: 'rights left out of `queryId`', breaks: 'I1', seed: 6, run: 4 },
  { id: 'M15', name: 'publish before index', breaks: 'I1', seed: 6, run: 1 },
  { id: 'M16', name: 'acknowledge before flush', breaks: 'I1', seed: 6, run: 302 },
  { id: 'M17', name: 'index of the day from arrival time', breaks: 'I6', seed: 6, run: 1 },
  { id: 'M18', name: 'ties by UTF-16', breaks: 'I1', seed: 6, run: 33 },
  { id: 'M19', name: 'cached query reads', breaks: 'I1', seed: 6, run: 57 },
  { id: 'M20', name: 'a duplicate told from the re-sent body', breaks: 'I4', seed: 6, run: 86 },
  { id: 'M21', name: 'a patch applied to another base', breaks: 'I4', seed: 6, run: 20 },
  { id: 'M22', name: 'told on the channels of what it is, not of what it was', breaks: 'I1', seed: 6, run: 94 },
  { id: 'M23', name: 'fetch without the query', breaks: 'I3', seed: 6, run: 31 },
  { id: 'M24', name: 'authorize ends nothing', breaks: 'I3', seed: 6, run: 12 },
  { id: 'M25', name: 'a link dialled with the token before `authorize` is kept', breaks: 'I3', seed: 6, run: 243 },
]
