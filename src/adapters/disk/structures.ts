import type { HitIndex, Write, Written } from '../../ports/hitIndex.js'

/** A write with the number of its row; numbers rise with every write. */
export interface RowWrite extends Write {
  readonly sequence: number
}

/** An index in memory that answers for what the folder keeps. Its tokens are the rows' numbers. */
export interface Structures extends HitIndex {
  write(documents: readonly RowWrite[]): Promise<readonly Written[]>
  /** No document that was written later was lost, in epoch milliseconds. */
  readonly heldSince: number
}

export interface StructuresOptions {
  readonly heldSince: number
  /** To be told of each row whose document the structures let go by themselves. */
  readonly onRemoved: (sequence: number) => void
}
