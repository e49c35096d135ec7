import { beforeEach, describe, expect, it } from 'vitest'
import type { DeadLetter, DeadLetters } from '../../src/ports/deadLetters.js'

const letter = (n: number): DeadLetter => ({
  id: `l${n}`,
  topic: 'events',
  item: { n },
  why: { code: 'too_old', message: 'late' },
  at: '2026-11-24T09:30:00.000Z',
})

/** Laws of `DeadLetters`. `max`: how many an adapter holds; undefined where it has no bound. */
export function deadLettersContract(
  name: string,
  open: () => Promise<{ readonly letters: DeadLetters; readonly max: number | undefined }>,
): void {
  describe(`DeadLetters: ${name}`, () => {
    let letters: DeadLetters
    let max: number | undefined
    beforeEach(async () => {
      ;({ letters, max } = await open())
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
      expect(page.letters.at(-1)).toEqual(letter(count - 1))
    })
  })
}
