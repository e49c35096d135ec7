import { Automaton, either, many, maybe, one, type Rule, series, some } from './automaton.js'
import { is } from './classes.js'

/**
 * What Lucene's StandardTokenizer takes for a token, by its rules (UAX #29 without dictionaries, plus the emoji
 * sequences of UTS #51). Of all that fits at a place the longest is taken; its kinds of token do not matter here.
 */
export const words = new Automaton(either(emoji(), run(), some(extended(is.complex)), extended(is.han | is.hiragana)))

/** WB4: what extends a character belongs to it. */
function extended(classes: number): Rule {
  return series(one(classes), many(one(is.extend)))
}

/** WB5 to WB13b: letters, numbers and Katakana; what stands in the middle of them; underscores join. */
function run(): Rule {
  const joiners = many(extended(is.joiner))
  const joined = (middle: number, classes: number) =>
    series(extended(classes), many(series(either(joiners, extended(middle)), extended(classes))))
  const hebrew = series(
    extended(is.hebrew),
    either(extended(is.singleQuote), series(extended(is.doubleQuote), extended(is.hebrew))),
  )
  const katakana = series(extended(is.katakana), many(series(joiners, extended(is.katakana))))
  const part = either(katakana, some(either(hebrew, joined(is.midNumber, is.number), joined(is.midLetter, is.letter))))
  return series(joiners, part, many(series(some(extended(is.joiner)), part)), joiners)
}

function emoji(): Rule {
  const plain = (classes: number) => series(one(classes), many(one(is.extendPlain)))
  const zwj = one(is.zwj)
  const one_ = either(
    series(many(zwj), plain(is.emoji), maybe(one(is.emojiSelector))),
    series(maybe(series(many(zwj), plain(is.emojiBase))), plain(is.emojiModifier)),
  )
  const tags = series(some(one(is.tag)), one(is.tagEnd))
  return either(
    series(one_, either(many(series(zwj, one_)), tags)),
    series(plain(is.keycapBase), maybe(one(is.emojiSelector)), plain(is.keycap)),
    series(extended(is.flag), extended(is.flag)),
  )
}
