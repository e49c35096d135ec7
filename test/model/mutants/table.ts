/** A mutant, the invariant of docs/guarantees.md that it breaks, and the schedule of its seed, counted from 1, that finds it. */
interface Mutant {
  readonly id: string
  readonly name: string
  readonly breaks: string
  readonly seed: number
  readonly run: number
  readonly focused: boolean
}

export const mutants: readonly Mutant[] = [
  { id: 'M1', name: 'snapshot without refresh', breaks: 'I1', seed: 6, run: 4, focused: false },
  { id: 'M2', name: 'key without the day', breaks: 'I1', seed: 6, run: 7, focused: false },
  { id: 'M3', name: 'fetch by search', breaks: 'I1', seed: 6, run: 1, focused: false },
  { id: 'M4', name: 'messages before `subscribed` dropped', breaks: 'I1', seed: 8, run: 34, focused: false },
  { id: 'M5', name: 'sweep drops live arrivals', breaks: 'I1', seed: 6, run: 341, focused: false },
  { id: 'M6', name: 'no remembered versions', breaks: 'I5', seed: 6, run: 87, focused: false },
  { id: 'M7', name: 'snapshot before registration', breaks: 'I1', seed: 6, run: 66, focused: false },
  { id: 'M8', name: 'duplicate not published again', breaks: 'I1', seed: 6, run: 380, focused: false },
  { id: 'M9', name: '`keep` not fetched', breaks: 'I12', seed: 6, run: 11, focused: false },
  { id: 'M10', name: 'no floor', breaks: 'I1', seed: 6, run: 328, focused: false },
  { id: 'M11', name: 'external version', breaks: 'I5', seed: 6, run: 87, focused: false },
  { id: 'M12', name: 'trimmed versions forgotten', breaks: 'I1', seed: 12, run: 384, focused: false },
  { id: 'M13', name: 'no sweep', breaks: 'I5', seed: 6, run: 3, focused: false },
  { id: 'M14', name: 'unguarded `removed`', breaks: 'I1', seed: 8, run: 333, focused: true },
  { id: 'M15', name: '`keep` by key only', breaks: 'I4', seed: 7, run: 269, focused: true },
  { id: 'M16', name: 'rights left out of `queryId`', breaks: 'I3', seed: 6, run: 5, focused: false },
  { id: 'M17', name: 'publish before index', breaks: 'I1', seed: 6, run: 1, focused: false },
  { id: 'M18', name: 'acknowledge before publish', breaks: 'I1', seed: 8, run: 353, focused: false },
  { id: 'M19', name: 'acknowledge before flush', breaks: 'I1', seed: 6, run: 302, focused: false },
  { id: 'M20', name: 'index of the day from arrival time', breaks: 'I6', seed: 6, run: 1, focused: false },
  { id: 'M21', name: 'ties by UTF-16', breaks: 'I1', seed: 6, run: 33, focused: false },
  { id: 'M22', name: 'cached query reads', breaks: 'I1', seed: 6, run: 57, focused: false },
  { id: 'M23', name: 'a duplicate told from the re-sent body', breaks: 'I4', seed: 6, run: 86, focused: false },
  { id: 'M24', name: 'a patch applied to another base', breaks: 'I4', seed: 6, run: 153, focused: true },
  {
    id: 'M25',
    name: 'told on the channels of what it is, not of what it was',
    breaks: 'I1',
    seed: 6,
    run: 94,
    focused: false,
  },
  { id: 'M26', name: 'fetch without the query', breaks: 'I3', seed: 6, run: 146, focused: false },
  { id: 'M27', name: 'authorize ends nothing', breaks: 'I3', seed: 6, run: 12, focused: false },
  {
    id: 'M28',
    name: 'a subscribe beside `authorize` keeps the old rights',
    breaks: 'I3',
    seed: 6,
    run: 253,
    focused: false,
  },
  { id: 'M29', name: 'a write done twice is not told', breaks: 'I1', seed: 8, run: 120, focused: true },
  {
    id: 'M30',
    name: '`unsubscribed` before `subscribed` is forgotten',
    breaks: 'I1',
    seed: 8,
    run: 34,
    focused: false,
  },
  {
    id: 'M31',
    name: 'a link dialled with the token before `authorize` is kept',
    breaks: 'I3',
    seed: 6,
    run: 243,
    focused: false,
  },
]
