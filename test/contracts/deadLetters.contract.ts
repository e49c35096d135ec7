import { beforeEach, describe, expect, it } from 'vitest'
import type { DeadLetter, DeadLetters } from '../../src/ports/deadLetters.js'

const letter = (n: number): DeadLetter => ({
  id: `l${n}`,
  topic: 'events',
  item: { n },
  why: { code: 'too_old', message: 'late' },
  at: '2026-11-24T09:30:00.000Z',
})

export interface LettersUnderTest {
  readonly letters: DeadLetters
  /** How many it holds; undefined where it has no bound. */
  readonly max: number | undefined
  /** Where it cannot keep the order in which letters came: they are listed by their times. */
  readonly weaker?: { readonly order: 'by time' }
}

/** Laws of `DeadLetters`. */
export function deadLettersContract(name: string, open: () => Promise<LettersUnderTest>): void {
  describe(`DeadLetters: ${name}`, () => {
    let letters: DeadLetters
    let max: number | undefined
    let weaker: LettersUnderTest['weaker']
    beforeEach(async () => {
      ;({ letters, max, weaker } = await open())
    })

    it('lists oldest first, in pages that meet', async () => {
      await letters.put([letter(1), letter(2), letter(3)])
      const first = await letters.list({ limit: 2 })
      expect(first.letters).toEqual([letter(1), letter(2)])
      const second = await letters.list({ limit: 2, ...(first.next === undefined ? {} : { after: first.next }) })
      expect(second.letters).toEqual([letter(3)])
      expect(second.next).toBeUndefined()
    })

    it('keeps one letter an id', async () => {
      await letters.put([letter(1)])
      await letters.put([letter(1), letter(2)])
      expect((await letters.list({ limit: 10 })).letters).toEqual([letter(1), letter(2)])
    })

    it('removes what is named, and answers how many were there', async () => {
      await letters.put([letter(1), letter(2)])
      expect(await letters.remove(['l1', 'nobody'])).toBe(1)
      expect(await letters.remove(['l1'])).toBe(0)
      expect((await letters.list({ limit: 10 })).letters).toEqual([letter(2)])
    })

    it('keeps all, or counts what it let go', async () => {
      const count = (max ?? 100) + 3
      await letters.put(Array.from({ length: count }, (_, i) => letter(i)))
      const page = await letters.list({ limit: count })
      expect(page.letters.length + page.lost).toBe(count)
      expect(page.lost).toBe(max === undefined ? 0 : 3)
      // All have one time: there is no order among them then.
      if (weaker === undefined) expect(page.letters.at(-1)).toEqual(letter(count - 1))
      else expect(page.letters).toContainEqual(letter(count - 1))
    })

    it('keeps the original and the reason, whatever they hold', async () => {
      const item = JSON.parse('{"__proto__":{"x":1},"constructor":"\\ufffe\\u0000","text":"é😀\\n","list":[null,[]]}')
      const why = { code: 'bad_field', message: 'of "x"\n\u0007', path: 'Detail.x' }
      await letters.put([
        { ...letter(1), item, why },
        { ...letter(2), item: 'no JSON: {' },
      ])
      const [first, second] = (await letters.list({ limit: 10 })).letters
      expect(JSON.stringify(first?.item)).toBe(JSON.stringify(item))
      expect(first?.why).toEqual(why)
      expect(second?.item).toBe('no JSON: {')
    })

    it('meets page after page though letters are removed in between, as a redrive does', async () => {
      const at = (n: number) => new Date(Date.parse('2026-11-24T09:30:00.000Z') + n).toISOString()
      await letters.put([0, 1, 2, 3, 4].map((n) => ({ ...letter(n), at: at(n) })))
      const seen: string[] = []
      let after: string | undefined
      do {
        const page = await letters.list({ limit: 2, ...(after === undefined ? {} : { after }) })
        seen.push(...page.letters.map(({ id }) => id))
        after = page.next
        // But the last of the page, from which the next one starts.
        await letters.remove(page.letters.slice(0, -1).map(({ id }) => id))
      } while (after !== undefined)
      expect(seen).toEqual(['l0', 'l1', 'l2', 'l3', 'l4'])
    })
  })
}
