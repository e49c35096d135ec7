import { analyze } from '../../../src/domain/text/analyze.js'

const pieces = /([\p{L}\p{N}\p{M}_]+(?:[.'’][\p{L}\p{N}\p{M}_]+)*)/u

/** A text with the words that the filter looks for marked where they stand, as the index would find them. */
export function Marked({ text, words }: { readonly text: string; readonly words: ReadonlySet<string> }) {
  if (words.size === 0) return <>{text}</>
  return (
    <>
      {text.split(pieces).map((piece, i) => {
        const isSought = i % 2 === 1 && analyze(piece).some((word) => words.has(word))
        return isSought ? <mark key={i}>{piece}</mark> : piece
      })}
    </>
  )
}
